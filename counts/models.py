"""Counts of the carnets of a store, the numbers found, and the explanations of gaps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeBoundary
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q

from common.constraints import filled_in_states, unique_id
from counts.enums import ENDED, CountState, Reason
from counts.querysets import CountQuerySet
from distribution.models import Depot, StockLine
from programmes.models import Programme


class Count(models.Model):
    """The carnets of a store counted on a day, beside those that its ledger says there.

    The ledger is read up to the end of the day and to `last_line`, the last line of the store when
    the count was opened. Once closed, its `sheet` and its `document` never change.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="counts")
    number = models.PositiveIntegerField("numéro", validators=[MinValueValidator(1)])
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="counts", verbose_name="dépôt")
    state = models.CharField("état", max_length=20, choices=CountState, default=CountState.OPEN)
    counted_on = models.DateField(
        "jour du comptage",
        help_text="Aujourd’hui, le stock de cet instant est compté\u00a0; un autre jour, celui de "
        "la fin de ce jour. Par exemple 31/12/2022.",
    )
    opened_at = models.DateTimeField("ouvert le")
    opened_by = models.CharField("ouvert par", max_length=150)
    last_line = models.ForeignKey(StockLine, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("terminé le", null=True)
    ended_by = models.CharField("terminé par", max_length=150, blank=True)
    reason = models.CharField(
        "motif de l’annulation",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: comptage ouvert pour le mauvais dépôt.",
    )
    sheet = models.JSONField("procès-verbal", null=True)
    document = models.BinaryField("document", null=True)
    document_hash = models.CharField("empreinte du document", max_length=64, blank=True)

    personal = {"acte d’un agent": "opened_by ended_by"}
    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = "comptage"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="count_number_unique"),
            models.UniqueConstraint(
                fields=["depot"], condition=Q(state=CountState.OPEN), name="count_one_open_a_depot"
            ),
            filled_in_states("count_ended_at", "ended_at", ENDED),
            filled_in_states("count_closed_has_its_sheet", "sheet", [CountState.CLOSED]),
            filled_in_states("count_closed_has_its_document", "document", [CountState.CLOSED]),
            models.CheckConstraint(
                name="count_cancelled_says_why",
                condition=Q(state=CountState.CANCELLED) & ~Q(reason="")
                | ~Q(state=CountState.CANCELLED) & Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Comptage n°\u00a0{self.number}"


class Numbers(models.Model):
    """A range of carnets of a count; those of one kind never overlap."""

    first_carnet = models.PositiveIntegerField("du carnet", validators=[MinValueValidator(1)])
    last_carnet = models.PositiveIntegerField("au carnet", validators=[MinValueValidator(1)])

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_in_order",
                condition=Q(first_carnet__gte=1, last_carnet__gte=F("first_carnet")),
            ),
            ExclusionConstraint(
                name="%(class)s_once",
                expressions=[
                    ("count", "="),
                    (
                        Func(
                            "first_carnet",
                            "last_carnet",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_carnet}-{self.last_carnet}"


class Found(Numbers):
    """Carnets found in a store, scanned or typed."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="found")
    found_at = models.DateTimeField("compté le")
    found_by = models.CharField("compté par", max_length=150)

    personal = {"acte d’un agent": "found_by"}

    class Meta(Numbers.Meta):
        verbose_name = "carnets comptés"


class Explanation(Numbers):
    """Why carnets are missing, or too many."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="explanations")
    reason = models.CharField("explication", max_length=20, choices=Reason)
    note = models.CharField(
        "précision",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: plainte n°\u00a02023/118. Jamais le nom d’une personne.",
    )
    given_at = models.DateTimeField("donnée le")
    given_by = models.CharField("donnée par", max_length=150)

    personal = {"acte d’un agent": "given_by"}

    class Meta(Numbers.Meta):
        verbose_name = "explication d’un écart"
