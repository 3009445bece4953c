"""Rules on budget lines: reading an imputation, checking its section and its phases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.enums import BudgetFinding, Norm, Section
from common.findings import Finding, Severity
from common.stated_totals import sum_mismatch

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
# The section of the class (first digit) of a nature, in the plan de comptes M52.
SECTION_OF_CLASS = {
    "1": Section.INVESTMENT,
    "2": Section.INVESTMENT,
    "6": Section.FUNCTIONING,
    "7": Section.FUNCTIONING,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an imputation; `programme` is a code of the budget."""

    chapter: str
    function: str
    nature: str
    programme: str = ""


def read_imputation(imputation: str, norm: Norm | None = None) -> Parts | None:
    """The parts of an imputation, or None when its form is not known."""
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
    """The section of a functional chapter, from its number; None for any other chapter."""
    if re.fullmatch(r"9[0-2]\d{1,2}", chapter):
        return Section.INVESTMENT
    if re.fullmatch(r"9[34]\d{1,2}", chapter):
        return Section.FUNCTIONING
    return None


def wrong_section(chapter: str, section: Section) -> str:
    """A sentence when a chapter belongs to the other section; empty otherwise."""
    numbered = section_of(chapter)
    if numbered is None or numbered == section:
        return ""
    return (
        f"Le chapitre {chapter} est un chapitre d{_of_section(numbered)}\u00a0; "
        f"la ligne est inscrite en {section.label.lower()}."
    )


def _of_section(section: Section) -> str:
    return "’investissement" if section == Section.INVESTMENT else "e fonctionnement"


def phasing_finding(years: Sequence[Decimal], authorised: Decimal) -> Finding | None:
    """The phases of a budget line do not add up to its authorisation."""
    sentence = sum_mismatch(years, authorised, "année", "l’autorisation est de")
    if not years or not sentence:
        return None
    return Finding(
        BudgetFinding.PHASING, Severity.WATCH, sentence, "L’autorisation votée fait foi."
    )


def section_finding(section: Section, chapter: str, nature: str) -> Finding | None:
    """The chapter of a budget line, else its nature, belongs to the other section."""
    sentence = wrong_section(chapter, section)
    numbered = SECTION_OF_CLASS.get(nature[:1])
    if not sentence and section_of(chapter) is None and numbered not in (None, section):
        word = "investissement" if numbered == Section.INVESTMENT else "fonctionnement"
        sentence = (
            f"La nature {nature} est un compte de la section de {word}\u00a0; "
            f"la ligne est inscrite en {section.label.lower()}."
        )
    if not sentence:
        return None
    return Finding(
        BudgetFinding.SECTION,
        Severity.WATCH,
        sentence,
        "L’imputation votée est gardée telle quelle.",
    )
