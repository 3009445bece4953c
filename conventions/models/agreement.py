"""Conventions, their avenants, their dated clauses and their obligations."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from common.constraints import both_or_neither, unique_id
from common.fields import OptionalEuroField
from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState
from conventions.models.programme import Deliberation, Programme
from conventions.querysets import (
    AvenantQuerySet,
    ClauseQuerySet,
    ConventionQuerySet,
    ObligationQuerySet,
)

SIGNED_STATES = [ConventionState.SIGNED, ConventionState.CLOSED, ConventionState.TERMINATED]


class Convention(models.Model):
    """An agreement with a funder. Its terms are clauses, dated.

    A `signed` state may have an unknown day (`signed_on` empty) when `signed_source` is given.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="conventions")
    code = models.SlugField("code", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="conventions")
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
    """A change of a convention. It takes effect on the day it states, else on its signature."""

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="avenants")
    number = models.PositiveSmallIntegerField("numéro")
    subject = models.CharField("objet", max_length=300)
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


class Clause(models.Model):
    """One value of a convention's text: the first text's (no avenant) or an avenant's.

    Until its text is signed it has no effect (`effective_on` empty) and may be corrected; from
    then on it is in force from `effective_on`, known since `recorded_at`, and never changes.
    """

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="clauses")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="clauses")
    kind = models.CharField("objet", max_length=30, choices=ClauseKind)
    article = models.CharField("article", max_length=60, blank=True)
    note = models.CharField("mention", max_length=200, blank=True)
    day = models.DateField("jour", null=True)
    amount = OptionalEuroField("montant")
    number = models.PositiveIntegerField("nombre", null=True)
    rate = models.DecimalField("taux, en %", max_digits=9, decimal_places=5, null=True)
    text = models.CharField("texte", max_length=200, blank=True)
    effective_on = models.DateField("en vigueur depuis le", null=True)
    recorded_at = models.DateTimeField("connu depuis le", null=True, editable=False)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "clause"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "kind"],
                nulls_distinct=False,
                name="clause_once_per_text",
            ),
            both_or_neither("clause_effect_known_since", "effective_on", "recorded_at"),
            models.CheckConstraint(
                name="clause_has_one_value",
                condition=(
                    Q(day__isnull=False, amount=None, number=None, rate=None, text="")
                    | Q(day=None, amount__isnull=False, number=None, rate=None, text="")
                    | Q(day=None, amount=None, number__isnull=False, rate=None, text="")
                    | Q(day=None, amount=None, number=None, rate__isnull=False, text="")
                    | (Q(day=None, amount=None, number=None, rate=None) & ~Q(text=""))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["convention", "kind", "-effective_on"], name="clause_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.convention}"

    @property
    def value(self) -> object:
        """The one value it carries: a day, an amount, a number, a rate or a text."""
        values = (self.day, self.amount, self.number, self.rate)
        return next((value for value in values if value is not None), self.text)


class Obligation(models.Model):
    """What the convention makes the authority do: once, each month or each quarter."""

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="obligations")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="obligations")
    title = models.CharField("obligation", max_length=200)
    article = models.CharField("article", max_length=60, blank=True)
    note = models.CharField("mention", max_length=200, blank=True)
    cadence = models.CharField("rythme", max_length=20, choices=Cadence)
    due_on = models.DateField("échéance", null=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="obligations"
    )
    effective_on = models.DateField("en vigueur depuis le", null=True)
    recorded_at = models.DateTimeField("connue depuis le", null=True, editable=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "obligation"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "title", "due_on"],
                nulls_distinct=False,
                name="obligation_unique",
            ),
            both_or_neither("obligation_effect_known_since", "effective_on", "recorded_at"),
            models.CheckConstraint(
                name="obligation_once_has_its_day",
                condition=Q(cadence=Cadence.ONCE, due_on__isnull=False) | ~Q(cadence=Cadence.ONCE),
            ),
        ]

    def __str__(self) -> str:
        return self.title
