"""Occurrences of obligations, their proofs, reminders and calendar feeds."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.constraints import filled_in_states, unique_id
from conventions.enums import ObligationNature, ProofKind
from conventions.models import Obligation
from deadlines.enums import OccurrenceState, ReminderKind
from deadlines.querysets import PENDING, OccurrenceQuerySet, ReminderQuerySet
from deadlines.rules import last_working_day
from files.models import File, folder_field
from programmes.models import Programme


class Occurrence(models.Model):
    """One time that an obligation falls due.

    `due_on` is its legal day: a pending occurrence is late once it is over. `responsible` is empty
    when it is the responsible of the obligation.
    """

    public_id = unique_id()
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="occurrences")
    due_on = models.DateField("échéance", db_index=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="occurrences",
        verbose_name="responsable",
    )
    state = models.CharField(
        "état", max_length=20, choices=OccurrenceState, default=OccurrenceState.TO_PREPARE
    )
    sent_on = models.DateField("envoyée le", null=True)
    sent_at = models.DateTimeField("envoi enregistré le", null=True, editable=False)
    waived_reason = models.CharField(
        "motif de la dispense",
        max_length=300,
        blank=True,
        help_text=(
            "Il reste au dossier. Par exemple\u00a0: réunion annulée par l’ANCT le 3 mai 2023."
        ),
    )
    folder = folder_field()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = "échéance"
        constraints = [
            models.UniqueConstraint(fields=["obligation", "due_on"], name="occurrence_once"),
            filled_in_states("occurrence_sent_has_day", "sent_on", [OccurrenceState.SENT]),
            filled_in_states("occurrence_sent_has_instant", "sent_at", [OccurrenceState.SENT]),
            models.CheckConstraint(
                name="occurrence_waived_has_reason",
                condition=Q(state=OccurrenceState.WAIVED) & ~Q(waived_reason="")
                | ~Q(state=OccurrenceState.WAIVED) & Q(waived_reason=""),
                violation_error_message="Indiquez le motif de la dispense.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} ({self.due_on:%d/%m/%Y})"

    @property
    def programme_id(self) -> int:
        return self.obligation.convention.programme_id

    @property
    def nature(self) -> ObligationNature:
        return ObligationNature(self.obligation.nature)

    @property
    def current_responsible(self) -> User | None:
        """Who is responsible for it: its own responsible, else that of the obligation."""
        return self.responsible or self.obligation.responsible

    @property
    def work_on(self) -> dt.date:
        """The day to be done: the legal one, else the last working day of the territory before."""
        return last_working_day(self.due_on, self.obligation.convention.programme.territory)

    def is_late_on(self, day: dt.date) -> bool:
        return self.state in PENDING and self.due_on < day


class Proof(models.Model):
    """Shows that an occurrence was met: who attended or what was sent, with a file if any."""

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="proofs")
    kind = models.CharField("nature", max_length=20, choices=ProofKind)
    on = models.DateField("jour")
    who = models.CharField("personne présente ou destinataire", max_length=120, blank=True)
    note = models.CharField(
        "mention",
        max_length=300,
        blank=True,
        help_text="Par exemple la référence du courrier ou du message.",
    )
    file = models.OneToOneField(File, models.PROTECT, null=True, related_name="proves")
    recorded_at = models.DateTimeField("enregistrée le", editable=False)

    personal = {"correspondant": "who"}

    class Meta:
        verbose_name = "justificatif"
        constraints = [
            models.CheckConstraint(
                name="proof_attendance_names_who",
                condition=~Q(kind=ProofKind.ATTENDANCE) | ~Q(who=""),
                violation_error_message="Indiquez qui représentait la collectivité.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


class Reminder(models.Model):
    """A reminder of an occurrence to one person, by e-mail: written first, then sent by a worker.

    `leased_until` is the instant until which one worker alone may send it.
    """

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="reminders")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders"
    )
    kind = models.CharField("nature", max_length=10, choices=ReminderKind)
    created_at = models.DateTimeField("prévu le", editable=False)
    leased_until = models.DateTimeField("réservé jusqu’à", null=True, editable=False)
    sent_at = models.DateTimeField("envoyé le", null=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel"
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "recipient", "kind"], name="reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.occurrence}"


class CalendarFeed(models.Model):
    """The secret address of the occurrences of a programme, for one user.

    Only the fingerprint of the secret is kept.
    """

    public_id = unique_id()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds"
    )
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calendar_feeds")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créée le", editable=False)
    revoked_at = models.DateTimeField("révoquée le", null=True, editable=False)

    class Meta:
        verbose_name = "agenda"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "programme"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.programme}"
