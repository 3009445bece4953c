"""Create a programme, change its parameters, and let organisations take part in it."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock
from programmes.enums import ParticipationKind
from programmes.models import Participation, Programme


class ProgrammeTaken(Refusal):
    """Another programme has this code or this letter."""


class ProgrammeParameters(TypedDict):
    code: str
    name: str
    authority: Organisation
    letter: str
    managed_from: dt.date
    territory: NotRequired[list[str]]
    face_value: NotRequired[Decimal]
    tolerance_days: NotRequired[int]
    redemption_window_days: NotRequired[int]
    report_delay_days: NotRequired[int]
    pace_days: NotRequired[int]
    mandat_pattern: NotRequired[str]
    retention_months: NotRequired[int]
    granted_per_day: NotRequired[int]
    watched_amount: NotRequired[int]
    hotline: NotRequired[str]
    is_demonstration: NotRequired[bool]


@transaction.atomic
def create(*, by: Author, **parameters: Unpack[ProgrammeParameters]) -> Programme:
    """Create a programme. `letter` begins the numbers of its passes and of no other's."""
    for key, named in (("code", "ce code"), ("letter", "cette lettre de série")):
        if Programme.objects.filter(**{key: parameters[key]}).exists():  # type: ignore[literal-required]
            raise ProgrammeTaken(f"Un autre programme porte déjà {named}.", field=key)
    programme = Programme(**parameters)
    check_and_save(programme)
    journal.record("programme.created", programme, by=by, programme_id=programme.pk)
    return programme


class ProgrammeSettings(TypedDict):
    """What an administrator changes: nothing that passes, or days that are past, depend on."""

    name: str
    last_year: int | None
    report_delay_days: int
    pace_days: int
    mandat_pattern: str
    retention_months: int
    granted_per_day: int
    watched_amount: int
    hotline: str


@transaction.atomic
def edit(programme: Programme, *, by: Author, **values: Unpack[ProgrammeSettings]) -> Programme:
    """Change parameters of a programme; the journal keeps each former value."""
    programme = lock(programme)
    journal.edit("programme.edited", programme, values, by=by, programme_id=programme.pk)
    return programme


@transaction.atomic
def take_part(
    programme: Programme, organisation: Organisation, kind: ParticipationKind, *, by: Author
) -> Participation:
    """Let an organisation take part in a programme; does nothing if it already does."""
    participation, created = Participation.objects.get_or_create(
        programme=programme, organisation=organisation, kind=kind
    )
    if created:
        journal.record("programme.joined", participation, by=by, kind=kind.value)
    return participation
