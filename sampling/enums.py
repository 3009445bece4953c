"""What a sample is drawn from."""

from django.db.models import TextChoices


class Population(TextChoices):
    HAND_OUTS = "hand_outs", "Remises, par leur reçu"
    CARNETS = "carnets", "Carnets en stock, par leur numéro"

    @property
    def noun(self) -> str:
        return "remise" if self == Population.HAND_OUTS else "carnet"

    @property
    def drawn(self) -> str:
        return "remise tirée" if self == Population.HAND_OUTS else "carnet tiré"
