"""An imputation read in parts, as the plan de comptes numbers them.

A functional chapter is 9 followed by the section and by the first digit of the function: 90 to 92
are of investment, 93 and 94 of functioning (M52, nomenclature 2021, « Fonction », chapters 900 to
926 and 930 to 947; M57 and M71 number them alike). Hence « 930202 » is chapter 930, function 0202
(« Administration générale, autres moyens généraux ») and « 900202 » the same function in chapter
900. In M52 some chapters have a fourth digit (9356, revenu de solidarité active).
"""

import re
from dataclasses import dataclass

from conventions.enums import Norm, Section

# « 6568//930202 »: nature, then chapter and function in one (Pas-de-Calais).
_NATURE_FIRST = re.compile(r"(?P<nature>[1-7]\d{1,5})//(?P<functional>9[0-4]\d{1,5})")
# « 935/56/6518/56000017 »: chapter, function, nature, programme (Hauts-de-France).
_CHAPTER_FIRST = re.compile(
    r"(?P<chapter>9[0-4]\d{1,2})/(?P<function>\d{1,5})/(?P<nature>[1-7]\d{1,5})"
    r"(?:/(?P<programme>\w{1,20}))?"
)
LONG_CHAPTERS = {
    Norm.M52: {"9054", "9056", "9154", "9156", "9354", "9355", "9356"},
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What an imputation says; `programme` is the budget's own code."""

    chapter: str
    function: str
    nature: str
    programme: str = ""


def read(imputation: str, norm: Norm | None = None) -> Parts | None:
    """The parts of an imputation, or nothing when its form is not known: it is kept whole."""
    text = "".join(imputation.split())
    if found := _NATURE_FIRST.fullmatch(text):
        functional = found["functional"]
        return Parts(_chapter(functional, norm), functional[2:], found["nature"])
    if found := _CHAPTER_FIRST.fullmatch(text):
        return Parts(found["chapter"], found["function"], found["nature"], found["programme"] or "")
    return None


def _chapter(functional: str, norm: Norm | None) -> str:
    long = functional[:4] in LONG_CHAPTERS.get(norm, set()) if norm else False
    return functional[: 4 if long else 3]


def section_of(chapter: str) -> Section | None:
    """The section that numbers a functional chapter; none for any other chapter."""
    if re.fullmatch(r"9[0-2]\d{1,2}", chapter):
        return Section.INVESTMENT
    if re.fullmatch(r"9[34]\d{1,2}", chapter):
        return Section.FUNCTIONING
    return None


def wrong_section(chapter: str, section: Section) -> str:
    """The sentence that says that a chapter is of the other section; empty when they agree."""
    numbered = section_of(chapter)
    if numbered is None or numbered == section:
        return ""
    return (
        f"Le chapitre {chapter} est un chapitre d{_of(numbered)}\u00a0; "
        f"la ligne est inscrite en {section.label.lower()}."
    )


def _of(section: Section) -> str:
    return "’investissement" if section == Section.INVESTMENT else "e fonctionnement"
