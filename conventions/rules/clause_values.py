"""What a clause may say beyond the type of its value: a code of its kind, a rate up to 100 %."""

import re
from decimal import Decimal

from common.formats import exact_percent
from common.parsing import LARGEST_RATE
from conventions.enums import DEPARTEMENTS, ClauseKind
from conventions.rules.clause_rows import Row


def value_fault(kind: ClauseKind, value: object) -> str:
    """Why a value does not hold, in a sentence; empty when it does."""
    if kind.codes is not None and value not in kind.codes.values:
        codes = " ou ".join(kind.codes.values)
        return f"«\u00a0{kind.label}\u00a0» attend {codes}, et non {value}."
    if kind == ClauseKind.TERRITORY and not re.fullmatch(DEPARTEMENTS, str(value)):
        asked = "attend des codes de département (02, 60, 80)"
        return f"«\u00a0{kind.label}\u00a0» {asked}, et non {value}."
    rows = value if isinstance(value, tuple) else ()
    rates = [one.rate for one in rows if isinstance(one, Row)]
    if kind.carries == "rate" and isinstance(value, Decimal):
        rates = [value]
    wrong = (rate for rate in rates if rate is not None and not 0 <= rate <= LARGEST_RATE)
    if (rate := next(wrong, None)) is not None:
        asked = f"attend un taux de 0 à {LARGEST_RATE}\u00a0%"
        return f"«\u00a0{kind.label}\u00a0» {asked}, et non {exact_percent(rate)}."
    return ""
