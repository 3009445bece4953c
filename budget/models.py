"""Budget lines, what is committed on them, and the subsidies paid to third parties."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from accounts.models import Organisation, User
from budget.enums import Norm, Section, Side, Taxes
from common.constraints import positive, unique_id
from common.fields import BUDGET_YEAR, EuroField, OptionalEuroField
from deliberations.models import Deliberation
from files.models import folder_field
from programmes.models import Programme
from programmes.querysets import OfProgrammeQuerySet

IN_IMPUTATION = "Laissez vide\u00a0: il est lu dans l’imputation."


class BudgetLine(models.Model):
    """A line of the authority's budget, as its text prints it, and its parts.

    `credits` (CP), `available` and `proposed` are columns of the text; `assigned` is the part of
    the authorisation that its vote gives to the operation (affectation). `committed` is net of
    releases and never exceeds `available`, else `assigned`: nothing is committed without one of
    them, nor on income.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="budget_lines")
    deliberation = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        null=True,
        related_name="budget_lines",
        verbose_name="délibération",
    )
    year = models.PositiveSmallIntegerField("exercice", validators=BUDGET_YEAR)
    imputation = models.CharField(
        "imputation budgétaire",
        max_length=60,
        help_text="Comme le texte l’imprime. Par exemple 6568//930202.",
    )
    norm = models.CharField("nomenclature", max_length=10, choices=Norm, blank=True)
    chapter = models.CharField("chapitre", max_length=10, blank=True, help_text=IN_IMPUTATION)
    function = models.CharField("fonction", max_length=10, blank=True, help_text=IN_IMPUTATION)
    nature = models.CharField("nature", max_length=10, blank=True, help_text=IN_IMPUTATION)
    budget_programme = models.CharField(
        "programme budgétaire", max_length=20, blank=True, help_text=IN_IMPUTATION
    )
    operation = models.CharField("code opération", max_length=30, blank=True)
    label = models.CharField("libellé", max_length=120, blank=True)
    section = models.CharField("section", max_length=20, choices=Section)
    is_income = models.BooleanField("recette", default=False)
    authorised = OptionalEuroField("autorisation de programme ou d’engagement")
    assigned = OptionalEuroField(
        "autorisation affectée",
        help_text="Ce que le vote affecte à l’opération. Sans disponible, c’est ce qui s’engage.",
    )
    credits = OptionalEuroField("crédits de paiement (CP)")
    available = OptionalEuroField(
        "disponible",
        help_text="Ce qui peut s’engager. Sans lui ni affectation, rien ne s’engage sur la ligne.",
    )
    proposed = OptionalEuroField("proposition")
    committed = EuroField("engagé", default=0)

    objects = OfProgrammeQuerySet["BudgetLine"].as_manager()

    class Meta:
        verbose_name = "ligne budgétaire"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "imputation", "operation"],
                name="budget_line_unique",
            ),
            models.CheckConstraint(
                name="budget_line_not_overspent",
                condition=Q(committed=0)
                | Q(is_income=False, available__isnull=False, committed__lte=F("available"))
                | Q(
                    is_income=False,
                    available__isnull=True,
                    assigned__isnull=False,
                    committed__lte=F("assigned"),
                ),
                violation_error_message="Le solde de la ligne budgétaire ne suffit pas.",
            ),
            models.CheckConstraint(
                name="budget_line_assigned_within_authorised",
                condition=Q(assigned__isnull=True)
                | Q(authorised__isnull=False, assigned__lte=F("authorised")),
                violation_error_message="L’affectation dépasse l’autorisation.",
            ),
            positive("budget_line_committed_positive", "committed"),
        ]

    def __str__(self) -> str:
        return f"{self.imputation} ({self.year})"

    @property
    def committable(self) -> Decimal | None:
        """What may be committed in all; None when the text gives no amount for it."""
        return self.assigned if self.available is None else self.available

    @property
    def balance(self) -> Decimal | None:
        """What may still be committed; None when the text gives no amount for it."""
        return None if self.committable is None else self.committable - self.committed


