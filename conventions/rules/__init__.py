"""Pure rules on agreements, on values alone: no Django, no clock."""

from common.balance import wrong_sum
from common.findings import RULER, Finding
from common.money import over_limit, percent_digits, ratio
from common.periods import months_end, period_end, plus_months
from conventions.rules.amounts import (
    FEDER_PUBLIC_AID,
    USUAL_CAP,
    Aid,
    aid_at,
    eighty_percent_reading,
    rounded_rate_loss,
)
from conventions.rules.durations import LINEAR, LINEAR_LABEL, linear_target, next_due
from conventions.rules.findings import duration_finding, extension_finding, origin_finding

__all__ = [
    "FEDER_PUBLIC_AID",
    "LINEAR",
    "LINEAR_LABEL",
    "RULER",
    "USUAL_CAP",
    "Aid",
    "Finding",
    "aid_at",
    "duration_finding",
    "eighty_percent_reading",
    "extension_finding",
    "linear_target",
    "months_end",
    "next_due",
    "origin_finding",
    "over_limit",
    "percent_digits",
    "period_end",
    "plus_months",
    "ratio",
    "rounded_rate_loss",
    "wrong_sum",
]
