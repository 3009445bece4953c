"""The votes of a deliberation in words, its findings, assemblies, and deliberations to tie."""

from collections.abc import Iterable, Iterator

from common import formats
from common.findings import Finding, as_findings
from common.formats import UNKNOWN_DAY, day
from common.sort_key import sort_key
from deliberations import rules
from deliberations.enums import Vote
from deliberations.models import Deliberation, VotingGroup
from programmes.models import Programme

VOTE_UNKNOWN = "vote non communiqué"


def votes_in_words(deliberation: Deliberation) -> str:
    """`52 pour, 0 contre, 0 abstention ; 41 présents et 11 pouvoirs`."""
    if deliberation.votes_for is None:
        return VOTE_UNKNOWN
    counted = (
        f"{deliberation.votes_for}\u00a0pour, {deliberation.votes_against}\u00a0contre, "
        f"{formats.count(deliberation.abstentions or 0, 'abstention')}"
    )
    # Who is excused gives a proxy, or not: where the text does not say, both numbers stand.
    away = (deliberation.proxies, "pouvoir")
    if deliberation.proxies is None:
        away = (deliberation.excused, "excusé")
    there = ((deliberation.present, "présent"), away)
    known = " et ".join(formats.count(n, noun) for n, noun in there if n is not None)
    return f"{counted}\u00a0; {known}" if known else counted


def groups_by_vote(groups: Iterable[VotingGroup]) -> dict[Vote, list[str]]:
    """The names of the groups, as the text orders them, by what they voted."""
    found: dict[Vote, list[str]] = {}
    for group in sorted(groups, key=lambda one: one.position):
        found.setdefault(Vote(group.vote), []).append(group.name)
    return found


def publicity_in_words(deliberation: Deliberation) -> str:
    """`publiée le 8 juillet 2022, transmission au représentant de l’État : date inconnue`."""
    published, transmitted = deliberation.published_on, deliberation.transmitted_on
    said = [
        f"publiée le {day(published)}" if published else f"publication\u00a0: {UNKNOWN_DAY}",
        f"transmise au représentant de l’État le {day(transmitted)}"
        if transmitted
        else f"transmission au représentant de l’État\u00a0: {UNKNOWN_DAY}",
        f"acte {deliberation.act_reference}" if deliberation.act_reference else "",
    ]
    return ", ".join(part for part in said if part)


def deliberation_findings(deliberation: Deliberation) -> Iterator[Finding]:
    """Counts that do not add up, where the text states the proxies."""
    voices = (deliberation.votes_for, deliberation.votes_against, deliberation.abstentions)
    if deliberation.present is None or deliberation.proxies is None or None in voices:
        return
    counted, aside = sum(voice or 0 for voice in voices), deliberation.not_voting or 0
    found = rules.attendance_finding(deliberation.present, deliberation.proxies, counted, aside)
    yield from as_findings(found)


def assemblies_of(programme: Programme) -> list[str]:
    """The names of assemblies already used in a programme, which a form suggests."""
    rows = programme.deliberations.order_by().values_list("assembly", flat=True)
    return sorted(rows.distinct(), key=sort_key)


def deliberations_to_tie(deliberation: Deliberation) -> list[Deliberation]:
    """Deliberations that one may be tied to: not later, and not cited yet; newest first."""
    rows = deliberation.programme.deliberations.filter(session_on__lte=deliberation.session_on)
    others = rows.exclude(pk=deliberation.pk).exclude(cited_by__deliberation=deliberation)
    return list(others.order_by("-session_on", "-number", "-pk"))
