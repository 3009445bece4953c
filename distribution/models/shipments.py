"""Shipments: carnets on their way from one store to another."""

from django.db import models
from django.db.models import F, Q

from common.constraints import filled_in_states, unique_id
from distribution.enums import ANSWERED, Rest, ShipmentState
from distribution.models.depots import Depot
from distribution.querysets import ShipmentQuerySet
from programmes.models import Programme


class Shipment(models.Model):
    """Carnets that a store sends to another, which counts them and says what it received.

    Its carnets are those of its ledger lines; the account of transit holds those that are not yet
    received nor back.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="shipments")
    number = models.PositiveIntegerField("numéro")
    source = models.ForeignKey(
        Depot, models.PROTECT, related_name="shipments_out", verbose_name="dépôt qui envoie"
    )
    destination = models.ForeignKey(
        Depot, models.PROTECT, related_name="shipments_in", verbose_name="dépôt qui reçoit"
    )
    state = models.CharField(
        "état", max_length=20, choices=ShipmentState, default=ShipmentState.SENT
    )
    sent_on = models.DateField("envoyé le")
    sent_at = models.DateTimeField("enregistré le")
    sent_by = models.CharField("envoyé par", max_length=150)
    note = models.CharField(
        "note",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: remis en main propre au chauffeur.",
    )
    answered_on = models.DateField("compté le", null=True)
    answered_at = models.DateTimeField("réponse enregistrée le", null=True)
    answered_by = models.CharField("compté par", max_length=150, blank=True)
    rest = models.CharField("le reste", max_length=20, choices=Rest, blank=True)
    reason = models.CharField(
        "motif",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: le paquet est arrivé ouvert.",
    )

    personal = {"acte d’un agent": "sent_by answered_by"}
    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="shipment_number_unique"),
            models.CheckConstraint(
                name="shipment_goes_somewhere", condition=~Q(source=F("destination"))
            ),
            filled_in_states("shipment_answered_on", "answered_on", ANSWERED),
            filled_in_states("shipment_answered_at", "answered_at", ANSWERED),
            models.CheckConstraint(
                name="shipment_rest_has_its_reason",
                condition=Q(rest="", reason="")
                | Q(answered_at__isnull=False) & ~Q(rest="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="shipment_to_settle_says_what_is_left",
                condition=~Q(state=ShipmentState.TO_SETTLE) | ~Q(rest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Envoi n°\u00a0{self.number}"
