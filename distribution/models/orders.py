"""Orders of passes from a supplier."""

from django.db import models

from accounts.models import Organisation
from common.constraints import in_order, unique_id
from deliberations.models import Deliberation
from distribution.models.markets import Market
from distribution.querysets import OrderQuerySet
from programmes.models import Programme


class Order(models.Model):
    """Passes ordered from a supplier, usable from `valid_from` to `valid_until`, included."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="orders")
    number = models.CharField("numéro", max_length=40)
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="orders")
    deliberation = models.ForeignKey(Deliberation, models.PROTECT, null=True, related_name="orders")
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, related_name="orders", verbose_name="marché"
    )
    ordered_on = models.DateField("commandé le")
    valid_from = models.DateField("utilisable du")
    valid_until = models.DateField("utilisable jusqu’au")
    note = models.CharField("mention", max_length=200, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "commande"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="order_number_unique"),
            in_order("order_validity_in_order", "valid_from", "valid_until"),
        ]

    def __str__(self) -> str:
        return f"Commande {self.number}"
