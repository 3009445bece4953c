"""Who is due for erasure and why, and whether a person may be erased; writes nothing."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
)
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


def with_dealings(people: QuerySet[Person], on: dt.date) -> QuerySet[Person]:
    """People with what `dealings_in` reads, as known on a day."""
    requests = Request.objects.filter(person=OuterRef("pk"))
    given = HandOut.objects.standing().filter(decision__request__person=OuterRef("pk"))
    return people.annotate(
        filed_on=_last(requests, "person", "filed_on"),
        received_on=_last(given, "decision__request__person", "handed_on"),
        spendable_until=_last(_spendable(on), PERSON_OF_CARNET, "last_on"),
        waits=Exists(requests.filter(decision=None)),
    )


def dealings_in(person: Any) -> Dealings:
    """The dealings that a person was read with."""
    days = {name: getattr(person, name) for name in ("filed_on", "received_on", "spendable_until")}
    return Dealings(legal_day(person.registered_at), waits=person.waits, **days)


def dealings_of(people: QuerySet[Person], on: dt.date) -> dict[int, Dealings]:
    """The dealings of people, as known on a day, by key."""
    rows = with_dealings(people, on).only("registered_at").order_by("pk")
    return {one.pk: dealings_in(one) for one in rows}


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


def _last(rows: QuerySet[Any], person: str, column: str) -> Subquery:
    """The last day among the rows of the person of a query around it."""
    last = rows.order_by().values(person).annotate(last=Max(column))
    return Subquery(last.values("last"))


def _spendable(on: dt.date) -> QuerySet[Carnet]:
    """The carnets of a person with a pass that may still be redeemed, each with the last day
    (`last_on`), tolerance included.
    """
    unspent = Pass.objects.filter(carnet=OuterRef("pk"), state__in=UNSPENT)
    until = Least(F("lot__order__valid_until"), closing_day(OuterRef("programme"), on))
    last_on = ExpressionWrapper(until + F("programme__tolerance_days"), DateField())
    found = Carnet.objects.filter(
        Exists(unspent), state__in=IN_HAND, **{PERSON_OF_CARNET: OuterRef("pk")}
    )
    return found.annotate(last_on=last_on)
