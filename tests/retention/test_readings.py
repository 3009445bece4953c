"""Who is due, over random histories: never too early, always when due."""

import datetime as dt
from contextlib import suppress
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.actors import SYSTEM
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from common.errors import Refusal
from distribution.actions import hand_outs
from distribution.models import Carnet, Pass
from incidents.actions import block
from retention import actions
from retention.readings import due
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import DecisionFactory, PersonFactory, RequestFactory
from tests.factories.distribution import ACTIVE, DepotFactory, LotFactory, entered, hand_out
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend

pytestmark = pytest.mark.django_db
LATEST = dt.date(2024, 12, 31)
START, END = dt.date(2022, 11, 8), dt.date(2023, 5, 15)
BY = {"by": SYSTEM.at(NOON)}
PEOPLE, DAY = 24, dt.timedelta(days=1)
MONTHS = (1, 3, 7)
VALID_UNTIL = {"2023-05-31": dt.date(2023, 5, 31), "2023-12-31": dt.date(2023, 12, 31)}


FATES = ["kept", "kept", "spent", "partly spent", "taken back", "blocked", "expired"]


def some_day(luck, first=START, last=END):
    return first + dt.timedelta(days=luck.randrange((last - first).days + 1))


def give(luck, person, depot, place, filed):
    """A carnet is handed out, then spent, taken back, blocked, or kept: until when it holds."""
    day = some_day(luck, filed)
    # One that never moved before: days of its moves follow each other.
    first = depot.carnets.filter(pk__gt=max(depot.taken, default=0)).order_by("pk").first()
    depot.taken.append(first.pk)
    choice = {"first_carnet": first.number, "carnets": 1}
    decision = DecisionFactory(person=person, request__filed_on=filed)
    by = SYSTEM.at(entered(day))
    given = hand_outs.hand_out(decision, depot=depot, on=day, by=by, **choice)
    what = luck.choice(FATES)
    carnet = given.carnets.select_related("lot__programme", "lot__order").get()
    until = carnet.lot.order.valid_until + dt.timedelta(days=31)
    if what == "taken back":
        hand_outs.undo(given, on=END, reason="Erreur", **BY)
        return None, None
    if what in {"spent", "partly spent"}:
        spend(carnet, 5 if what == "spent" else 3, on=day, place=place)
    if what == "blocked":
        block(carnet, cause="lost", note="Perdu", on=END, **BY)
    if what == "expired":
        Carnet.objects.filter(pk=carnet.pk).update(state=what)
    return day, None if what in {"spent", "expired"} else until


def history(luck, depots, place):
    """A person, and what the promise is counted from: last contact, last day to spend, waiting."""
    registered = some_day(luck, dt.date(2022, 6, 1))
    instant = NOON.replace(year=registered.year, month=registered.month, day=registered.day)
    person = PersonFactory(programme=depots[0].programme, registered_at=instant)
    contacts, spendable = [registered], []
    for _ in range(luck.randrange(3)):
        contacts.append(some_day(luck))
        DecisionFactory(person=person, refused=True, request__filed_on=contacts[-1])
    for _ in range(luck.randrange(3)):
        contacts.append(some_day(luck))
        received, until = give(luck, person, luck.choice(depots), place, contacts[-1])
        contacts += [received] if received else []
        spendable += [until] if until else []
    waits = luck.random() < 0.1
    if waits:
        contacts.append(some_day(luck))
        RequestFactory(person=person, filed_on=contacts[-1])
    return person, (max(contacts), max(spendable, default=None), waits)


def is_kept(known, programme, day):
    (last, spendable, waits), months = known, programme.retention_months
    whole = (day.year - last.year) * 12 + day.month - last.month
    within = whole < months or (whole == months and day.day <= last.day)
    return within or waits or (spendable is not None and day <= spendable)


@pytest.fixture(params=range(3))
def luck(request):
    return Random(request.param)  # noqa: S311


@pytest.fixture
def scene(luck):
    """People, each with a history, and one of another programme who is due before all."""
    programme = ProgrammeFactory(with_calendar=True, retention_months=luck.choice(MONTHS))
    depots = [DepotFactory(programme=programme) for _ in VALID_UNTIL]
    for depot, until in zip(depots, VALID_UNTIL.values(), strict=True):
        LotFactory(depot=depot, carnets=2 * PEOPLE, size=5, valid_until=until)
        depot.taken = []
    place = PlaceFactory(programme=programme)
    PersonFactory(registered_at=NOON.replace(year=2020))
    return programme, [history(luck, depots, place) for _ in range(PEOPLE)]


def test_nobody_is_erased_too_early_and_everybody_is_found_on_their_day(luck, scene):
    programme, people = scene
    known, erased = {person.pk: each for person, each in people}, set()
    for number, day in enumerate(sorted(some_day(luck, ACTIVE, LATEST) for _ in range(16))):
        expected = {key for key in known if not is_kept(known[key], programme, day)}
        found = due(programme, until=day, on=day)
        assert {one.person.pk for one in found} == expected - erased, day
        assert all(is_kept(known[one.person.pk], programme, one.on - DAY) for one in found)
        if number % 4 == 3:
            for person, _ in people:
                attempt(person, day)
            erased = set(Person.objects.exclude(erased_on=None).values_list("pk", flat=True))
            assert erased == expected, day
    assert erased


def attempt(person, day):
    with suppress(Refusal):
        actions.erase(person, on=day, reason=ErasedFor.DUE, **BY)


def test_the_reason_says_the_last_contact_and_the_passes_that_are_left():
    programme = ProgrammeFactory(with_calendar=True, retention_months=2)
    person = PersonFactory(programme=programme, registered_at=NOON.replace(year=2022))
    depot = DepotFactory(programme=programme, carnets=1)
    holder = hand_out(depot, on=dt.date(2023, 1, 10)).decision.request.person
    Person.objects.filter(pk=holder.pk).update(registered_at=NOON.replace(year=2022))

    first, second = due(programme, until=dt.date(2024, 2, 1), on=END)

    assert (first.person, first.on) == (person, dt.date(2022, 7, 16))
    assert first.why.replace("\u00a0", " ") == "Dernier contact le 15 mai 2022"
    assert (second.person, second.on) == (holder, dt.date(2024, 2, 1))
    assert second.why.replace("\u00a0", " ") == (
        "Dernier contact le 10 janvier 2023 ; pass utilisables jusqu’au 31 janvier 2024"
    )
    assert Pass.objects.count() == 10


def test_who_is_due_costs_the_same_for_1_and_5():
    programme = ProgrammeFactory()
    costs = []
    for more in (1, 4):
        PersonFactory.create_batch(more, programme=programme, registered_at=NOON.replace(year=2020))
        with CaptureQueriesContext(connection) as queries:
            found = due(programme, until=END, on=END)
            assert [one.why for one in found]
        costs.append(len(queries))
    assert costs[0] == costs[1]
