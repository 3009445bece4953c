"""Conventions."""

import datetime as dt
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from common.constraints import (
    filled_in_states,
    signature_constraints,
    unique_id,
    vote_constraints,
)
from conventions.enums import ClauseKind, ConventionState, PartyQuality
from conventions.querysets import ConventionQuerySet
from deliberations.models import Deliberation
from files.models import folder_field
from programmes.models import Programme

if TYPE_CHECKING:
    from conventions.models import Clause

ENDED_STATES = [ConventionState.CLOSED, ConventionState.TERMINATED]
SIGNED_STATES = [ConventionState.SIGNED, *ENDED_STATES]


class ConventionFacts(TypedDict):
    """What is entered of a convention, and corrected while it is a draft."""

    title: str
    funder: Organisation
    funder_quality: NotRequired[PartyQuality]
    filed_on: NotRequired[dt.date | None]
    programmed_on: NotRequired[dt.date | None]
    cited_by: NotRequired[Deliberation | None]
    programmed_by: NotRequired[str]
    european_programme: NotRequired[str]
    european_axis: NotRequired[str]


class Convention(models.Model):
    """An agreement with a funder. Its values are dated clauses.

    It is signed once voted, or without its vote when another deliberation cites it as signed
    (`cited_by`). The day of a signature may be unknown (`signed_on` empty) when `signed_source` is
    given.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="conventions")
    code = models.SlugField("code", max_length=40)
    title = models.CharField(
        "intitulé", max_length=200, help_text="Par exemple «\u00a0Convention ANCT\u00a0»."
    )
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="conventions")
    funder_quality = models.CharField(
        "il signe en qualité de",
        max_length=20,
        choices=[
            (quality.value, quality.label)
            for quality in (PartyQuality.FUNDER, PartyQuality.MANAGING_AUTHORITY)
        ],
        default=PartyQuality.FUNDER,
        help_text="L’autorité de gestion signe pour un fonds européen.",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        null=True,
        related_name="conventions",
        verbose_name="délibération",
        help_text="Celle qui autorise la signature.",
    )
    cited_by = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        null=True,
        related_name="cited_conventions",
        verbose_name="première délibération qui la cite comme signée",
        help_text="Pour une convention signée avant les votes saisis ici, dont le sien.",
    )
    state = models.CharField(
        "état", max_length=20, choices=ConventionState, default=ConventionState.DRAFT
    )
    filed_on = models.DateField("dossier déposé le", null=True)
    programmed_on = models.DateField(
        "dossier programmé le", null=True, help_text="Pour un fonds européen."
    )
    programmed_by = models.CharField(
        "avis qui le programme",
        max_length=200,
        blank=True,
        help_text="Comme l’écrit le texte. Par exemple avis favorable d’un comité.",
    )
    european_programme = models.CharField("programme européen", max_length=200, blank=True)
    european_axis = models.CharField(
        "axe de ce programme", max_length=120, blank=True, help_text="Par exemple axe 9 REACT-EU."
    )
    voted_on = models.DateField(
        "jour du vote", null=True, help_text="S’il n’est pas celui de la séance."
    )
    signed_on = models.DateField(
        "date de signature", null=True, help_text="Celle de la dernière signature."
    )
    signed_source = models.CharField(
        "source de la signature",
        max_length=200,
        blank=True,
        help_text="D’où la signature est connue, quand son jour ne l’est pas.",
    )
    signed_at = models.DateTimeField("signature enregistrée le", null=True, editable=False)
    ended_on = models.DateField("close ou résiliée le", null=True)
    ended_at = models.DateTimeField("fin enregistrée le", null=True, editable=False)
    end_reason = models.CharField("motif de la fin", max_length=300, blank=True)
    planned_on = models.DateField("échéances calculées le", null=True, editable=False)
    folder = folder_field()
    # Of a text as it was signed: when this signature was said never to have been.
    unsigned_at: dt.datetime | None = None

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="convention_code_unique"),
            *vote_constraints("convention", [ConventionState.VOTED], [ConventionState.DRAFT]),
            *signature_constraints("convention", SIGNED_STATES),
            models.CheckConstraint(
                name="convention_signed_is_voted_or_cited",
                condition=~Q(state__in=SIGNED_STATES)
                | Q(voted_on__isnull=False)
                | Q(cited_by__isnull=False),
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

    @property
    def first_known_on(self) -> dt.date | None:
        """The first day on which a text is known to speak of it: vote, signature or citation."""
        cited_on = self.cited_by.session_on if self.cited_by else None
        return self.voted_on or self.signed_on or cited_on

    def clauses_in_force(
        self, day: dt.date, known_at: dt.datetime | None = None
    ) -> dict[ClauseKind, "Clause"]:
        """The clauses in force on a day, as known at an instant, in one query."""
        recorded: Any = self.clauses(manager="recorded")
        clauses = recorded.as_of(day, known_at=known_at).select_related("avenant")
        return {ClauseKind(clause.kind): clause for clause in clauses}
