"""The votes of a deliberation in words, assemblies, and deliberations to tie."""

from uuid import UUID

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
    rows = Deliberation.objects.filter(
        programme=deliberation.programme_id, session_on__lte=deliberation.session_on
    )
    cited: list[UUID] = list(
        deliberation.visas.filter(cites__isnull=False).values_list("cites__public_id", flat=True)
    )
    others = rows.exclude(pk=deliberation.pk).exclude(public_id__in=cited)
    return list(others.order_by("-session_on", "-number"))