class BudgetPhase(models.Model):
    """The part of an authorisation that a text expects to pay in a year."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="phases")
    year = models.PositiveSmallIntegerField("année", validators=BUDGET_YEAR)
    amount = EuroField("montant (€)")

    class Meta:
        verbose_name = "phasage"
        constraints = [models.UniqueConstraint(fields=["line", "year"], name="budget_phase_unique")]

    def __str__(self) -> str:
        return f"{self.line} {self.year}"


class Commitment(models.Model):
    """An amount committed on a budget line, for a subsidy or for anything else."""

    public_id = unique_id()
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="commitments")
    committed_on = models.DateField("jour de l’engagement")
    amount = EuroField("montant")
    subject = models.CharField("objet", max_length=200)

    class Meta:
        verbose_name = "engagement"
        constraints = [
            models.CheckConstraint(name="commitment_positive", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.line}"

    @property
    def programme_id(self) -> int:
        return self.line.programme_id

    @property
    def released(self) -> Decimal:
        """The amount released; uses the releases already prefetched, if any."""
        return sum((one.amount for one in self.releases.all()), Decimal("0.00"))


class Release(models.Model):
    """A part of a commitment given back to its line; the only way to correct a commitment."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="releases")
    released_on = models.DateField("jour du dégagement")
    amount = EuroField("montant")
    reason = models.CharField("motif", max_length=200)

    class Meta:
        verbose_name = "dégagement"
        constraints = [
            models.CheckConstraint(name="release_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["commitment", "released_on", "amount", "reason"], name="release_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} ({self.released_on:%d/%m/%Y})"


class Subsidy(models.Model):
    """A subsidy that the authority pays to a third party, with the third party's budget."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="subsidies")
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, related_name="subsidies", verbose_name="délibération"
    )
    beneficiary = models.ForeignKey(Organisation, models.PROTECT, related_name="subsidies")
    beneficiary_quality = models.CharField(
        "à quel titre",
        max_length=200,
        blank=True,
        help_text="Comme l’écrit le texte. Par exemple titulaire du marché de l’ANCT.",
    )
    purpose = models.CharField("objet", max_length=200)
    amount = EuroField("montant de la subvention")
    third_party_budget = EuroField(
        "budget du tiers", help_text="Ses charges, puis ses recettes, doivent faire ce total."
    )
    taxes = models.CharField(
        "montants de ce budget", max_length=3, choices=Taxes, blank=True, default=""
    )
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="subsidy")
    report_due_on = models.DateField("bilan attendu le", null=True)
    report_received_on = models.DateField("bilan reçu le", null=True)
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    folder = folder_field()

    objects = OfProgrammeQuerySet["Subsidy"].as_manager()

    class Meta:
        verbose_name = "subvention versée"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "deliberation", "beneficiary", "purpose"],
                name="subsidy_unique",
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
        """The amount paid so far; uses the payments already prefetched, if any."""
        return sum((payment.amount for payment in self.payments.all()), Decimal("0.00"))

    @property
    def due(self) -> Decimal:
        """What may be paid in all: the amount less what was released."""
        return self.amount - self.commitment.released

    @property
    def left(self) -> Decimal:
        """What may still be paid."""
        return self.due - self.paid

    def is_report_late_on(self, day: dt.date) -> bool:
        """Whether the third party's report was due before a day and is not received."""
        due = self.report_due_on
        return due is not None and due < day and self.report_received_on is None


class SubsidyItem(models.Model):
    """A sub-total of the third party's budget, or a post that is part of one.

    A sub-total of resources `is_public` when the text names it so: subsidies of public bodies.
    """

    subsidy = models.ForeignKey(Subsidy, models.CASCADE, related_name="items")
    side = models.CharField("côté", max_length=20, choices=Side)
    position = models.PositiveSmallIntegerField("ordre")
    label = models.CharField("libellé", max_length=120)
    amount = EuroField("montant (€)")
    part_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="posts")
    is_public = models.BooleanField("financement public", default=False)

    class Meta:
        verbose_name = "poste du tiers"
        constraints = [
            models.UniqueConstraint(
                fields=["subsidy", "side", "position"], name="subsidy_item_unique"
            ),
            models.CheckConstraint(
                name="subsidy_item_public_resource",
                condition=Q(is_public=False) | Q(side=Side.RESOURCE, part_of__isnull=True),
                violation_error_message="Seul un sous-total de recettes est public.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SubsidyPayment(models.Model):
    """A payment of a subsidy, recorded by another person than who wrote the subsidy; together they
    never exceed it. A file, to which two people agreed, names nobody.
    """

    subsidy = models.ForeignKey(Subsidy, models.PROTECT, related_name="payments")
    paid_on = models.DateField("jour du paiement")
    amount = EuroField("montant payé")
    mandat_number = models.CharField("numéro du mandat", max_length=40)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "paiement de subvention"
        constraints = [
            models.CheckConstraint(name="subsidy_payment_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                "subsidy", "mandat_number", ExtractYear("paid_on"), name="subsidy_payment_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subsidy} ({self.paid_on:%d/%m/%Y})"
