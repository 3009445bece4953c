"""Findings: those of the texts of a convention, and all of them, located and accepted."""

from findings.readings.located import (
    FINDING_CODES,
    SEVERITY_FAMILIES,
    SEVERITY_ORDER,
    Check,
    LocatedFinding,
    conventions_of,
    fingerprint,
    not_accepted,
    of_convention,
    of_programme,
    register,
    with_rows_read,
)

__all__ = [
    "FINDING_CODES",
    "SEVERITY_FAMILIES",
    "SEVERITY_ORDER",
    "Check",
    "LocatedFinding",
    "conventions_of",
    "fingerprint",
    "not_accepted",
    "of_convention",
    "of_programme",
    "register",
    "with_rows_read",
]
