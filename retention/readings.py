"""Who is due for erasure and why, and whether a person may be erased; writes nothing."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Least

from beneficiaries.models import Person, Request
from beneficiaries.querysets import PersonQuerySet
from common.formats import day, end_of_day, legal_day
from common.periods import plus_months
from distribution.enums import CarnetState, PassState
from distribution.models import Carnet, HandOut, Pass
from distribution.querysets import closing_day
from programmes.models import Programme
from retention.rules import Dealings, erasure_day

# A blocked pass or carnet may be given back.
UNSPENT = [PassState.AS_CARNET, PassState.BLOCKED]
IN_HAND = [CarnetState.HANDED_OUT, CarnetState.BLOCKED]
PERSON_OF_CARNET = "hand_out__decision__request__person"


@dataclass(frozen=True, slots=True)
class Due:
    """A person, the day on which their data are to be erased, and what it is counted from."""

    person: Person
    on: dt.date
    dealings: Dealings

    @property
    def why(self) -> str:
        """`Dernier contact le 3 mars 2021`, and the carnet when it is what counts."""
        said = f"Dernier contact le {day(self.dealings.last_contact)}"
        if self.on == self.dealings.free_on:
            return f"{said}\u00a0; pass utilisables jusqu’au {day(self.dealings.spendable_until)}"
        return said


def dealings_of(people: QuerySet[Person], on: dt.date) -> dict[int, Dealings]:
    """The dealings of people, as known on a day, by key."""
    registered = dict(people.order_by("pk").values_list("pk", "registered_at"))
    chosen = list(registered)
    asked = _asked(Request.objects.filter(person__in=chosen))
    given = HandOut.objects.standing().filter(decision__request__person__in=chosen)
    received = _last(given, "decision__request__person", "handed_on")
    spendable = _spendable(chosen, on)
    return {
        key: Dealings(
            legal_day(registered_at),
            received_on=received.get(key),
            spendable_until=spendable.get(key),
            **asked.get(key, {}),
        )
        for key, registered_at in registered.items()
    }


def due(programme: Programme, *, until: dt.date, on: dt.date) -> list[Due]:
    """The people to erase on or before a day, the first due first, as known on another."""
    silent = _silent_since(programme, plus_months(until, -programme.retention_months))
    dealings = dealings_of(silent, on)
    found = [
        Due(person, day_due, dealings[person.pk])
        for person in silent.order_by("pk")
        if (day_due := erasure_day(dealings[person.pk], programme.retention_months)) is not None
        and day_due <= until
    ]
    return sorted(found, key=lambda one: (one.on, one.person.pk))


def _silent_since(programme: Programme, on: dt.date) -> PersonQuerySet:
    """The people known who were not heard of after a day: among them are all those who are due."""
    filed = Request.objects.filter(person=OuterRef("pk"), filed_on__gt=on)
    given = HandOut.objects.standing().filter(
        decision__request__person=OuterRef("pk"), handed_on__gt=on
    )
    known = Person.objects.known().filter(programme=programme, registered_at__lte=end_of_day(on))
    return known.filter(~Exists(filed), ~Exists(given))


def _asked(requests: QuerySet[Request]) -> dict[int, dict[str, Any]]:
    """By person, the last request filed, and whether one has no answer."""
    by_person = (
        requests.order_by()
        .values("person")
        .annotate(last=Max("filed_on"), unanswered=Count("pk") - Count("decision"))
    )
    return {
        row["person"]: {"filed_on": row["last"], "waits": row["unanswered"] > 0}
        for row in by_person
    }


def _last(rows: QuerySet[Any], person: str, column: str) -> Mapping[int, dt.date]:
    return dict(rows.order_by().values_list(person).annotate(last=Max(column)))


def _spendable(people: Collection[int], on: dt.date) -> Mapping[int, dt.date]:
    """By person, the last day on which a pass of theirs may be redeemed, tolerance included."""
    unspent = Pass.objects.filter(carnet=OuterRef("pk"), state__in=UNSPENT)
    carnets = (
        Carnet.objects.filter(
            Exists(unspent), state__in=IN_HAND, **{f"{PERSON_OF_CARNET}__in": people}
        )
        .annotate(until=Least(F("lot__order__valid_until"), closing_day(OuterRef("programme"), on)))
        .order_by()
        .values_list(PERSON_OF_CARNET, "until", "programme__tolerance_days")
        .distinct()
    )
    found: dict[int, dt.date] = {}
    for person, until, tolerance in carnets:
        last = until + dt.timedelta(days=tolerance)
        found[person] = max(last, found.get(person, last))
    return found
