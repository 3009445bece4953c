"""Requests, their decisions and quotas."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from beneficiaries.enums import Channel, Status
from beneficiaries.models.categories import Category
from beneficiaries.models.establishments import Establishment
from beneficiaries.models.people import Person
from beneficiaries.models.reglements import ReglementVersion
from beneficiaries.querysets import AllowanceQuerySet, DecisionQuerySet
from beneficiaries.rules import MISSING
from common.constraints import in_order, period, unique_id


class Request(models.Model):
    """What a person asked on a day of filing, with the facts they proved."""

    public_id = unique_id()
    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    filed_on = models.DateField(
        "jour du dépôt",
        help_text="Le règlement en vigueur ce jour-là s’applique. Par exemple 15/05/2023.",
    )
    status = models.CharField(
        "situation de la personne",
        max_length=30,
        choices=Status,
        help_text="Elle décide du droit. Aucun lieu ne la verra.",
    )
    channel = models.CharField(
        "la personne fait sa demande", max_length=20, choices=Channel, default=Channel.ACCOMPANIED
    )
    proof_kind = models.CharField(
        "justificatif vu",
        max_length=200,
        blank=True,
        help_text="Son nom seulement\u00a0: le document est rendu, aucune copie n’est gardée.",
    )
    proof_dated_on = models.DateField("date du justificatif", null=True, blank=True)
    establishment = models.ForeignKey(
        Establishment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="établissement",
        help_text="Celui qui accompagne la demande, si le public en nomme un.",
    )
    filed_with = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    personal = {"situation": "filed_on status channel proof_kind proof_dated_on establishment"}

    class Meta:
        verbose_name = "demande"

    def __str__(self) -> str:
        return f"Demande {self.pk} du {self.filed_on:%d/%m/%Y}"


class Decision(models.Model):
    """The answer to a request: version, facts, result, reasons, author. Never changed.

    `facts` holds what was judged (`age`, `status`, `commune`, `channel`…), `reasons` one line per
    category tried, so that the decision can be replayed.
    """

    public_id = unique_id()
    request = models.OneToOneField(Request, models.PROTECT, related_name="decision")
    version = models.ForeignKey(ReglementVersion, models.PROTECT, related_name="decisions")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    granted = models.BooleanField("accordée")
    passes = models.PositiveSmallIntegerField("pass accordés")
    facts = models.JSONField("faits")
    reasons = models.JSONField("motifs")
    decided_on = models.DateField("décidée le")
    decided_at = models.DateTimeField("enregistrée le")
    decided_by = models.CharField("auteur", max_length=150)

    personal = {
        "situation": "category granted passes facts reasons decided_on",
        "acte d’un agent": "decided_by",
    }
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.CheckConstraint(
                name="decision_grants_passes_in_a_category",
                condition=Q(granted=True, passes__gt=0, category__isnull=False)
                | Q(granted=False, passes=0),
            )
        ]

    def __str__(self) -> str:
        return f"Décision {self.pk}"

    @property
    def ordered_reasons(self) -> list[dict[str, Any]]:
        """One reason per category, with what is `missing`: the category that grants, then those
        with the fewest missing criteria.
        """
        chosen = self.category.code if self.category else None
        reasons = []
        for reason in self.reasons:
            missing = [MISSING[one["name"]] for one in reason["criteria"] if not one["holds"]]
            reasons.append({**reason, "missing": missing})
        return sorted(reasons, key=lambda one: (one["code"] != chosen, len(one["missing"])))


class Allowance(models.Model):
    """What a person was granted in a category over a period, against its ceiling."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="allowances")
    category = models.ForeignKey(Category, models.PROTECT, related_name="allowances")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    ceiling = models.PositiveSmallIntegerField("plafond")
    granted = models.PositiveSmallIntegerField("accordés", default=0)

    personal = {"situation": "category granted"}
    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = "quota"
        constraints = [
            in_order("allowance_in_order"),
            models.CheckConstraint(
                name="allowance_within_ceiling", condition=Q(granted__lte=F("ceiling"))
            ),
            ExclusionConstraint(
                name="allowance_one_per_period",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.granted} / {self.ceiling}"
