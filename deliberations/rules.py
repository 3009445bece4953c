"""The pure rule on the counts of a vote."""

from common.findings import Finding, Severity
from common.formats import count
from deliberations.enums import DeliberationFinding


def attendance_finding(present: int, proxies: int, voices: int, not_voting: int) -> Finding | None:
    """Present members and proxies that are not those who voted, abstained or took no part."""
    if present + proxies == voices + not_voting:
        return None
    return Finding(
        DeliberationFinding.ATTENDANCE,
        Severity.WATCH,
        f"{count(present, 'présent')} et {count(proxies, 'pouvoir')} font {present + proxies}"
        "\u00a0; les voix, les abstentions et ceux qui n’ont pas pris part au vote font "
        f"{voices + not_voting}.",
        "Les nombres restent ceux du texte.",
    )
