"""A file that somebody else reads is whole or not there."""

from pathlib import Path

import pytest

from deploy import whole_files

ROOT = Path(__file__).parents[2]


def test_a_file_is_replaced_at_once_and_read_by_its_owner_only(tmp_path):
    file = tmp_path / "kept.json"
    file.write_text("before")
    (tmp_path / "kept.draft").write_text("left by a start that was killed")
    with file.open() as reader:
        whole_files.write(file, "after")
        assert reader.read() == "before"

    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path):
    file = tmp_path / "kept.json"
    file.write_text("before")

    with pytest.raises(UnicodeEncodeError):
        whole_files.write(file, "after \ud800")

    assert file.read_text() == "before"


WRITTEN_FOR_THEIR_OWNER = {
    "architecture_diagram.py",  # a page of docs/, compared by make check
    "embedded_postgres.py",  # a password, removed before anybody else starts
    "install.py",  # before anything is installed; half of it is another fingerprint
    "vendor.py",  # files of static/, committed
}


def test_no_start_writes_in_place_what_another_process_reads():
    writers = {
        file.name
        for file in (ROOT / "deploy").glob("*.py")
        if ".write_text(" in file.read_text() or ".write_bytes(" in file.read_text()
    }

    assert writers == WRITTEN_FOR_THEIR_OWNER
