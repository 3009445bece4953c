"""The samples that were drawn, each with what draws it again."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from common.constraints import unique_id
from common.fields import AT_LEAST_ONE
from distribution.models import Depot
from programmes.models import Programme
from sampling.enums import Population
from sampling.querysets import DrawQuerySet

MOST = 500


class Draw(models.Model):
    """A sample of hand-outs of some days or of carnets in stock, as they were recorded at the end
    of `known_on`, of one depot or of all. It never changes.

    `sample` holds the receipts, or the numbers of carnets, in the order of the draw.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="draws")
    number = models.PositiveIntegerField("numéro")
    population = models.CharField("parmi", max_length=20, choices=Population)
    depot = models.ForeignKey(
        Depot, models.PROTECT, null=True, related_name="draws", verbose_name="dépôt"
    )
    starts_on = models.DateField("du", null=True)
    ends_on = models.DateField("jusqu’au", null=True)
    size = models.PositiveSmallIntegerField(
        "combien en tirer",
        validators=[*AT_LEAST_ONE, MaxValueValidator(MOST)],
        help_text="Par exemple 30.",
    )
    known_on = models.DateField("connu au soir du")
    seed = models.CharField("graine", max_length=32, editable=False)
    names = models.PositiveIntegerField("population", editable=False)
    fingerprint = models.CharField("empreinte", max_length=64, editable=False)
    sample: Any = models.JSONField("tirage", editable=False)
    drawn_at = models.DateTimeField("tiré le", editable=False)
    drawn_by = models.CharField("tiré par", max_length=150, editable=False)

    personal = {"acte d’un agent": "drawn_by"}
    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "tirage"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="draw_number_unique"),
            models.CheckConstraint(
                name="draw_of_known_names", condition=Q(size__gt=0, names__gte=F("size"))
            ),
            models.CheckConstraint(
                name="draw_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")) | Q(starts_on=None) | Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="draw_days_of_hand_outs",
                condition=Q(population=Population.HAND_OUTS) | Q(starts_on=None, ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Tirage n°\u00a0{self.number}"
