"""Passes, and their state when it is not the state of their carnet."""

from django.db import models
from django.db.models import Q

from distribution.enums import PassState
from distribution.models.carnets import Carnet
from distribution.querysets import PassQuerySet
from programmes.models import Programme


class Pass(models.Model):
    """A voucher: a number in the programme's series, spent once. Its secret is never stored."""

    # The trigger `pass_of_its_carnet` says more, once an order instead of once a pass.
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="passes", db_constraint=False
    )
    carnet = models.ForeignKey(Carnet, models.PROTECT, related_name="passes")
    serial = models.PositiveIntegerField("numéro de série")
    state = models.CharField("état", max_length=20, choices=PassState, default=PassState.AS_CARNET)

    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name = "pass"
        verbose_name_plural = "pass"
        constraints = [
            models.UniqueConstraint(fields=["programme", "serial"], name="pass_serial_unique"),
            models.CheckConstraint(name="pass_serial_positive", condition=Q(serial__gt=0)),
            models.CheckConstraint(
                name="pass_state_known", condition=Q(state__in=PassState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Pass n° {self.serial}"
