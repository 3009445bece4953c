"""The expenses of a programme."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from common.constraints import unique_id
from common.fields import EuroField
from conventions.models import Convention
from distribution.models import Lot
from finance.enums import ExpenseKind
from finance.querysets import ExpenseQuerySet
from programmes.models import Programme


class Expense(models.Model):
    """An invoice, before tax, and its payment. Funders count it on its day of payment."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="expenses")
    kind = models.CharField("nature", max_length=20, choices=ExpenseKind)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="expenses")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="expenses")
    label = models.CharField("libellé", max_length=200)
    invoice = models.CharField("facture", max_length=60)
    invoiced_on = models.DateField("facturée le")
    amount = EuroField("montant HT")
    mandat_number = models.CharField("mandat", max_length=40, blank=True)
    paid_on = models.DateField("payée le", null=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "dépense"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "supplier", "invoice"], name="expense_invoice_unique"
            ),
            models.CheckConstraint(name="expense_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="expense_paid_has_its_mandat",
                condition=Q(paid_on__isnull=True) | ~Q(mandat_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.invoice}"


class Payment(models.Model):
    """A payment that a convention counts."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="payments")
    reference = models.CharField("référence", max_length=80)
    paid_on = models.DateField("payé le")
    amount = EuroField("montant HT")

    class Meta:
        verbose_name = "paiement"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "reference"], name="payment_counted_once"
            ),
            models.CheckConstraint(name="payment_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.paid_on:%d/%m/%Y})"
