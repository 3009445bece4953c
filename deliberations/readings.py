"""The votes of a deliberation in words, assemblies, and deliberations to tie."""

from common import formats
from common.sort_key import sort_key
from deliberations.models import Deliberation
from programmes.models import Programme

VOTE_UNKNOWN = "vote non communiqué"


def votes_in_words(deliberation: Deliberation) -> str:
    """`43 pour, 0 contre, 0 abstention`."""
    if deliberation.votes_for is None:
        return VOTE_UNKNOWN
    return (
        f"{deliberation.votes_for}\u00a0pour, {deliberation.votes_against}\u00a0contre, "
        f"{formats.count(deliberation.abstentions or 0, 'abstention')}"
    )


def assemblies_of(programme: Programme) -> list[str]:
    """The names of assemblies already used in a programme, which a form suggests."""
    rows = programme.deliberations.order_by().values_list("assembly", flat=True)
    return sorted(rows.distinct(), key=sort_key)


def deliberations_to_tie(deliberation: Deliberation) -> list[Deliberation]:
    """Deliberations that one may be tied to: not later, and not cited yet; newest first."""
    rows = deliberation.programme.deliberations.filter(session_on__lte=deliberation.session_on)
    others = rows.exclude(pk=deliberation.pk).exclude(cited_by__deliberation=deliberation)
    return list(others.order_by("-session_on", "-number"))
