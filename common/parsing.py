"""Reading what people type: values as pages show them, and their usual variants."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from common.formats import MONTHS, WEEKDAYS

MAX_EUROS = Decimal("9999999999.99")
LARGEST_RATE = 100  # in percent
YEARS = range(1900, 2201)  # covers every text, and every day of birth
LONGEST_TYPED_CODE = 24  # a scanned code is far longer
LONGEST_CODE = 512
LONGEST_SEARCH = 200
LONGEST_WHOLE = 18  # digits: more would not be a 64-bit integer
_NAMED_DAY = re.compile(rf"(?:le )?(?:({'|'.join(WEEKDAYS)}),? )?(?:le )?(.+)")
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_AND_MONTH = r"(\d{1,2}) ?(?:er\b|°)? ?([a-z]+)\.?"  # 1er, 1 er, 1°
_WRITTEN_DAY = re.compile(rf"{_DAY_AND_MONTH} ?(\d{{4}})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -]\d{1,2}[/. -]\d{2}", re.ASCII)
_YEARLESS = re.compile(rf"(\d{{1,2}})[/. -]\d{{1,2}}|{_DAY_AND_MONTH}", re.ASCII)
# Digits that follow each other, or groups of three after one same sign; then decimals after another
# sign. What no such number is made of is refused: two numbers are never joined.
_NUMBER = r"(?:\d+|\d{1,3}(?:(?P<mark>[ .,])\d{3})(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,]\d+)?"
_EURO = r"(?:€|eur(?:os?)?)"
_AMOUNT = re.compile(
    rf"(?P<sign>-?) ?(?:{_EURO} ?)?(?P<number>{_NUMBER})(?: ?{_EURO}(?: ?(?P<cents>\d\d))?)?",
    re.ASCII,
)
_RATE = re.compile(rf"(?P<number>{_NUMBER}) ?%?", re.ASCII)
_COUNT = re.compile(
    r"(?P<number>-?(?:[0-9]+|[0-9]{1,3}(?:(?P<mark>[ .])[0-9]{3})(?:(?P=mark)[0-9]{3})*))"
    r"(?: ?[^\W\d_]+)?"
)
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_PLAIN_SIGNS = str.maketrans(_DASHES | {"º": "°", "ᵉ": "e", "ʳ": "r"})
_NUMBER_SIGN = re.compile(
    r"^(?:(?:\w+ )?n ?[°º]|№|numéro\b|n[o.](?= ?\d)|reçu (?=\S)) ?", re.IGNORECASE
)
_GAP = "[ \u00a0\u202f]"
# Spaces that stand inside a number: not a tab nor the end of a line, which stand between two.
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_HALF = re.compile("[\ud800-\udfff]")


def why_no_text(text: str) -> str | None:
    """Why something sent is no text: it has the character NUL, which no column can store, or half
    of a character, which bytes that are not UTF-8 become by `surrogateescape`. None for a text.
    """
    if "\0" in text:
        return "contient un caractère nul"
    return "n’est pas écrit en UTF-8" if _HALF.search(text) else None


class Unreadable(ValueError):
    """What was typed cannot be read; `kind` says why, `day` is what was understood of a day."""

    def __init__(self, kind: str, day: dt.date | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.day = day


def parse_day(text: str) -> dt.date:
    """`1er mars 2023`, `le 1 er mars 2023`, `mercredi 1° mars 2023`, `1/3/2023`, `2023-03-01`; a
    two-digit year is not guessed.

    Kinds of refusal: `year_missing`, `year_short`, `year_far`, `no_such_day`, `not_a_day`, and
    `wrong_weekday`, with the day that it names.
    """
    plain = _plain(text)
    weekday = None
    if found := _NAMED_DAY.fullmatch(plain):
        weekday, plain = found.groups()
    day = _day(plain)
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise Unreadable("wrong_weekday", day)
    return day


def _day(plain: str) -> dt.date:
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
    """`1 234,56 €` with any kind of space, `1234.56`, `1.234,56`, `−12`, `10 € 50`.

    Kinds of refusal: `too_many_decimals`, `too_large`, `not_an_amount`.
    """
    found = _AMOUNT.fullmatch(_one_line(text))
    if found is None:
        raise Unreadable("not_an_amount")
    amount = _decimal(found)
    if abs(amount) > MAX_EUROS:
        raise Unreadable("too_large")
    places = -int(amount.as_tuple().exponent)
    if places > 2:
        raise Unreadable("too_many_decimals")
    if found["cents"]:
        if places:
            raise Unreadable("not_an_amount")
        amount += Decimal(found["cents"]) / 100
    return (-amount if found["sign"] else amount).quantize(Decimal("0.01"))


def parse_rate(text: str) -> Decimal:
    """`70,74 %`, `10`: a percentage, as typed; refuses anything else as `not_a_rate`."""
    found = _RATE.fullmatch(_one_line(text))
    if found is None:
        raise Unreadable("not_a_rate")
    return _decimal(found)


def parse_count(text: str) -> int:
    """`50 000 pass`, `31 mois`, `50.000`, `n° 00640`; else refuses as `not_a_count`."""
    found = _COUNT.fullmatch(_one_line(without_number_sign(text)))
    if found is None or len(found["number"]) > LONGEST_WHOLE:
        raise Unreadable("not_a_count")
    return int(re.sub(r"[ .]", "", found["number"]))


def _decimal(found: re.Match[str]) -> Decimal:
    number = found["number"].replace(found["mark"] or " ", "")
    return Decimal(number.replace(",", "."))


def _one_line(text: str) -> str:
    """In lower case, with one plain space for those that may stand inside a number."""
    return _SPACES.sub(" ", text.strip().translate(_PLAIN_SIGNS).casefold())


def parse_whole(text: str) -> int:
    """A year or the key of a row, read in an address; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_WHOLE else 0


