"""What a deliberation says, in words."""

from common import formats
from deliberations.models import Deliberation
from programmes.models import Programme

NOT_TOLD = "vote non communiqué"


def votes_in_words(deliberation: Deliberation) -> str:
    """`43 pour, 0 contre, 0 abstention`."""
    if deliberation.votes_for is None:
        return NOT_TOLD
    return (
        f"{deliberation.votes_for}\u00a0pour, {deliberation.votes_against}\u00a0contre, "
        f"{formats.count(deliberation.abstentions or 0, 'abstention')}"
    )


def assemblies_of(programme: Programme) -> list[str]:
    """The assemblies already named in a programme, to be named alike."""
    rows = programme.deliberations.order_by("assembly")
    return list(rows.values_list("assembly", flat=True).distinct())
