"""Periods as addresses name them, and amounts in words."""

import datetime as dt
import re
from decimal import Decimal

from common import formats
from common.formats import APOSTROPHE, month, quarter
from common.periods import months_end, plus_months

_CODE = re.compile(r"(\d{4})(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_FIRST_YEAR = 1900

UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit"),
    "dix-neuf",
)
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
LARGE = ((1_000_000_000, "milliard"), (1_000_000, "million"))


def period_of(code: str) -> tuple[dt.date, dt.date] | None:
    """The first and last days of `2023`, `2023-T1` or `2023-05`; none for another text."""
    found = _CODE.fullmatch(code)
    if found is None or int(found[1]) < _FIRST_YEAR:
        return None
    first = int(found[2]) * 3 - 2 if found[2] else int(found[3] or 1)
    length = "quarter" if found[2] else "month" if found[3] else "year"
    start = dt.date(int(found[1]), first, 1)
    return start, months_end(start, _MONTHS[length])


def code_of(start: dt.date, end: dt.date) -> str:
    """The code of a period; `2023-01-15_2023-02-03` for one that is no month, quarter nor year."""
    named = (f"{start:%Y}", f"{start:%Y}-T{(start.month + 2) // 3}", f"{start:%Y-%m}")
    return next((one for one in named if period_of(one) == (start, end)), f"{start}_{end}")


def period_in_words(start: dt.date, end: dt.date) -> str:
    """`année 2023`, `1er trimestre 2023`, `mai 2023`, or the days of another period."""
    code = code_of(start, end)
    if "_" in code:
        return formats.period(start, end)
    if "T" in code:
        return quarter(start)
    return month(start) if "-" in code else f"année {code}"


def last_quarter(on: dt.date) -> str:
    """The code of the last quarter that is over on a day."""
    before = plus_months(on.replace(day=1), -3)
    return f"{before:%Y}-T{(before.month + 2) // 3}"


def euros_in_words(amount: Decimal) -> str:
    """`douze mille trois cents euros`, `un million d’euros`, `un euro et cinquante centimes`."""
    euros, cents = divmod(int(amount * 100), 100)
    linked = f"d{APOSTROPHE}" if euros >= LARGE[-1][0] and not euros % LARGE[-1][0] else ""
    said = f"{number_in_words(euros)} {linked}euro{'s' if euros > 1 else ''}"
    if not cents:
        return said
    return f"{said} et {number_in_words(cents)} centime{'s' if cents > 1 else ''}"


def number_in_words(number: int) -> str:
    """A whole number below a thousand billion, as an account is closed: `deux cent un`."""
    for unit, name in LARGE:
        if number >= unit:
            many, rest = divmod(number, unit)
            said = f"{number_in_words(many)} {name}{'s' if many > 1 else ''}"
            return f"{said} {number_in_words(rest)}" if rest else said
    many, rest = divmod(number, 1000)
    if many:
        # « Mille » never varies, and nothing before it agrees with it.
        said = "mille" if many == 1 else f"{_below_thousand(many, is_last=False)} mille"
        return f"{said} {_below_thousand(rest)}" if rest else said
    return _below_thousand(rest)


def _below_thousand(number: int, *, is_last: bool = True) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, is_last=is_last)
    said = "cent" if hundreds == 1 else f"{UNITS[hundreds]} cent"
    if rest:
        return f"{said} {_below_hundred(rest, is_last=is_last)}"
    return f"{said}s" if hundreds > 1 and is_last else said


def _below_hundred(number: int, *, is_last: bool) -> str:
    if number < len(UNITS):
        return UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        tens, unit = tens - 1, unit + 10
    if tens == 8:
        return f"quatre-vingt-{UNITS[unit]}" if unit else f"quatre-vingt{'s' if is_last else ''}"
    joint = " et " if unit in (1, 11) else "-"
    return f"{TENS[tens]}{joint}{UNITS[unit]}" if unit else TENS[tens]
