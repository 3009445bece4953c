"""The stock ledger: append-only lines, each moving a range of carnets."""

from django.db import models
from django.db.models import F, Q

from common.constraints import unique_id
from common.fields import EuroField
from distribution.enums import LineKind
from distribution.models.depots import Depot
from distribution.models.hand_outs import HandOut
from distribution.models.shipments import Shipment
from distribution.querysets import StockLineQuerySet
from programmes.models import Programme


class StockLine(models.Model):
    """A range of carnets leaves one account for another: both entries in one row.

    The database refuses a line whose source does not hold the whole range, and any change.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="stock_lines")
    kind = models.CharField("nature", max_length=20, choices=LineKind)
    moved_on = models.DateField("jour")
    moved_at = models.DateTimeField("enregistré le")
    source = models.ForeignKey(Depot, models.PROTECT, related_name="lines_out")
    destination = models.ForeignKey(Depot, models.PROTECT, related_name="lines_in")
    first_carnet = models.PositiveIntegerField("du carnet")
    last_carnet = models.PositiveIntegerField("au carnet")
    carnets = models.PositiveIntegerField("carnets")
    passes = models.PositiveIntegerField("pass")
    amount = EuroField("valeur")
    hand_out = models.ForeignKey(HandOut, models.PROTECT, null=True, related_name="lines")
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="lines")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(
        "motif",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: carnet remis à la mauvaise personne.",
    )
    moved_by = models.CharField("auteur", max_length=150)

    personal = {"acte d’un agent": "moved_by", "vie personnelle": "reason"}
    objects = StockLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du grand livre"
        constraints = [
            models.CheckConstraint(
                name="stock_line_counts_its_range",
                condition=Q(carnets=F("last_carnet") - F("first_carnet") + 1, carnets__gt=0),
            ),
            models.CheckConstraint(
                name="stock_line_goes_somewhere", condition=~Q(source=F("destination"))
            ),
            models.CheckConstraint(
                name="stock_line_hand_out_tied",
                condition=~Q(kind=LineKind.HAND_OUT) | Q(hand_out__isnull=False),
            ),
            models.CheckConstraint(
                name="stock_line_reversal_tied",
                condition=Q(kind=LineKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=LineKind.REVERSAL) & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_carnet}-{self.last_carnet}"
