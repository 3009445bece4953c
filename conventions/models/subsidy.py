"""Subsidies that the authority pays to third parties."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from common.constraints import unique_id
from common.fields import EuroField
from conventions.enums import Side
from conventions.models.deliberation import Deliberation
from conventions.models.money import Commitment
from conventions.models.programme import Programme
from conventions.querysets import SubsidyQuerySet


class Subsidy(models.Model):
    """A subsidy that the authority pays to a third party, with the third party's budget."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="subsidies")
    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="subsidies")
    beneficiary = models.ForeignKey(Organisation, models.PROTECT, related_name="subsidies")
    purpose = models.CharField("objet", max_length=200)
    amount = EuroField("montant")
    third_party_budget = EuroField("budget du tiers")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="subsidy")
    report_due_on = models.DateField("bilan attendu le", null=True)
    report_received_on = models.DateField("bilan reçu le", null=True)

    objects = SubsidyQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention versée"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "deliberation", "beneficiary"], name="subsidy_unique"
            ),
            models.CheckConstraint(
                name="subsidy_within_budget",
                condition=Q(amount__gt=0, amount__lte=F("third_party_budget")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} – {self.beneficiary}"

    @property
    def paid(self) -> Decimal:
        """What was paid so far; rows already fetched are not asked again."""
        return sum((payment.amount for payment in self.payments.all()), Decimal("0.00"))

    @property
    def due(self) -> Decimal:
        """What may be paid in all: the amount, less what was given back to the line."""
        return self.amount - self.commitment.released

    @property
    def left(self) -> Decimal:
        """What may still be paid."""
        return self.due - self.paid

    def is_report_late_on(self, day: dt.date) -> bool:
        """Whether the third party's report was due before a day, and did not come."""
        due = self.report_due_on
        return due is not None and due < day and self.report_received_on is None


class SubsidyItem(models.Model):
    """A sub-total of the third party's budget, or a post that is part of one."""

    subsidy = models.ForeignKey(Subsidy, models.CASCADE, related_name="items")
    side = models.CharField("côté", max_length=20, choices=Side)
    position = models.PositiveSmallIntegerField("ordre")
    label = models.CharField("libellé", max_length=120)
    amount = EuroField("montant")
    part_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="posts")

    class Meta:
        verbose_name = "poste du tiers"
        constraints = [
            models.UniqueConstraint(
                fields=["subsidy", "side", "position"], name="subsidy_item_unique"
            )
        ]

    def __str__(self) -> str:
        return self.label


class SubsidyPayment(models.Model):
    """A payment of a subsidy; all of them never exceed it."""

    subsidy = models.ForeignKey(Subsidy, models.PROTECT, related_name="payments")
    paid_on = models.DateField("payée le")
    amount = EuroField("montant")
    mandat_number = models.CharField("mandat", max_length=40)

    class Meta:
        verbose_name = "paiement de subvention"
        constraints = [
            models.CheckConstraint(name="subsidy_payment_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["subsidy", "mandat_number"], name="subsidy_payment_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subsidy} ({self.paid_on:%d/%m/%Y})"
