"""How the number of a mandat is written in a programme."""

import re


def fits(number: str, pattern: str) -> bool:
    """Whether a number is written like a pattern: 9 for a digit, A for a letter, the rest as it is.

    An empty pattern takes any number.
    """
    classes = {"9": "[0-9]", "A": "[A-Z]"}
    written = "".join(classes.get(sign) or re.escape(sign) for sign in pattern)
    return not pattern or re.fullmatch(written, number) is not None
