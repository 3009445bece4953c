"""Financing plans, budget lines and what is committed on them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from common.constraints import positive, unique_id
from common.fields import EuroField, OptionalEuroField
from conventions.enums import Norm, Perimeter, Section, Side
from conventions.models.agreement import Convention
from conventions.models.deliberation import Deliberation
from conventions.models.programme import Programme
from conventions.querysets import BudgetLineQuerySet, PlanQuerySet


class Plan(models.Model):
    """Who pays what, over the whole operation or one line of it. Both sides equal `total`.

    `aid_limit` bounds public aid over the plan's own perimeter; `limit_reason` says by which rule.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plans")
    convention = models.ForeignKey(Convention, models.PROTECT, null=True, related_name="plans")
    code = models.SlugField("code", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    perimeter = models.CharField("périmètre", max_length=20, choices=Perimeter)
    total = EuroField("total")
    aid_limit = models.DecimalField(
        "plafond d’aides publiques, en %", max_digits=9, decimal_places=5, null=True
    )
    limit_reason = models.CharField("règle du plafond", max_length=300, blank=True)
    note = models.CharField("mention", max_length=200, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan de financement"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="plan_code_unique"),
            positive("plan_total_positive", "total"),
            models.CheckConstraint(
                name="plan_limit_is_a_part",
                condition=Q(aid_limit__isnull=True, limit_reason="")
                | Q(aid_limit__gt=0, aid_limit__lte=100) & ~Q(limit_reason=""),
                violation_error_message="Indiquez un plafond entre 0 et 100 %, et sa règle.",
            ),
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
    """A line of the authority's budget, kept as its text prints it, and its parts.

    `credits` (CP), `available` and `proposed` are the columns of the text; what is committed, less
    what was given back, can never exceed what is available.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="budget_lines")
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="budget_lines"
    )
    year = models.PositiveSmallIntegerField("exercice")
    imputation = models.CharField("imputation", max_length=60)
    norm = models.CharField("nomenclature", max_length=10, choices=Norm, blank=True)
    chapter = models.CharField("chapitre", max_length=10, blank=True)
    function = models.CharField("fonction", max_length=10, blank=True)
    nature = models.CharField("nature", max_length=10, blank=True)
    budget_programme = models.CharField("programme budgétaire", max_length=20, blank=True)
    operation = models.CharField("code opération", max_length=30, blank=True)
    label = models.CharField("libellé", max_length=120, blank=True)
    section = models.CharField("section", max_length=20, choices=Section)
    is_income = models.BooleanField("recette", default=False)
    authorised = OptionalEuroField("AP ou AE")
    credits = OptionalEuroField("CP")
    available = OptionalEuroField("disponible")
    proposed = OptionalEuroField("proposition")
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

    public_id = unique_id()
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

    @property
    def released(self) -> Decimal:
        """What was given back to the line; rows already fetched are not asked again."""
        return sum((one.amount for one in self.releases.all()), Decimal("0.00"))


class Release(models.Model):
    """A part of a commitment given back to its line: how a commitment is corrected."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="releases")
    released_on = models.DateField("dégagé le")
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
