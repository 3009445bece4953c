"""Reading what people type: values as pages show them, and their usual variants."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from common.formats import MONTHS

MAX_EUROS = Decimal("9999999999.99")
YEARS = range(1900, 2201)  # covers every text, and every day of birth
LONGEST_TYPED_CODE = 24  # a scanned code is far longer
LONGEST_WHOLE = 18  # digits: more would not be a 64-bit integer
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN_DAY = re.compile(r"(\d{1,2})(?:er)? ?([a-z]+)\.? ?(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -]\d{1,2}[/. -]\d{2}")
_YEARLESS = re.compile(r"\d{1,2}[/. -]\d{1,2}|\d{1,2}(?:er)? ?[a-z]+\.?")
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


class Unreadable(ValueError):
    """What was typed cannot be read; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def parse_day(text: str) -> dt.date:
    """`1er mars 2023`, `1/3/2023`, `01.03.2023`, `2023-03-01`; a two-digit year is not guessed.

    Kinds of refusal: `year_missing`, `year_short`, `year_far`, `no_such_day`, `not_a_day`.
    """
    plain = _plain(text)
    if found := _ISO_DAY.fullmatch(plain):
        year, month, day = map(int, found.groups())
    elif found := _NUMERIC_DAY.fullmatch(plain):
        day, month, year = map(int, found.groups())
    elif found := _WRITTEN_DAY.fullmatch(plain):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise Unreadable(_why_not_a_day(plain))
    if year not in YEARS:
        raise Unreadable("year_far")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable("no_such_day") from None


def parse_euros(text: str) -> Decimal:
    """`1 234,56 €` with any kind of space, `1234.56`, `1.234,56`, `−12`.

    Kinds of refusal: `too_many_decimals`, `too_large`, `not_an_amount`.
    """
    compact = re.sub(r"[\s€]|eur(?:os?)?", "", text.translate(_DASHES).casefold())
    if _GROUPED.fullmatch(compact):
        compact = re.sub(r"[.,](?=\d{3})", "", compact)
    compact = compact.replace(",", ".")
    if not _AMOUNT.fullmatch(compact) or not compact.isascii():
        raise Unreadable("not_an_amount")
    amount = Decimal(compact)
    if abs(amount) > MAX_EUROS:
        raise Unreadable("too_large")
    if -int(amount.as_tuple().exponent) > 2:
        raise Unreadable("too_many_decimals")
    return amount.quantize(Decimal("0.01"))


def parse_whole(text: str) -> int:
    """A year or the key of a row, read in an address; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_WHOLE else 0


def parse_code(text: str) -> str:
    """A typed code without spaces and dashes, in capitals; a scanned code without spaces."""
    compact = re.sub(r"[\s-]", "", text.translate(_DASHES))
    return compact.upper() if len(compact) <= LONGEST_TYPED_CODE else "".join(text.split())


def parse_codes(text: str) -> list[str]:
    """Codes separated by line ends, commas or semicolons."""
    return [code for piece in re.split(r"[\n\r,;]+", text) if (code := parse_code(piece))]


def clean_search(text: str) -> str:
    """The words of a search, without the null character, which PostgreSQL refuses."""
    return text.replace("\0", "").strip()


def _plain(text: str) -> str:
    """Lower case, without accents, with single spaces."""
    letters = unicodedata.normalize("NFD", text.translate(_DASHES).casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _month(word: str) -> int:
    """The number of a month, in full or abbreviated without ambiguity: « juil », « sept »."""
    ranks = [i for i, name in enumerate(MONTHS, 1) if _plain(name).startswith(word)]
    if len(ranks) != 1 or (len(word) < 3):
        raise Unreadable("not_a_day")
    return ranks[0]


def _why_not_a_day(plain: str) -> str:
    if _SHORT_YEAR.fullmatch(plain):
        return "year_short"
    if not _YEARLESS.fullmatch(plain):
        return "not_a_day"
    word = re.sub(r"^\d+(er)?|[^a-z]", "", plain)
    known = not word or any(_plain(name).startswith(word) for name in MONTHS)
    return "year_missing" if known else "not_a_day"
