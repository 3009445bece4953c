"""Financing plans, budget lines and subsidies."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from common.constraints import positive, unique_id
from common.fields import EuroField, OptionalEuroField
from conventions.enums import Perimeter, Section, Side
from conventions.models.agreement import Convention
from conventions.models.programme import Deliberation, Programme
from conventions.querysets import BudgetLineQuerySet


class Plan(models.Model):
    """Who pays what, over the whole operation or one line of it. Both sides equal `total`."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plans")
    convention = models.ForeignKey(Convention, models.PROTECT, null=True, related_name="plans")
    code = models.SlugField("code", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    perimeter = models.CharField("périmètre", max_length=20, choices=Perimeter)
    total = EuroField("total")
    note = models.CharField("mention", max_length=200, blank=True)

    class Meta:
        verbose_name = "plan de financement"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="plan_code_unique"),
            positive("plan_total_positive", "total"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanItem(models.Model):
    """A post (charge) or a contribution (resource) of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    side = models.CharField("côté", max_length=20, choices=Side)
    position = models.PositiveSmallIntegerField("ordre")
    label = models.CharField("libellé", max_length=120)
    section = models.CharField("section", max_length=20, choices=Section, blank=True)
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_public_aid = models.BooleanField("aide publique", default=False)
    pays_passes = models.BooleanField(
        "achat de pass", default=False, help_text="Le poste que les achats de pass imputent."
    )
    amount = EuroField("montant")

    class Meta:
        verbose_name = "poste"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side", "position"], name="plan_item_position_unique"
            ),
            positive("plan_item_positive", "amount"),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.plan}"


class BudgetLine(models.Model):
    """A line of the authority's budget, kept as its text prints it."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="budget_lines")
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="budget_lines"
    )
    year = models.PositiveSmallIntegerField("exercice")
    imputation = models.CharField("imputation", max_length=60)
    operation = models.CharField("code opération", max_length=30, blank=True)
    label = models.CharField("libellé", max_length=120, blank=True)
    section = models.CharField("section", max_length=20, choices=Section)
    is_income = models.BooleanField("recette", default=False)
    authorised = OptionalEuroField("AP ou AE")
    available = OptionalEuroField("CP disponibles")
    committed = EuroField("engagé", default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne budgétaire"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "imputation", "operation"],
                name="budget_line_unique",
            ),
            models.CheckConstraint(
                name="budget_line_not_overspent",
                condition=Q(available__isnull=True) | Q(committed__lte=F("available")),
                violation_error_message="Le solde de la ligne budgétaire ne suffit pas.",
            ),
            positive("budget_line_committed_positive", "committed"),
        ]

    def __str__(self) -> str:
        return f"{self.imputation} ({self.year})"

    @property
    def balance(self) -> Decimal | None:
        """What may still be committed; unknown when the text gives no appropriation."""
        return None if self.available is None else self.available - self.committed


class BudgetPhase(models.Model):
    """What a text expects to pay of an authorisation, year by year."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="phases")
    year = models.PositiveSmallIntegerField("année")
    amount = EuroField("montant")

    class Meta:
        verbose_name = "phasage"
        constraints = [models.UniqueConstraint(fields=["line", "year"], name="budget_phase_unique")]

    def __str__(self) -> str:
        return f"{self.line} {self.year}"


class Commitment(models.Model):
    """An amount taken on a budget line; upper floors write one for their own facts."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="commitments")
    committed_on = models.DateField("engagé le")
    amount = EuroField("montant")
    subject = models.CharField("objet", max_length=200)

    class Meta:
        verbose_name = "engagement"
        constraints = [
            models.CheckConstraint(name="commitment_positive", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.line}"


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
