"""Avenants of conventions."""

import datetime as dt
from typing import NotRequired, TypedDict

from django.db import models
from django.db.models import Q

from common.constraints import filled_in_states, signature_constraints, unique_id, vote_constraints
from common.fields import AT_LEAST_ONE
from common.formats import legal_day
from conventions.enums import AvenantState, Block
from conventions.models.conventions import Convention
from conventions.querysets import AvenantQuerySet
from deliberations.models import Deliberation
from files.models import folder_field


class AvenantFacts(TypedDict):
    """What is entered of an avenant, and corrected while it is a draft."""

    subject: str
    stated_effective_on: NotRequired[dt.date | None]


class Avenant(models.Model):
    """A change of a convention. It takes effect on the day that it states, else on its signature.

    As for a convention, the day of its signature may be unknown: it then states its effect.
    `blocks` are the parts of the text that it changes. Its number is that of its text: those before
    it may not be entered yet. An abandoned avenant keeps its own.
    """

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="avenants")
    number = models.PositiveSmallIntegerField("numéro", validators=AT_LEAST_ONE)
    subject = models.CharField(
        "objet",
        max_length=300,
        help_text="Par exemple «\u00a0Prolongation jusqu’au 31 décembre 2023\u00a0».",
    )
    blocks = models.JSONField("parties ouvertes", default=list)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="avenants"
    )
    state = models.CharField(
        "état", max_length=20, choices=AvenantState, default=AvenantState.DRAFT
    )
    stated_effective_on = models.DateField(
        "jour d’effet énoncé",
        null=True,
        help_text="S’il n’en énonce pas, l’avenant prend effet à sa signature.",
    )
    voted_on = models.DateField("voté le", null=True)
    signed_on = models.DateField("date de signature", null=True)
    signed_source = models.CharField(
        "source de la signature",
        max_length=200,
        blank=True,
        help_text="D’où la signature est connue, quand son jour ne l’est pas.",
    )
    signed_at = models.DateTimeField("signature enregistrée le", null=True, editable=False)
    abandoned_at = models.DateTimeField("abandon enregistré le", null=True, editable=False)
    folder = folder_field()
    unsigned_at: dt.datetime | None = None  # see `Convention`

    objects = AvenantQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="avenant_number_unique"),
            models.UniqueConstraint(
                fields=["convention"],
                condition=Q(state__in=[AvenantState.DRAFT, AvenantState.VOTED]),
                name="avenant_one_open",
                violation_error_message="Un autre avenant de cette convention est ouvert.",
            ),
            *vote_constraints(
                "avenant", [AvenantState.VOTED, AvenantState.SIGNED], [AvenantState.DRAFT]
            ),
            *signature_constraints("avenant", [AvenantState.SIGNED]),
            filled_in_states(
                "avenant_abandoned_has_instant", "abandoned_at", [AvenantState.ABANDONED]
            ),
            models.CheckConstraint(
                name="avenant_signed_has_effect",
                condition=~Q(state=AvenantState.SIGNED)
                | Q(signed_on__isnull=False)
                | Q(stated_effective_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n°\u00a0{self.number} – {self.convention}"

    @property
    def programme_id(self) -> int:
        return self.convention.programme_id

    @property
    def first_known_on(self) -> dt.date | None:
        """The first day on which a text is known to speak of it: its vote, else its signature."""
        return self.voted_on or self.signed_on

    @property
    def effective_on(self) -> dt.date | None:
        """The day from which it changes the convention, once it is signed."""
        return self.stated_effective_on or self.signed_on

    @property
    def abandoned_on(self) -> dt.date | None:
        """The day of its abandonment, which no text dates: that of its entry."""
        return legal_day(self.abandoned_at) if self.abandoned_at else None

    @property
    def opens(self) -> list[Block]:
        """The parts of the text that it may change, in reading order."""
        return [block for block in Block if block in self.blocks]
