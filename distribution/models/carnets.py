"""Carnets, and who holds each."""

from django.db import models
from django.db.models import Q

from distribution.enums import CarnetState
from distribution.models.depots import Depot
from distribution.models.hand_outs import HandOut
from distribution.models.lots import Lot
from distribution.querysets import CarnetQuerySet
from programmes.models import Programme


class Carnet(models.Model):
    """A booklet of 5 or 10 passes: held by one depot, or handed out, never both nor neither."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="carnets")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="carnets")
    number = models.PositiveIntegerField("numéro")
    state = models.CharField(
        "état", max_length=20, choices=CarnetState, default=CarnetState.IN_STOCK
    )
    depot = models.ForeignKey(Depot, models.PROTECT, null=True, related_name="carnets")
    hand_out = models.ForeignKey(HandOut, models.PROTECT, null=True, related_name="carnets")

    objects = CarnetQuerySet.as_manager()

    class Meta:
        verbose_name = "carnet"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="carnet_number_unique"),
            models.CheckConstraint(
                name="carnet_has_one_holder",
                condition=Q(depot__isnull=False, hand_out__isnull=True)
                | Q(depot__isnull=True, hand_out__isnull=False),
            ),
            models.CheckConstraint(
                name="carnet_in_stock_is_in_a_depot",
                condition=~Q(state=CarnetState.IN_STOCK) | Q(depot__isnull=False),
            ),
            models.CheckConstraint(
                name="carnet_handed_out_has_its_hand_out",
                condition=~Q(state=CarnetState.HANDED_OUT) | Q(hand_out__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["depot", "lot"], name="carnet_by_depot"),
            models.Index(
                fields=["depot", "number"],
                condition=Q(state=CarnetState.IN_STOCK),
                name="carnet_in_stock",
            ),
        ]

    def __str__(self) -> str:
        return f"Carnet n° {self.number:05d}"
