"""What happens to a lot before it is in stock, and what an order costs."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from budget.models import Commitment
from common.constraints import unique_id
from common.fields import EuroField
from distribution.models import Lot, Order
from ordering.enums import REASONED, CostKind, StepKind


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


class Cost(models.Model):
    """What an order costs, before tax as an invoice says it, and with its tax as it is committed on
    a budget line. The face value bears no tax. What is not due any more is released.
    """

    public_id = unique_id()
    order = models.ForeignKey(Order, models.PROTECT, related_name="costs")
    kind = models.CharField("nature", max_length=20, choices=CostKind)
    label = models.CharField("libellé", max_length=100, blank=True)
    amount = EuroField("montant HT")
    with_tax = EuroField("montant TTC")
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="order_cost", verbose_name="engagement"
    )

    class Meta:
        verbose_name = "coût d’une commande"
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "label"], name="cost_unique"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(kind=CostKind.PASSES), name="cost_one_face_value"
            ),
            models.CheckConstraint(
                name="cost_with_tax", condition=Q(amount__gt=0, with_tax__gte=F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()
