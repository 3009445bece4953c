"""The NIR, a number that must never be stored: whether a text contains one."""

import re
import unicodedata

from stdnum.fr.nir import calc_check_digits

# The NIR: sex, year, month, département, commune, order, then a key of two digits. 1 and 2 are the
# usual sexes; 3, 4, 7 and 8 begin the numbers given while a person's identity is being checked.
SEXES = "123478"
# Months that the INSEE gives when the register of birth is incomplete: so rare that they count only
# with a right key.
RARE_MONTHS = {20, *range(30, 43), *range(50, 100)}
NIR_SENTENCE = (
    "Retirez le numéro de sécurité sociale (NIR)\u00a0: la loi interdit de l’enregistrer ici."
)
_GAP = r"[^\S\r\n]|[._/·\-\u200b\u2010-\u2015\u2212]"
_SOME = rf"(?:{_GAP}){{0,3}}"
_BODY = _SOME.join([rf"[{SEXES}]", *[r"\d"] * 4, rf"(?:2{_SOME}[\dAB]|\d{_SOME}\d)", *[r"\d"] * 6])
# 13 digits followed by one group of two are a number of 15 digits, checked with its key instead.
_ALONE = re.compile(rf"(?<!\d)(?=({_BODY})(?!\d)(?!(?:{_GAP}){{1,3}}\d\d(?!{_SOME}\d)))", re.ASCII)
_KEYED = re.compile(rf"(?<!\d)(?=({_BODY}{_SOME}\d{_SOME}\d)(?!\d))", re.ASCII)
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)", re.ASCII
)
_FOREIGN_PHONE = re.compile(rf"(?:\+\d{{2}}|(?<!\d)0033)(?:{_SOME}\d){{9}}(?!\d)", re.ASCII)


def contains_nir(text: str) -> bool:
    """Whether a text contains a NIR: 13 digits (2A and 2B allowed), or 15 with a right key.

    Sex, month and département must be plausible; spaces and dots between digits are ignored; a part
    of a longer number, a day or an international telephone number is not a NIR.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = _FOREIGN_PHONE.sub("\n", _DAY.sub("\n", plain))
    alone = (_compact(found[1]) for found in _ALONE.finditer(plain))
    keyed = (_compact(found[1]) for found in _KEYED.finditer(plain))
    return any(_is_plausible(number) for number in alone) or any(
        _is_plausible(number, RARE_MONTHS) and calc_check_digits(number) == number[13:]
        for number in keyed
    )


def _compact(text: str) -> str:
    return re.sub(r"[^0-9AB]", "", text)


def _is_plausible(number: str, more_months: frozenset[int] | set[int] = frozenset()) -> bool:
    month = int(number[3:5])
    return (1 <= month <= 12 or month in more_months) and number[5:7] != "00"
