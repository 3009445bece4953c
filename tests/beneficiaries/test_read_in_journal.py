"""Whoever opens what names a person leaves a line in the journal, wherever it is opened."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.accounts.test_matrix import opened_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAME = re.compile(r"\bNom\d+\b", re.IGNORECASE)  # as the factory names people
READ = {"person.read", "person.copied", "person.listed"}


def text_of(answer):
    content = getattr(answer, "content", b"")
    if answer["Content-Type"] == "application/pdf" and b"%%EOF" in content:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")


def test_what_names_a_person_is_journaled():
    naming = [
        (name, answer) for _, name, _, answer in opened_pages() if NAME.search(text_of(answer))
    ]

    found = {"beneficiaries:index", "beneficiaries:detail", "distribution:receipt"}
    assert found <= {name for name, _ in naming}
    unsaid = {name for name, answer in naming if READ.isdisjoint(map(str, answer.journaled))}
    assert unsaid == set()
