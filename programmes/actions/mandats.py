"""What every act that records the number of a mandat checks of it."""

from common.errors import Refusal
from programmes.models import Programme
from programmes.rules import fits


class MandatUnlike(Refusal):
    """The number of the mandat is not written as those of the programme are."""


def check_mandat(number: str, programme: Programme) -> None:
    """Refuse a number that is not written like the pattern of the programme."""
    if not fits(number, programme.mandat_pattern):
        raise MandatUnlike(
            f"Un numéro de mandat s’écrit ici comme {programme.mandat_pattern}, "
            f"9 pour un chiffre et A pour une lettre. Vous avez saisi {number}.",
            field="mandat_number",
        )
