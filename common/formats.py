"""Numbers, days, money and identifiers written in French, for pages, PDFs and refusals.

Every space inside a value is U+00A0, so that no line ends inside an amount or a day.
"""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NBSP = "\u00a0"
MINUS = "\u2212"
APOSTROPHE = "\u2019"
UNKNOWN_DAY = "date inconnue"
UNKNOWN = "non communiqué"
NOT_APPLICABLE = "sans objet"
NOT_STATED = "non indiqué"
MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
]
SHORT = {
    "janvier": "janv.",
    "février": "févr.",
    "avril": "avr.",
    "juillet": "juil.",
    "septembre": "sept.",
    "octobre": "oct.",
    "novembre": "nov.",
    "décembre": "déc.",
}
DATED = re.compile(rf"\b(?:\d{{1,2}}|1er) (?:{'|'.join(MONTHS)})\b(?: (?=\d{{4}}\b))?")
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
ELIDED = re.compile(r"[aeiouœæ]|h[^a]|y[^aeiou]")
INVARIABLE = {"pass"}
PREPOSITIONS = ("à", "de", "du", "des", "en", "par", "sur", "pour", "sans", "au", "dans")


def number(value: int | Decimal | None, places: int | None = None) -> str:
    """`1 234`, `−12,5`: thousands separated, as many decimals as the value carries or `places`."""
    if value is None:
        return UNKNOWN
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(exact):,f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if exact < 0 else text


def signed(value: int | Decimal | None, places: int | None = None) -> str:
    """`+312`, `−5`, `0`: a change."""
    text = number(value, places)
    return f"+{text}" if value is not None and value > 0 else text


def change(value: int | Decimal, places: int | None = None) -> str:
    """`+312`, `−5`, `inchangé`: what moved since another day."""
    return f"{'+' if value > 0 else ''}{number(value, places)}" if value else "inchangé"


def euros(amount: int | Decimal | None) -> str:
    """`1 234,56 €`, always two decimals."""
    return UNKNOWN if amount is None else f"{number(amount, 2)}{NBSP}€"


def percent(value: int | Decimal | None) -> str:
    """`70,74 %`: a percentage already rounded by `common.money.percent`."""
    return UNKNOWN if value is None else f"{number(value)}{NBSP}%"


def exact_percent(value: Decimal) -> str:
    """`10 %`, `50,00001 %`: without the zeros that a column of the database adds."""
    plain = value.normalize()
    return percent(plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain)


def percent_of(part: int | Decimal | None, whole: int | Decimal | None, places: int = 2) -> str:
    """`70,74 %`: the rounded percentage of two amounts, to be shown only."""
    if part is None or whole is None:
        return UNKNOWN
    if not whole:
        return NOT_APPLICABLE
    return f"{number(Decimal(part) * 100 / Decimal(whole), places)}{NBSP}%"


def rate(part: int | Decimal | None, whole: int | Decimal | None, places: int = 2) -> str:
    """`70,74 % (2 101 975,00 € sur 2 971 219,36 €)`: a rate with its base.

    Integers are shown as counts, Decimals as euros.
    """
    share = percent_of(part, whole, places)
    if part is None or not whole:
        return share
    written = euros if isinstance(whole, Decimal) else number
    return f"{share} ({written(part)} sur{NBSP}{written(whole)})"


def legal_day(day: dt.date) -> dt.date:
    """The local day of an instant; a day is returned unchanged."""
    return local(day).date() if isinstance(day, dt.datetime) else day


def local(at: dt.datetime) -> dt.datetime:
    """An instant in the time zone in use: that of the programme (ADR 0031), else Paris."""
    return timezone.localtime(at) if at.tzinfo else at


def instant(on: dt.date, hour: dt.time) -> dt.datetime:
    """The instant of a local hour of a day."""
    return dt.datetime.combine(on, hour, timezone.get_current_timezone())


def end_of_day(on: dt.date) -> dt.datetime:
    """The last local instant of a day."""
    midnight = instant(on + dt.timedelta(days=1), dt.time())
    return local(midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1))


def day(value: dt.date | None) -> str:
    """`15 mai 2023`, `1er mars 2023`."""
    if value is None:
        return UNKNOWN_DAY
    on = legal_day(value)
    ordinal = "1er" if on.day == 1 else str(on.day)
    return f"{ordinal}{NBSP}{MONTHS[on.month - 1]}{NBSP}{on.year}"


def day_and_month(value: dt.date) -> str:
    """`15 mai`, `1er mars`: a day of the year at hand."""
    return day(value).rpartition(NBSP)[0]


def weekday(value: dt.date | None) -> str:
    """`lundi 15 mai 2023`."""
    if value is None:
        return UNKNOWN_DAY
    return f"{WEEKDAYS[legal_day(value).weekday()]}{NBSP}{day(value)}"


def day_short(value: dt.date | None) -> str:
    """`01/03/2023`, for tables."""
    return UNKNOWN_DAY if value is None else f"{legal_day(value):%d/%m/%Y}"


