"""Markets (marchés publics) under which passes are ordered."""

from django.db import models

from accounts.models import Organisation
from common.constraints import in_order, positive, unique_id
from common.fields import OptionalEuroField
from programmes.models import Programme
from programmes.querysets import OfProgrammeQuerySet


class Market(models.Model):
    """A market notified to its holder, who prints and delivers passes until it ends.

    Its orders never cost more than `max_amount`, before tax; without one, the market has no limit.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="markets")
    number = models.CharField("numéro du marché", max_length=40)
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="markets", verbose_name="titulaire"
    )
    subject = models.CharField("objet", max_length=200)
    notified_on = models.DateField("notifié le")
    ends_on = models.DateField("fin du marché", null=True)
    max_amount = OptionalEuroField(
        "montant maximum HT", help_text="Vide\u00a0: le marché n’en fixe pas."
    )

    objects = OfProgrammeQuerySet["Market"].as_manager()

    class Meta:
        verbose_name = "marché"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="market_number_unique"),
            in_order("market_days_in_order", "notified_on", "ends_on"),
            positive("market_max_amount_positive", "max_amount"),
        ]

    def __str__(self) -> str:
        return f"Marché {self.number}"