def parse_code(text: str) -> str:
    """A typed code without spaces and dashes, in capitals; a scanned code without spaces."""
    compact = re.sub(r"[\s-]", "", without_number_sign(text).translate(_PLAIN_SIGNS))
    return compact.upper() if len(compact) <= LONGEST_TYPED_CODE else "".join(text.split())


def parse_codes(text: str) -> list[str]:
    """Codes separated by line ends, commas or semicolons."""
    return [code for piece in re.split(r"[\n\r,;]+", text) if (code := parse_code(piece))]


def without_number_sign(text: str) -> str:
    """« n° 00640 », « Carnet N°00640 » and « reçu R-2023-00871 », with any kind of space, without
    what says that it is a number; another text only has plain spaces.
    """
    return _NUMBER_SIGN.sub("", " ".join(text.split()))


def clean_search(text: str) -> str:
    """The words of a search, without the null character, which PostgreSQL refuses."""
    return text.replace("\0", "").strip()[:LONGEST_SEARCH]


def search_pattern(text: str) -> str:
    """The regular expression, for PostgreSQL, of what is searched: each sign stands for itself, and
    a number is found as any page prints it (« n° 00640 », « P 0004 1207 »).
    """
    is_signed = bool(_NUMBER_SIGN.match(" ".join(text.split())))
    words = without_number_sign(text).split()
    if len(words) == 1 and words[0].isdecimal() and (is_signed or words[0][0] == "0"):
        return f"(?<![0-9])0*{words[0].lstrip('0') or '0'}(?![0-9])"
    pattern = re.escape(words[0]) if words else ""
    for word in words[1:]:
        pattern += (f"{_GAP}*(?:n°{_GAP}*)?" if word[0].isdecimal() else f"{_GAP}+") + re.escape(
            word
        )
    return f"{pattern}(?![0-9])" if is_signed else pattern


def _plain(text: str) -> str:
    """Lower case, without accents, with single spaces."""
    letters = unicodedata.normalize("NFD", text.translate(_PLAIN_SIGNS).casefold())
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
    found = _YEARLESS.fullmatch(plain)
    if found is None:
        return "not_a_day"
    word = found[3]
    known = not word or any(_plain(name).startswith(word) for name in MONTHS)
    return "year_missing" if known else "not_a_day"
