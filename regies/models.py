"""Régies, their ceilings, who holds them, and what is signed there."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from accounts.models import User
from common.constraints import both_or_neither, filled_in_states, in_order, period, unique_id
from common.fields import EuroField
from common.formats import day
from distribution.models import Depot
from files.models import folder_field
from programmes.models import Programme
from regies.enums import (
    SIGNED_ONCE,
    Office,
    OverCeiling,
    RegieKind,
    RegieState,
    SheetKind,
    SheetState,
)
from regies.querysets import AppointmentQuerySet, CeilingQuerySet, RegieQuerySet, SheetQuerySet

OPINION = "avis conforme du comptable, le"
ACT = "numéro de l’acte"
# CGCT, R. 1617-2: a régie is founded « sur avis conforme du comptable public assignataire ».
# R. 1617-3: so is each régisseur and each mandataire named. The opinion comes first.
AGREED = Q(opinion_on__lte=F("act_on"))


class Regie(models.Model):
    """A depot that somebody keeps for the comptable, by an act (acte constitutif) or a mandate."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="regies")
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="regies", verbose_name="dépôt")
    kind = models.CharField("nature", max_length=10, choices=RegieKind, default=RegieKind.ADVANCE)
    state = models.CharField("état", max_length=10, choices=RegieState, default=RegieState.DRAFT)
    act_number = models.CharField(ACT, max_length=60, blank=True)
    act_on = models.DateField("date de l’acte", null=True)
    opinion_on = models.DateField(OPINION, null=True)
    over_ceiling = models.CharField(
        "au-delà du plafond",
        max_length=10,
        choices=OverCeiling,
        default=OverCeiling.REFUSED,
        help_text="Aucun texte ne le dit pour des pass\u00a0: votre collectivité choisit.",
    )
    # Décret n° 2022-1605 of 22/12/2022: no guarantee is asked of a régisseur since 01/01/2023.
    guarantee = models.CharField(
        "cautionnement",
        max_length=200,
        blank=True,
        help_text="Pour mémoire\u00a0: plus aucun n’est demandé (décret n°\u00a02022-1605).",
    )
    founded_at = models.DateTimeField("constitution enregistrée le", null=True, editable=False)
    closing_number = models.CharField("acte qui la supprime", max_length=60, blank=True)
    closed_on = models.DateField("close le", null=True)
    closed_at = models.DateTimeField("clôture enregistrée le", null=True, editable=False)
    folder = folder_field()

    objects = RegieQuerySet.as_manager()

    class Meta:
        verbose_name = "régie"
        constraints = [
            models.UniqueConstraint(
                fields=["depot"],
                condition=~Q(state=RegieState.CLOSED),
                name="regie_one_a_depot",
                violation_error_message="Ce dépôt a déjà une régie.",
            ),
            models.CheckConstraint(
                name="regie_founded_has_its_act",
                condition=Q(state=RegieState.DRAFT, act_number="", act_on=None, opinion_on=None)
                | ~Q(state=RegieState.DRAFT) & ~Q(act_number="") & AGREED,
                violation_error_message="L’avis conforme précède l’acte constitutif.",
            ),
            models.CheckConstraint(
                name="regie_founded_at",
                condition=Q(state=RegieState.DRAFT) ^ Q(founded_at__isnull=False),
            ),
            filled_in_states("regie_closed_on", "closed_on", [RegieState.CLOSED]),
            both_or_neither("regie_closed_at", "closed_on", "closed_at"),
            models.CheckConstraint(
                name="regie_closed_by_an_act", condition=Q(closed_on=None) ^ ~Q(closing_number="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.depot)

    @property
    def has_regisseur(self) -> bool:
        """A mandate names none."""
        return self.kind != RegieKind.MANDATE


class Ceiling(models.Model):
    """The most that a régie may hold from a day on. CGCT, R. 1617-12: « fixé par l’acte constitutif
    et, le cas échéant, révisé dans les mêmes formes ». Never changed: a later one replaces it.
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="ceilings")
    amount = EuroField("plafond")
    starts_on = models.DateField("à partir du")
    act_number = models.CharField(ACT, max_length=60)
    recorded_at = models.DateTimeField("enregistré le", editable=False)
    recorded_by = models.CharField("enregistré par", max_length=150)

    personal = {"acte d’un agent": "recorded_by"}
    objects = CeilingQuerySet.as_manager()

    class Meta:
        verbose_name = "plafond"
        constraints = [
            models.CheckConstraint(name="ceiling_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="ceiling_has_its_act", condition=~Q(act_number="")),
        ]

    def __str__(self) -> str:
        return f"Plafond de {self.regie} au {day(self.starts_on)}"


class Appointment(models.Model):
    """Somebody named to a régie. A régisseur to whom the service is handed over begins with it, and
    has no first day until then. Both days of a period are included.
    """

    public_id = unique_id()
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="appointments")
    office = models.CharField("fonction", max_length=10, choices=Office, default=Office.HOLDER)
    name = models.CharField("prénom et nom", max_length=150)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="compte qui signe"
    )
    act_number = models.CharField(ACT, max_length=60)
    act_on = models.DateField("date de l’acte")
    opinion_on = models.DateField(OPINION)
    starts_on = models.DateField("premier jour", null=True)
    ends_on = models.DateField("dernier jour", null=True)
    recorded_at = models.DateTimeField("enregistré le", editable=False)

    personal = {"vie professionnelle": "name user office act_number act_on opinion_on"}
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "nomination"
        constraints = [
            models.CheckConstraint(
                name="appointment_agreed",
                condition=AGREED & ~Q(act_number="") & ~Q(name=""),
                violation_error_message="L’avis conforme précède l’acte de nomination.",
            ),
            in_order("appointment_in_order"),
            models.CheckConstraint(
                name="appointment_without_a_day_is_a_holder",
                condition=Q(starts_on__isnull=False) | Q(ends_on=None, office=Office.HOLDER),
                violation_error_message="Indiquez le premier jour.",
            ),
            models.UniqueConstraint(
                fields=["regie"],
                condition=Q(starts_on=None),
                name="appointment_one_to_install",
                violation_error_message="Un régisseur attend déjà la remise de service.",
            ),
            ExclusionConstraint(
                name="appointment_one_holder_at_a_time",
                expressions=[
                    ("regie", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(office=Office.HOLDER, starts_on__isnull=False),
                violation_error_message="Cette régie a déjà un régisseur titulaire sur une partie "
                "de cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_office_display().lower()}"

    @property
    def programme_id(self) -> int:
        return self.regie.programme_id

    def is_in_office(self, on: dt.date) -> bool:
        begun = self.starts_on is not None and self.starts_on <= on
        return begun and (self.ends_on is None or on <= self.ends_on)


class Sheet(models.Model):
    """What a régie holds on a day, signed by two people: the régisseur, then who takes over
    (remise de service) or the comptable (arrêté au 31 décembre). Its document is then frozen.
    """

    public_id = unique_id()
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="sheets")
    kind = models.CharField("nature", max_length=10, choices=SheetKind)
    state = models.CharField("état", max_length=10, choices=SheetState, default=SheetState.PREPARED)
    on = models.DateField("au", null=True)
    outgoing = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    incoming = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name="prend le service"
    )
    reserves = models.CharField(
        "réserves",
        max_length=500,
        blank=True,
        help_text="Par exemple\u00a0: un carton non ouvert. Vide\u00a0: sans réserve.",
    )
    prepared_at = models.DateTimeField("préparé le", editable=False)
    signed_at = models.DateTimeField("signé le", null=True, editable=False)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("contresigné le", null=True, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    content = models.JSONField("contenu", null=True, editable=False)
    document = models.BinaryField("document", null=True, editable=False)
    document_hash = models.CharField("empreinte", max_length=64, blank=True, editable=False)

    personal = {"acte d’un agent": "signed_by closed_by outgoing incoming reserves"}
    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "procès-verbal de régie"
        constraints = [
            models.UniqueConstraint(
                fields=["regie", "on"],
                condition=Q(kind=SheetKind.YEAR_END),
                name="sheet_one_a_year",
            ),
            models.UniqueConstraint(
                fields=["regie"],
                condition=Q(kind=SheetKind.HANDOVER, state__in=["prepared", "signed"]),
                name="sheet_one_open_handover",
            ),
            filled_in_states("sheet_signed_at", "signed_at", SIGNED_ONCE),
            filled_in_states("sheet_signed_by", "signed_by", SIGNED_ONCE),
            filled_in_states("sheet_content", "content", SIGNED_ONCE),
            filled_in_states("sheet_closed_at", "closed_at", [SheetState.CLOSED]),
            filled_in_states("sheet_closed_by", "closed_by", [SheetState.CLOSED]),
            filled_in_states("sheet_document", "document", [SheetState.CLOSED]),
            models.CheckConstraint(
                name="sheet_frozen_has_its_hash",
                condition=Q(document_hash="") ^ Q(state=SheetState.CLOSED),
            ),
            models.CheckConstraint(
                name="sheet_signed_by_two",
                condition=Q(closed_by=None) | ~Q(closed_by=F("signed_by")),
            ),
            models.CheckConstraint(
                name="sheet_has_its_day",
                condition=Q(on__isnull=False)
                | Q(kind=SheetKind.HANDOVER) & ~Q(state__in=SIGNED_ONCE),
            ),
            models.CheckConstraint(
                name="sheet_handover_names_both",
                condition=Q(kind=SheetKind.YEAR_END, incoming=None)
                | Q(kind=SheetKind.HANDOVER, incoming__isnull=False, outgoing__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.regie}"

    @property
    def programme_id(self) -> int:
        return self.regie.programme_id

    @property
    def is_handover(self) -> bool:
        return self.kind == SheetKind.HANDOVER

    def is_countersigned_by(self, user: User) -> bool:
        """Whether a user is the second who signs: who takes over, or the comptable."""
        if self.incoming is not None:
            return self.incoming.user_id == user.pk
        return user.acting is not None and user.acting.role == Role.COMPTABLE
