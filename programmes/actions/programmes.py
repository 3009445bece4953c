"""Create a programme, change its parameters, and let organisations take part in it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NotRequired, Required, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock
from programmes.enums import ParticipationKind
from programmes.models import Participation, Programme
from programmes.querysets import both_held_in


class BothHeld(Refusal):
    """Somebody holds both roles that the programme would keep apart."""


class ProgrammeTaken(Refusal):
    """Another programme has this code or this letter."""


class ProgrammeParameters(TypedDict, total=False):
    name: str
    letter: str
    managed_from: dt.date
    territory: list[str]
    time_zone: str
    face_value: Decimal
    first_year: int
    last_year: int | None
    carnet_sizes: str
    validity_months: int
    tolerance_days: int
    objection_days: int
    redemption_window_days: int
    report_delay_days: int
    proof_days: int
    pace_days: int
    asleep_weeks: int
    reminder_weeks: int
    mandat_pattern: str
    retention_months: int
    granted_per_day: int
    watched_amount: int
    allows_holding_both: bool
    hotline: str


class NewProgramme(ProgrammeParameters):
    code: Required[str]
    authority: Required[Organisation]
    is_demonstration: NotRequired[bool]


@transaction.atomic
def create(*, by: Author, **parameters: Unpack[NewProgramme]) -> Programme:
    """Create a programme. `letter` begins the numbers of its passes and of no other's."""
    _check_free(Programme.objects.all(), parameters)
    programme = Programme(**parameters)
    check_and_save(programme)
    journal.record("programme.created", programme, by=by, programme_id=programme.pk)
    return programme


@transaction.atomic
def edit(programme: Programme, *, by: Author, **values: Unpack[ProgrammeParameters]) -> Programme:
    """Change parameters of a programme; the journal keeps each value, the former and the new. What
    nothing recorded must depend on is checked by `passnum.parameters.actions`.
    """
    programme = lock(programme)
    _check_free(Programme.objects.exclude(pk=programme.pk), values)
    if programme.allows_holding_both and not values.get("allows_holding_both", True):
        _check_nobody_holds_both(programme)
    who: Any = {"by": by, "programme_id": programme.pk}
    journal.edit("programme.edited", programme, values, **who, tells_new=True)
    return programme


def _check_free(others: QuerySet[Programme], values: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:  # two programmes are not given the same letter at once
        cursor.execute("LOCK TABLE programmes_programme IN SHARE ROW EXCLUSIVE MODE")
    code, letter = values.get("code"), values.get("letter")
    taken = others.filter(Q(code=code) | Q(letter=letter)).order_by("pk").first()
    if taken is None:
        return
    is_code = taken.code == code
    named = "ce code" if is_code else "cette lettre de série"
    field = "code" if is_code else "letter"
    raise ProgrammeTaken(f"Un autre programme porte déjà {named}.", field=field)


@transaction.atomic
def take_part(
    programme: Programme, organisation: Organisation, kind: ParticipationKind, *, by: Author
) -> Participation:
    """Let an organisation take part in a programme; does nothing if it already does.

    Refuses that one comes to hand out and redeem where somebody holds both roles of it, and the
    programme keeps them apart.
    """
    participation, created = Participation.objects.get_or_create(
        programme=programme, organisation=organisation, kind=kind
    )
    if created:
        _check_roles_apart(programme, organisation)
        journal.record("programme.joined", participation, by=by, kind=kind.value)
    return participation


def _check_roles_apart(programme: Programme, organisation: Organisation) -> None:
    programme = lock(programme, no_key=True)
    does_both = Programme.objects.where_does_both(organisation).filter(pk=programme.pk)
    if not programme.allows_holding_both and does_both.exists():
        _check_nobody_holds_both(programme, organisation=organisation)


def _check_nobody_holds_both(programme: Programme, **where: Organisation) -> None:
    held = both_held_in(programme).filter(**where).first()
    if held is not None:
        raise BothHeld(
            f"{held.user} est distributeur et médiateur, {held.organisation}. "
            "Terminez d’abord l’un de ses rôles.",
            field="allows_holding_both",
        )
