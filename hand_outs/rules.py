"""What was typed to find a hand-out: the number of its receipt, of a carnet or of a pass."""

import re
from dataclasses import dataclass

from common.parsing import parse_code, without_number_sign

_NOUN = re.compile(r"^(?:carnets?|pass|re[çc]us?|remises?) +(?=\S)", re.IGNORECASE)
_RECEIPT = re.compile(r"(?:R-?)?(\d{4})-(\d{1,7})|R(\d{4})(\d{5,7})", re.ASCII)
_PASS = re.compile(r"([0-9A-Z]?)(\d{8})", re.ASCII)  # the letter of a series may be a digit
_NUMBER = re.compile(r"\d{1,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text may be: the year and number of a receipt, the bare number of a carnet or of a
    receipt, the letter (maybe none) and number of a pass; `code` is the text as codes are read.
    """

    code: str
    receipt: tuple[int, int] | None
    number: int | None
    of_pass: tuple[str, int] | None


def parse_hand_out(text: str) -> Typed:
    """`R-2023-00871`, `reçu r 2023 871`, `carnet n° 00012`, `p 0004-1207`: with any kind of space
    and of dash, in capitals or not.
    """
    bare = without_number_sign(_NOUN.sub("", without_number_sign(text)))
    code = parse_code(bare)
    receipt = _RECEIPT.fullmatch(re.sub(r"[\s\u2010-\u2015-]+", "-", bare.upper()))
    number, of_pass = _NUMBER.fullmatch(code), _PASS.fullmatch(code)
    if receipt and of_pass and of_pass[1]:  # nine figures parted as a receipt is
        of_pass = None
    year, rank = (receipt[1] or receipt[3], receipt[2] or receipt[4]) if receipt else ("", "")
    return Typed(
        code,
        (int(year), int(rank)) if receipt else None,
        int(code) if number else None,
        (of_pass[1], int(of_pass[2])) if of_pass else None,
    )
