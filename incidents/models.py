"""Carnets of which nothing is spent for a while."""

from django.db import models
from django.db.models import F, Q

from common.constraints import unique_id
from distribution.models import Carnet
from incidents.enums import Cause
from incidents.querysets import BlockQuerySet


class Block(models.Model):
    """A carnet handed out that its holder lost, or that was stolen, until it is lifted."""

    public_id = unique_id()
    carnet = models.ForeignKey(Carnet, models.PROTECT, related_name="blocks")
    cause = models.CharField("cause", max_length=10, choices=Cause)
    note = models.CharField(
        "ce qui s’est passé",
        max_length=300,
        help_text="Qui l’a dit, où, quand. Jamais le nom de la personne\u00a0: "
        "la remise la connaît.",
    )
    declared_on = models.DateField("déclaré le")
    declared_at = models.DateTimeField("enregistré le", editable=False)
    declared_by = models.CharField("déclaré par", max_length=150)
    lifted_on = models.DateField("levé le", null=True)
    lifted_at = models.DateTimeField("levée enregistrée le", null=True, editable=False)
    lifted_by = models.CharField("levé par", max_length=150, blank=True)
    lift_reason = models.CharField("motif de la levée", max_length=300, blank=True)

    personal = {
        "acte d’un agent": "declared_by lifted_by",
        "vie personnelle": "note lift_reason",
    }
    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = "blocage"
        constraints = [
            models.UniqueConstraint(
                fields=["carnet"], condition=Q(lifted_at=None), name="block_one_open_a_carnet"
            ),
            models.CheckConstraint(
                name="block_lifted_whole",
                condition=Q(lifted_on=None, lifted_at=None, lifted_by="", lift_reason="")
                | Q(lifted_on__gte=F("declared_on"), lifted_at__isnull=False)
                & ~Q(lifted_by="")
                & ~Q(lift_reason=""),
            ),
            models.CheckConstraint(name="block_says_why", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"Blocage du {str(self.carnet).lower()}"

    @property
    def programme_id(self) -> int:
        return self.carnet.programme_id
