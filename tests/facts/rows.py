"""The facts of a deliberation, with the words of its text and the value that a page shows."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
COUNTED = {"deux": "2", "quatre": "4", "cinq": "5", "cinquième": "5", "six": "6", "dix": "10"}
COUNTED |= {"trois": "3", "sept": "7", "huit": "8", "neuf": "9", "vingt-cinq": "25"}
NUMBER = re.compile(rf"\d+|\b(?:{'|'.join(sorted(COUNTED, reverse=True))})\b", re.IGNORECASE)
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"]
MONTHS += ["octobre", "novembre", "décembre"]
DAY = re.compile(rf"(?:(\d\d?)(?:er)? )?({'|'.join(MONTHS)}) (\d{{4}})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`near` stands beside the value on the page; `reads` says that it is our reading."""

    line: int
    words: str
    value: str
    page: str
    near: str = ""
    reads: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A number of the text that is no fact of ours, or that the fact of another line says."""

    line: int
    words: str
    reason: str = ""
    said_at: int = 0


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A deliberation; `unread` has the first and last lines that nobody reads, and why."""

    text: str
    programme: str
    unread: list
    numbers: str
    facts: list
    left_out: list

    def mark(self):
        rows = [*self.facts, *self.left_out]
        return mark((row.line, number) for row in rows for number in numbers(row.words))


def seeds():
    return {file.stem: _seed(tomllib.loads(file.read_text())) for file in FOLDER.glob("*.toml")}


def _seed(written):
    facts = [Fact(**row) for row in written.pop("facts")]
    left_out = [LeftOut(**row) for row in written.pop("left_out")]
    return Seed(**written, facts=facts, left_out=left_out)


def numbers(text):
    """The numbers of a text as they are written, in figures or in words."""
    return NUMBER.findall(text)


def mark(found):
    """The mark of numbers and their lines: it changes with any of them."""
    rows = sorted({f"{line} {number}" for line, number in found})
    return f"{len(rows)} {hashlib.sha256(' '.join(rows).encode()).hexdigest()[:16]}"


def figures(text):
    """The figures of a text, one after the other: days as 04/05/2023, euros without ,00."""
    text = DAY.sub(_day, re.sub(r"<\w+>|</\w+>", "", text))
    text = NUMBER.sub(lambda found: COUNTED.get(found[0].lower(), found[0]), text)
    return re.sub(r"\D", "", re.sub(r"[,.]00(?!\d)", "", text))


def _day(found):
    return f"{(found[1] or '').zfill(2)}{MONTHS.index(found[2].lower()) + 1:02}{found[3]}"
