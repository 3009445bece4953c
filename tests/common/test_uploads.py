"""Files sent with a form: held up to a limit, then dropped."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

LIMIT = 100_000


@pytest.fixture(autouse=True)
def limit(settings):
    settings.PASSNUM_UPLOAD_BYTES = LIMIT


def received(**contents):
    sent = {name: SimpleUploadedFile(f"{name}.bin", one) for name, one in contents.items()}
    return RequestFactory().post("/", sent).FILES


def test_a_file_of_the_limit_is_whole():
    found = received(file=b"a" * LIMIT)["file"]

    assert (found.size, found.read()) == (LIMIT, b"a" * LIMIT)


def test_a_file_above_the_limit_tells_its_size_and_holds_no_more_than_the_limit():
    found = received(file=b"a" * (3 * LIMIT))["file"]

    assert found.size == 3 * LIMIT
    assert len(found.read()) <= LIMIT


def test_the_limit_holds_for_all_the_files_of_a_request():
    found = received(one=b"a" * 90_000, two=b"b" * 90_000, three=b"c" * 90_000)

    assert sum(len(one.read()) for one in found.values()) <= LIMIT
    assert found["one"].size == 90_000
    assert min(found["two"].size, found["three"].size) > LIMIT


def test_nothing_is_written_to_a_disk(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a file was opened")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)

    assert received(file=b"a" * (LIMIT + 1))["file"].size == LIMIT + 1
