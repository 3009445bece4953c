"""What ships with the product: the départements (places/reference/LICENCE.md says whence), and the
words that are tried first as a password in French.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from common.sort_key import sort_key


@cache
def departements() -> dict[str, str]:
    """Names of the départements by code."""
    path = Path(__file__).parent / "departements.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["nom"].replace("'", "’") for row in csv.DictReader(file)}


@cache
def words_tried_first() -> list[str]:
    """In lower case, without accents, the most tried first."""
    return (Path(__file__).parent / "words_tried_first.txt").read_text(encoding="utf-8").split()


@cache
def _codes() -> dict[str, str]:
    """Codes of the départements by what may be written of one: its code, its name, or both."""
    return {
        sort_key(written): code
        for code, name in departements().items()
        for written in (code, code.lstrip("0"), name, f"{code} {name}")
    }


def code_of(text: str) -> str | None:
    """The code of the département that is meant by « 62 », « pas de calais », « 02 Aisne »."""
    return _codes().get(sort_key(text))


def in_words(codes: Iterable[str]) -> str:
    """« 02 Aisne, 60 Oise »."""
    return ", ".join(f"{code} {departements().get(code, '')}".rstrip() for code in codes)
