"""What is paid, and by which convention: expenses, funding keys of lots, payments."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import Organisation
from common.constraints import unique_id
from common.fields import AT_LEAST_ONE, EuroField
from common.parsing import LARGEST_RATE
from conventions.enums import Basis
from conventions.models import Convention
from distribution.models import Lot
from finance.enums import ExpenseKind
from finance.querysets import ExpenseQuerySet, FundingKeyQuerySet
from financing.models import PlanItem
from programmes.models import Programme

# Only what is counted: an advance is earned by passes consumed.
COUNTED = [(basis.value, basis.label) for basis in Basis if basis.counts == basis]


def _carnets() -> Func:
    """The carnets of a row as a range, both ends included."""
    ends = ("first_carnet", "last_carnet", Value("[]"))
    return Func(*ends, function="int4range", output_field=IntegerRangeField())


_SAME = [("programme", "="), ("basis", "=")]


class Expense(models.Model):
    """An invoice, before tax, and its payment. Funders count it on its day of payment.

    It may be for a `post` of a plan; purchases of passes are for those that pay passes.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="expenses")
    kind = models.CharField("nature", max_length=20, choices=ExpenseKind)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="expenses")
    post = models.ForeignKey(
        PlanItem, models.PROTECT, null=True, related_name="expenses", verbose_name="poste du plan"
    )
    supplier = models.ForeignKey(
        Organisation, models.PROTECT, related_name="expenses", verbose_name="fournisseur"
    )
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
            models.CheckConstraint(
                name="expense_of_passes_has_no_post",
                condition=~Q(kind=ExpenseKind.PASSES) | Q(post=None),
            ),
            models.CheckConstraint(name="expense_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="expense_paid_has_its_mandat",
                condition=Q(paid_on__isnull=True) | ~Q(mandat_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.invoice}"


class FundingKey(models.Model):
    """Carnets of a lot that a convention pays, on its basis: a pass is paid once on each.

    Several may pay the same carnets: by rank, each pays its share of what those before it leave on
    the day. The two bases are never one number: FEDER may pay the purchase of a pass whose session
    the State pays.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="funding_keys")
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="funding_keys", verbose_name="convention"
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="funding_keys", verbose_name="lot")
    basis = models.CharField("base de règlement", max_length=20, choices=COUNTED)
    first_carnet = models.PositiveIntegerField("premier carnet")
    last_carnet = models.PositiveIntegerField("dernier carnet")
    rank = models.PositiveSmallIntegerField(
        "ordre",
        default=1,
        validators=AT_LEAST_ONE,
        help_text="1 paie d’abord, 2 ce que 1 laisse le jour de la séance ou du paiement.",
    )
    share = models.DecimalField(
        "part payée (%)",
        max_digits=8,
        decimal_places=5,
        default=LARGEST_RATE,
        validators=[MinValueValidator(Decimal("0.00001")), MaxValueValidator(LARGEST_RATE)],
        help_text="La part de chaque pass, au plus.",
    )

    objects = FundingKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "clé de financement"
        constraints = [
            models.CheckConstraint(
                name="funding_key_in_order", condition=Q(last_carnet__gte=F("first_carnet"))
            ),
            models.CheckConstraint(
                name="funding_key_share_and_rank",
                condition=Q(share__gt=0, share__lte=LARGEST_RATE, rank__gte=1),
            ),
            ExclusionConstraint(
                name="funding_key_once_per_rank",
                expressions=[*_SAME, ("rank", "="), (_carnets(), "&&")],
            ),
            ExclusionConstraint(
                name="funding_key_once_per_convention",
                expressions=[*_SAME, ("convention", "="), (_carnets(), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}, carnets {self.first_carnet} à {self.last_carnet}"

    @property
    def passes(self) -> int:
        return (self.last_carnet - self.first_carnet + 1) * self.lot.passes_per_carnet


class Payment(models.Model):
    """A payment told to a convention: of an `expense`, or known from a programme file alone.

    The funding keys of a lot say later which convention counts it (see `counted_payments`).
    """

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="payments")
    expense = models.ForeignKey(Expense, models.PROTECT, null=True, related_name="payments")
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
