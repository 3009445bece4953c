"""Hand-outs of carnets to people, each with its numbered receipt."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from beneficiaries.models import Decision
from common.constraints import unique_id
from common.formats import count
from distribution.enums import LineKind
from distribution.models.depots import Depot
from distribution.querysets import HandOutQuerySet
from distribution.rules import carnets_in_words
from programmes.models import Programme


class HandOut(models.Model):
    """Carnets handed to the person of a decision, against a numbered receipt.

    `account` is who handed them out, and never spends their passes; none: the system.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="hand_outs")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="hand_outs")
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="hand_outs")
    passes = models.PositiveSmallIntegerField("pass")
    handed_on = models.DateField("remis le")
    handed_at = models.DateTimeField("enregistré le")
    handed_by = models.CharField("remis par", max_length=150)
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receipt_year = models.PositiveSmallIntegerField("année du reçu")
    receipt_number = models.PositiveIntegerField("numéro du reçu")

    personal = {"situation": "passes handed_on", "acte d’un agent": "handed_by"}
    objects = HandOutQuerySet.as_manager()

    class Meta:
        verbose_name = "remise"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "receipt_year", "receipt_number"],
                name="hand_out_receipt_unique",
            ),
            models.CheckConstraint(name="hand_out_of_something", condition=Q(passes__gt=0)),
        ]
        indexes = [
            models.Index(fields=["depot", "-handed_on", "-handed_at"], name="hand_out_by_depot")
        ]

    def __str__(self) -> str:
        return f"Reçu {self.receipt}"

    @property
    def receipt(self) -> str:
        return f"R-{self.receipt_year}-{self.receipt_number:05d}"

    @property
    def numbers(self) -> list[int]:
        """The numbers of the carnets handed out, even undone; reads the prefetched lines."""
        given = (line for line in self.lines.all() if line.kind == LineKind.HAND_OUT)
        return sorted(n for line in given for n in range(line.first_carnet, line.last_carnet + 1))

    @property
    def what(self) -> str:
        """`carnet n° 00012, 10 pass`."""
        return f"{carnets_in_words(self.numbers)}, {count(self.passes, 'pass')}"

    @property
    def is_undone(self) -> bool:
        """Whether every carnet was taken back; reads the prefetched lines."""
        kinds = [line.kind for line in self.lines.all()]
        return kinds.count(LineKind.REVERSAL) == kinds.count(LineKind.HAND_OUT)
