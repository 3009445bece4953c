"""What happens to a lot before it is in stock."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from common.constraints import unique_id
from distribution.models import Lot
from ordering.enums import REASONED, StepKind


class Step(models.Model):
    """A step of a lot between its order and its delivery, never changed: its proof (bon à tirer)
    received, then approved or refused by another person, its production, its dispatch; or its end.

    A file to which two people agreed names nobody.
    """

    public_id = unique_id()
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("étape", max_length=10, choices=StepKind)
    taken_on = models.DateField("jour")
    taken_at = models.DateTimeField("enregistrée le")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField("note", max_length=200, blank=True)

    class Meta:
        verbose_name = "étape d’un lot"
        constraints = [
            models.UniqueConstraint(fields=["lot", "position"], name="step_position_unique"),
            models.CheckConstraint(
                name="step_says_why", condition=~Q(kind__in=REASONED) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.lot}"
