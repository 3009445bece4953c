"""Depots: the accounts of the stock ledger."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from common.constraints import unique_id
from distribution.enums import KEEPERS, SINGLE, STORES, DepotKind
from distribution.querysets import DepotQuerySet
from programmes.models import Programme


class Depot(models.Model):
    """An account of the ledger: a store, a supplier, the transit between stores, or an exit.

    A store that is closed holds nothing, and receives nothing. The stores of a programme make a
    tree, from the comptable down (`parent`).
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="depots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="depots")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=DepotKind)
    closed_on = models.DateField("fermé le", null=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="dépend de"
    )

    objects = DepotQuerySet.as_manager()

    class Meta:
        verbose_name = "dépôt"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="depot_code_unique"),
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=Q(kind__in=SINGLE),
                name="depot_one_exit_of_each_kind",
            ),
            models.CheckConstraint(
                name="depot_closed_is_a_store", condition=Q(closed_on=None) | Q(kind__in=STORES)
            ),
            models.CheckConstraint(
                name="depot_parent_is_of_stores", condition=Q(parent=None) | Q(kind__in=STORES)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_kept_by(self, user: User) -> bool:
        """Whether a member who sees this store keeps it, as in `kept_by`."""
        role = user.acting and user.acting.role
        return role is not None and KEEPERS.get(DepotKind(self.kind)) == role