def month(value: dt.date | None) -> str:
    """`mai 2023`."""
    if value is None:
        return UNKNOWN_DAY
    on = legal_day(value)
    return f"{MONTHS[on.month - 1]}{NBSP}{on.year}"


def month_short(value: dt.date) -> str:
    """`mai 23`, `févr. 23`: for an axis."""
    on = legal_day(value)
    name = MONTHS[on.month - 1]
    return f"{SHORT.get(name, name)}{NBSP}{on:%y}"


def quarter(value: dt.date) -> str:
    """`1er trimestre 2023`, `2e trimestre 2023`: the quarter that holds a day."""
    on = legal_day(value)
    rank = (on.month + 2) // 3
    return f"{rank}{'er' if rank == 1 else 'e'}{NBSP}trimestre{NBSP}{on.year}"


def hour(value: dt.datetime | dt.time | None) -> str:
    """`14 h 30`, local when the instant knows its zone."""
    if value is None:
        return "heure inconnue"
    if isinstance(value, dt.datetime):
        value = local(value)
    return f"{value.hour}{NBSP}h{NBSP}{value.minute:02d}"


def moment(value: dt.datetime | None) -> str:
    """`15 mai 2023 à 14 h 30`."""
    return UNKNOWN_DAY if value is None else f"{day(value)} à{NBSP}{hour(value)}"


def period(start: dt.date | None, end: dt.date | None) -> str:
    """`du 1er janvier 2021 au 30 juillet 2023 inclus`; an unknown side is left out."""
    if start is None and end is None:
        return "période inconnue"
    if end is None:
        return f"à partir du {day(start)}"
    if start is None:
        return f"jusqu{APOSTROPHE}au {day(end)} inclus"
    if legal_day(start) == legal_day(end):
        return f"le {day(start)}"
    return f"du {day(start)} au {day(end)} inclus"


def days_from(to: dt.date, today: dt.date) -> str:
    """`dans 12 jours`, `depuis 3 jours`, `aujourd’hui`."""
    days = (to - today).days
    if days == 0:
        return f"aujourd{APOSTROPHE}hui"
    return f"{'dans' if days > 0 else 'depuis'} {count(abs(days), 'jour')}"


def delay(to: dt.date, today: dt.date) -> str:
    """`dans 12 jours (27 mai 2023)`, `il y a 3 jours (…)`, `aujourd’hui (…)`."""
    days = (to - today).days
    if days == 0:
        return f"aujourd{APOSTROPHE}hui ({day(to)})"
    word = "dans" if days > 0 else "il y a"
    return f"{word} {count(abs(days), 'jour')} ({day(to)})"


def of(thing: object) -> str:
    """`de Claire`, `d’Émilie`, `du Touquet`, `des Hauts-de-France`: what belongs to a name.

    H is silent but before a (Hassan); Y is a vowel before a consonant (Yves).
    """
    name = str(thing)
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    plain = unicodedata.normalize("NFD", name).casefold()
    return f"d{APOSTROPHE}{name}" if ELIDED.match(plain) else f"de {name}"


def grouped(text: str, size: int = 4) -> str:
    """A code or an IBAN in groups of four characters."""
    compact = "".join(text.split())
    return NBSP.join(compact[i : i + size] for i in range(0, len(compact), size))


def siret(text: str) -> str:
    """`226 200 012 00012`; anything that is not 14 digits is shown as it is."""
    digits = "".join(text.split())
    if len(digits) != 14:
        return text
    return NBSP.join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def pass_number(text: str) -> str:
    """`P00041207` is printed `P 0004 1207`."""
    return f"{text[:1]}{NBSP}{grouped(text[1:])}" if text else ""


def typeset(text: str) -> str:
    """A typed text with U+00A0 after « and n°, and before » : ; ? ! % €.

    Also inside a day, a number or a telephone, and between « article » and its number.
    """
    opened = re.sub(r"(«|n°|\d(?= \d)|\b[Aa]rticle(?= \d)) +", rf"\1{NBSP}", text)
    dated = DATED.sub(lambda found: found[0].replace(" ", NBSP), opened)
    return re.sub(r" +([»:;?!%€])", rf"{NBSP}\1", dated)


def count(value: int, noun: str) -> str:
    """`1 carnet`, `2 carnets remis`, `2 pass`: the plural starts at 2.

    Words up to the first preposition agree; give « cheval|chevaux » for an irregular noun.
    """
    singular, _, plural = noun.partition("|")
    if abs(value) < 2:
        return f"{number(value)}{NBSP}{singular}"
    return f"{number(value)}{NBSP}{plural or _plural(singular)}"


def _plural(phrase: str) -> str:
    words = phrase.split(" ")
    for i, word in enumerate(words):
        if word in PREPOSITIONS or word.startswith(("d" + APOSTROPHE, "d'")):
            break
        if word not in INVARIABLE and word[-1:] not in {"s", "x", "z"}:
            words[i] = f"{word}{'x' if word.endswith(('eau', 'eu')) else 's'}"
    return " ".join(words)
