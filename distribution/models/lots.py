"""Lots: the parts of an order, each delivered and put in service at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.constraints import filled_in_states, unique_id
from distribution.codes import Batch
from distribution.enums import RECEIVED, LotState
from distribution.models.orders import Order
from distribution.querysets import LotQuerySet
from programmes.models import Programme

WITH_MANDAT = [LotState.PROPOSED, LotState.ACTIVE]


class Lot(models.Model):
    """Carnets of an order whose numbers follow each other, delivered and activated together.

    A lot becomes active when a second person confirms the mandat that pays it; both are unknown
    when a file says so, to which two people agreed.
    """

    public_id = unique_id()
    order = models.ForeignKey(Order, models.PROTECT, related_name="lots")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lots")
    code = models.SlugField("code", max_length=40)
    territory = ArrayField(
        models.CharField(max_length=3),
        default=list,
        blank=True,
        verbose_name="départements",
        help_text="Vide : tout le territoire du programme.",
    )
    passes_per_carnet = models.PositiveSmallIntegerField("pass par carnet")
    first_carnet = models.PositiveIntegerField("premier carnet")
    last_carnet = models.PositiveIntegerField("dernier carnet")
    first_serial = models.PositiveIntegerField("premier pass")
    last_serial = models.PositiveIntegerField("dernier pass")
    key_id = models.PositiveSmallIntegerField("clé")
    state = models.CharField("état", max_length=20, choices=LotState, default=LotState.ORDERED)
    delivered_on = models.DateField("livré le", null=True)
    delivered_at = models.DateTimeField("livraison enregistrée le", null=True, editable=False)
    mandat_number = models.CharField(
        "numéro du mandat",
        max_length=40,
        blank=True,
        help_text="Celui du bordereau de paiement\u00a0: il prouve la contrepartie des pass.",
    )
    proposed_on = models.DateField("mise en service proposée au", null=True)
    proposed_at = models.DateTimeField("proposition enregistrée le", null=True, editable=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    activated_on = models.DateField("mis en service le", null=True)
    activated_at = models.DateTimeField("activation enregistrée le", null=True, editable=False)
    activated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot"
        constraints = [
            models.UniqueConstraint(fields=["order", "code"], name="lot_code_unique"),
            models.UniqueConstraint(
                fields=["programme", "first_serial"], name="lot_first_serial_unique"
            ),
            models.UniqueConstraint(
                fields=["programme", "first_carnet"], name="lot_first_carnet_unique"
            ),
            models.CheckConstraint(
                name="lot_carnets_of_5_or_10", condition=Q(passes_per_carnet__in=[5, 10])
            ),
            models.CheckConstraint(
                name="lot_ranges_agree",
                condition=Q(
                    first_serial__gt=0,
                    first_carnet__gt=0,
                    last_carnet__gte=F("first_carnet"),
                    last_serial=F("first_serial")
                    - 1
                    + F("passes_per_carnet") * (F("last_carnet") - F("first_carnet") + 1),
                ),
            ),
            filled_in_states("lot_delivered_on", "delivered_on", RECEIVED),
            filled_in_states("lot_delivered_at", "delivered_at", RECEIVED),
            filled_in_states("lot_activated_on", "activated_on", [LotState.ACTIVE]),
            filled_in_states("lot_activated_at", "activated_at", [LotState.ACTIVE]),
            filled_in_states("lot_proposed_on", "proposed_on", WITH_MANDAT),
            filled_in_states("lot_proposed_at", "proposed_at", WITH_MANDAT),
            models.CheckConstraint(
                name="lot_active_has_its_mandat",
                condition=Q(state__in=WITH_MANDAT) & ~Q(mandat_number="")
                | ~Q(state__in=WITH_MANDAT) & Q(mandat_number=""),
            ),
            models.CheckConstraint(
                name="lot_put_in_service_by_two",
                condition=Q(activated_by=None) & (~Q(state=LotState.ACTIVE) | Q(proposed_by=None))
                | Q(state=LotState.ACTIVE, proposed_by__isnull=False, activated_by__isnull=False)
                & ~Q(activated_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Lot {self.code}"

    @property
    def carnets_count(self) -> int:
        return self.last_carnet - self.first_carnet + 1

    @property
    def passes_count(self) -> int:
        return self.last_serial - self.first_serial + 1

    @property
    def batch(self) -> Batch:
        """Where the secrets of its passes come from."""
        return Batch(self.programme.letter, self.first_serial, self.key_id)

    def serials_of(self, carnet: int) -> range:
        """The passes of one of its carnets, by its number."""
        first = self.first_serial + (carnet - self.first_carnet) * self.passes_per_carnet
        return range(first, first + self.passes_per_carnet)
