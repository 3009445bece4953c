"""The establishments that requests may name."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from beneficiaries.querysets import EstablishmentQuerySet
from common.constraints import unique_id
from common.fields import AT_LEAST_ONE
from programmes.models import Programme


class Establishment(models.Model):
    """A place of the list of establishments of a programme: a pupil's request names one of them.

    A text may fix how many there are before their names are known.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="establishments")
    position = models.PositiveSmallIntegerField("numéro dans la liste", validators=AT_LEAST_ONE)
    name = models.CharField(
        "nom de l’établissement", max_length=120, blank=True, help_text="Vide\u00a0: à renseigner."
    )
    commune = models.CharField("commune", max_length=110, blank=True)
    uai = models.CharField(
        "code UAI",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{7}[A-Z]\Z", "Un code UAI a sept chiffres et une lettre.")],
        help_text="Sept chiffres et une lettre. Par exemple 0590001A.",
    )

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="establishment_position_unique",
                violation_error_message="Un autre établissement a ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["programme", "uai"],
                condition=~Q(uai=""),
                name="establishment_uai_unique",
                violation_error_message="Un autre établissement a ce code UAI.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Établissement n°\u00a0{self.position} (nom à renseigner)"
