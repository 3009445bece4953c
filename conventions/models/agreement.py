"""Conventions, their avenants and their parties."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from common.constraints import filled_in_states, unique_id
from conventions.enums import AvenantState, Block, ClauseKind, ConventionState, PartyQuality
from conventions.models.deliberation import Deliberation
from conventions.models.programme import Programme
from conventions.querysets import AvenantQuerySet, ConventionQuerySet, PartyQuerySet

if TYPE_CHECKING:
    from conventions.models.clause import Clause

ENDED_STATES = [ConventionState.CLOSED, ConventionState.TERMINATED]
SIGNED_STATES = [ConventionState.SIGNED, *ENDED_STATES]


class Convention(models.Model):
    """An agreement with a funder. Its terms are clauses, dated.

    A `signed` state may have an unknown day (`signed_on` empty) when `signed_source` is given.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="conventions")
    code = models.SlugField("code", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="conventions")
    funder_quality = models.CharField(
        "qualité",
        max_length=20,
        choices=[
            (quality.value, quality.label)
            for quality in (PartyQuality.FUNDER, PartyQuality.MANAGING_AUTHORITY)
        ],
        default=PartyQuality.FUNDER,
    )
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="conventions"
    )
    state = models.CharField(
        "état", max_length=20, choices=ConventionState, default=ConventionState.DRAFT
    )
    filed_on = models.DateField("déposée le", null=True)
    programmed_on = models.DateField("programmée le", null=True)
    voted_on = models.DateField("votée le", null=True)
    signed_on = models.DateField("signée le", null=True)
    signed_source = models.CharField("source de la signature", max_length=200, blank=True)
    signed_at = models.DateTimeField("signature enregistrée le", null=True, editable=False)
    ended_on = models.DateField("close ou résiliée le", null=True)
    ended_at = models.DateTimeField("fin enregistrée le", null=True, editable=False)
    end_reason = models.CharField("motif de la fin", max_length=300, blank=True)
    planned_on = models.DateField("échéances calculées le", null=True, editable=False)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="convention_code_unique"),
            models.CheckConstraint(
                name="convention_signed_has_instant",
                condition=Q(state__in=SIGNED_STATES, signed_at__isnull=False)
                | (~Q(state__in=SIGNED_STATES) & Q(signed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="convention_signed_has_day_or_source",
                condition=~Q(state__in=SIGNED_STATES)
                | Q(signed_on__isnull=False)
                | ~Q(signed_source=""),
                violation_error_message="Indiquez le jour de la signature, ou sa source.",
            ),
            models.CheckConstraint(
                name="convention_day_of_signature_only_once_signed",
                condition=Q(state__in=SIGNED_STATES) | Q(signed_on__isnull=True),
            ),
            filled_in_states("convention_ended_has_day", "ended_on", ENDED_STATES),
            filled_in_states("convention_ended_has_instant", "ended_at", ENDED_STATES),
            models.CheckConstraint(
                name="convention_terminated_has_reason",
                condition=~Q(state=ConventionState.TERMINATED) | ~Q(end_reason=""),
                violation_error_message="Indiquez le motif de la résiliation.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def terms(
        self, day: dt.date, known_at: dt.datetime | None = None
    ) -> dict[ClauseKind, "Clause"]:
        """What is in force on a day, as it was known at an instant: one query."""
        clauses = self.clauses.as_of(day, known_at=known_at).select_related("avenant")
        return {ClauseKind(clause.kind): clause for clause in clauses}


class Avenant(models.Model):
    """A change of a convention. It takes effect on the day it states, else on its signature.

    `blocks` are the parts of the text that it opens; it changes nothing outside them. Numbers
    follow each other without a gap, an abandoned avenant keeps its own: the database says so.
    """

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="avenants")
    number = models.PositiveSmallIntegerField("numéro")
    subject = models.CharField("objet", max_length=300)
    blocks = models.JSONField("parties ouvertes", default=list)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="avenants"
    )
    state = models.CharField(
        "état", max_length=20, choices=AvenantState, default=AvenantState.DRAFT
    )
    stated_effective_on = models.DateField("jour d’effet énoncé", null=True)
    voted_on = models.DateField("voté le", null=True)
    signed_on = models.DateField("signé le", null=True)
    signed_at = models.DateTimeField("signature enregistrée le", null=True, editable=False)

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
            models.CheckConstraint(
                name="avenant_signed_has_day",
                condition=Q(
                    state=AvenantState.SIGNED, signed_on__isnull=False, signed_at__isnull=False
                )
                | (
                    ~Q(state=AvenantState.SIGNED)
                    & Q(signed_on__isnull=True, signed_at__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n°\u00a0{self.number} – {self.convention}"

    @property
    def opens(self) -> list[Block]:
        """The parts of the text that it changes, in reading order."""
        return [block for block in Block if block in self.blocks]


class Party(models.Model):
    """Who signs a text, and who represents them: the first text (no avenant) or an avenant's."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="parties")
    avenant = models.ForeignKey(Avenant, models.CASCADE, null=True, related_name="parties")
    position = models.PositiveSmallIntegerField("ordre")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    quality = models.CharField("qualité", max_length=20, choices=PartyQuality)
    represented_by = models.CharField("représentée par", max_length=120, blank=True)
    represented_as = models.CharField("en qualité de", max_length=120, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "partie"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "organisation"],
                nulls_distinct=False,
                name="party_once_per_text",
                violation_error_message="Cette organisation est déjà partie à ce texte.",
            ),
            models.UniqueConstraint(
                fields=["convention", "avenant", "position"],
                nulls_distinct=False,
                name="party_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.convention}"
