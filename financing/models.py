"""Financing plans, their posts and their resources."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from budget.enums import Section, Side
from common.constraints import positive, unique_id
from common.fields import PERCENTAGE, EuroField, OptionalEuroField
from common.money import percent_digits
from conventions.models import Convention
from financing.enums import Perimeter, Progress
from programmes.models import Programme
from programmes.querysets import OfProgrammeQuerySet


class Plan(models.Model):
    """Who pays what, over the whole operation or one line of it; each side adds up to `total`.

    `aid_limit` is the most public aid over the perimeter, in %; `limit_reason` the rule it is from.
    A plan may name a part of the territory and what it costs: aid is judged there too.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plans")
    convention = models.ForeignKey(
        Convention,
        models.PROTECT,
        null=True,
        related_name="plans",
        verbose_name="convention que le plan finance",
    )
    code = models.SlugField("code", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    perimeter = models.CharField("périmètre", max_length=20, choices=Perimeter)
    total = EuroField(
        "total du plan", help_text="Les postes, puis les ressources, doivent faire ce total."
    )
    aid_limit = models.DecimalField(
        "plafond d’aides publiques",
        max_digits=9,
        decimal_places=5,
        null=True,
        validators=PERCENTAGE,
        help_text="En pour cent du total, si une règle en fixe un. Par exemple 80\u00a0%.",
    )
    limit_reason = models.CharField("règle qui fixe ce plafond", max_length=300, blank=True)
    part_name = models.CharField(
        "partie du territoire",
        max_length=60,
        blank=True,
        help_text="Si une aide n’en finance qu’une. Par exemple Picardie.",
    )
    part_amount = OptionalEuroField("coût de cette partie")
    note = models.CharField(
        "mention",
        max_length=200,
        blank=True,
        help_text="Par exemple d’où vient un montant que le texte ne donne pas.",
    )

    objects = OfProgrammeQuerySet["Plan"].as_manager()

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
            models.CheckConstraint(
                name="plan_part_has_a_cost",
                condition=Q(part_amount__isnull=True, part_name="")
                | Q(part_amount__isnull=False, part_amount__gt=0, part_amount__lte=F("total"))
                & ~Q(part_name=""),
                violation_error_message="Indiquez la partie du territoire et son coût, au plus le "
                "total du plan.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def aid_digits(self, aid: Decimal) -> int:
        """The decimals to show of a rate of public aid: more when two would equal its limit."""
        return percent_digits(aid, self.total, [] if self.aid_limit is None else [self.aid_limit])


class PlanItem(models.Model):
    """A post (charge) or a resource of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    side = models.CharField("côté", max_length=20, choices=Side)
    position = models.PositiveSmallIntegerField("ordre")
    label = models.CharField("libellé", max_length=120)
    section = models.CharField("section", max_length=20, choices=Section, blank=True)
    funder = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="apportée par"
    )
    is_public_aid = models.BooleanField("aide publique", default=False)
    is_for_part = models.BooleanField("pour la seule partie du territoire", default=False)
    pays_passes = models.BooleanField(
        "achat de pass", default=False, help_text="Le poste que les achats de pass imputent."
    )
    progress = models.CharField(
        "avancement", max_length=10, choices=Progress, blank=True, default=""
    )
    amount = EuroField("montant (€)")

    class Meta:
        verbose_name = "poste"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side", "position"], name="plan_item_position_unique"
            ),
            positive("plan_item_positive", "amount"),
            # Aid is counted among resources, purchases of passes among charges.
            models.CheckConstraint(
                name="plan_item_is_of_its_side",
                condition=Q(side=Side.RESOURCE, pays_passes=False, progress="")
                | Q(side=Side.CHARGE, is_public_aid=False, is_for_part=False, funder=None),
                violation_error_message="Seule une ressource est une aide ou vient d’une "
                "organisation. Seule une dépense achète des pass ou a un avancement.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.plan}"
