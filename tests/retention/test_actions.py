"""What erases a person, what refuses to, and what is left."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actors import SYSTEM
from audit.models import Event
from beneficiaries.actions import people, requests
from beneficiaries.actions.people import PersonErased
from beneficiaries.enums import Channel, ErasedFor, Status
from beneficiaries.models import Allowance, Decision, Person, Request
from beneficiaries.readings.decision_reviews import judge_again
from distribution.actions import hand_outs
from distribution.models import Pass, StockLine
from incidents.actions import block
from retention import actions
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import (
    DecisionFactory,
    PersonFactory,
    RequestFactory,
    version_of,
)
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import TODAY, DepotFactory, hand_out
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM.at(NOON)}
DUE = dt.date(2025, 5, 16)  # 24 months after TODAY, and a day
ASKED = {"reason": ErasedFor.OBJECTION}


def erase(person, on=DUE, reason=ErasedFor.DUE):
    return actions.erase(person, on=on, reason=reason, **BY)


def judged(person, **filing):
    """A request of today, by the action."""
    version_of(person.programme)
    asked = {
        "filed_on": TODAY,
        "status": Status.JOBSEEKER,
        "channel": Channel.ACCOMPANIED,
        "proof_kind": "Attestation",
        "proof_dated_on": TODAY,
        **filing,
    }
    return requests.decide(person, on=TODAY, organisation=person.registered_by, **asked, **BY)


def refused(refusal):
    return pytest.raises(refusal)


def said(refusal):
    return refusal.value.sentence.replace("\u00a0", " ")


def opened(carnets=1):
    """A depot of a programme in which passes may be spent."""
    return DepotFactory(programme=ProgrammeFactory(with_calendar=True), carnets=carnets)


# --- When


def test_a_person_is_erased_on_their_day_and_not_before():
    person = PersonFactory()
    with refused(actions.NotDue) as refusal:
        erase(person, on=DUE - dt.timedelta(days=1))
    assert said(refusal) == "Ces données sont à garder jusqu’au 16 mai 2025 exclu."

    assert erase(person).erased_on == DUE


def test_a_person_who_asks_is_erased_at_once():
    person = erase(PersonFactory(), on=TODAY, **ASKED)

    assert (person.erased_on, person.erased_for) == (TODAY, "objection")


@pytest.mark.parametrize("is_lost", [False, True])
@pytest.mark.parametrize("reason", ErasedFor)
def test_nobody_is_erased_while_a_carnet_can_be_spent(reason, is_lost):
    given = hand_out()
    if is_lost:  # it may be found
        block(given.carnets.get(), cause="lost", note="Perdu", on=TODAY, **BY)
    Person.objects.update(registered_at=NOON.replace(year=2020))
    given.programme.retention_months = 1
    given.programme.save()
    person, free = given.decision.request.person, dt.date(2024, 2, 1)  # 31/12/2023 and 31 days

    with refused(actions.StillSpendable) as refusal:
        erase(person, on=free - dt.timedelta(days=1), reason=reason)

    assert "jusqu’au 31 janvier 2024 avec la tolérance" in said(refusal)
    assert "à partir du 1er février 2024" in said(refusal)
    assert erase(person, on=free, reason=reason).erased_on == free


def test_the_end_of_the_calendar_counts_when_it_comes_first():
    programme = ProgrammeFactory()
    CalendarFactory(programme=programme, ends_on=dt.date(2023, 6, 30))
    depot = DepotFactory(programme=programme, carnets=1)
    person = hand_out(depot).decision.request.person

    with refused(actions.StillSpendable) as refusal:
        erase(person, on=TODAY, **ASKED)

    assert "jusqu’au 31 juillet 2023" in said(refusal)


def test_a_carnet_whose_passes_are_all_spent_holds_nobody():
    carnet = hand_out(opened()).carnets.select_related("lot__programme", "hand_out").get()
    person = carnet.hand_out.decision.request.person
    spend(carnet, 9, on=TODAY)
    with refused(actions.StillSpendable):
        erase(person, on=TODAY, **ASKED)

    spend(carnet, 1, on=TODAY)

    assert erase(person, on=TODAY, **ASKED).erased_on


def test_a_hand_out_taken_back_is_no_contact():
    depot, filed = DepotFactory(carnets=1), dt.date(2023, 1, 10)
    person = PersonFactory(programme=depot.programme, registered_at=NOON.replace(year=2021))
    decision = DecisionFactory(person=person, request__filed_on=filed)
    given = hand_outs.hand_out(decision, depot=depot, on=TODAY, **BY)
    hand_outs.undo(given, on=TODAY, reason="Erreur", **BY)

    assert erase(person, on=dt.date(2025, 1, 11)).erased_on


def test_a_request_without_answer_is_answered_first():
    asked = RequestFactory()
    for reason in ErasedFor:
        with refused(actions.StillSpendable) as refusal:
            erase(asked.person, on=dt.date(2040, 1, 1), reason=reason)
    assert said(refusal).startswith("Une demande de cette personne attend")


# --- What


def test_what_names_or_describes_goes_and_what_is_counted_stays():
    person = PersonFactory(phone="0321000000")
    decision = judged(person)
    before = decision.category, decision.granted, decision.passes, decision.version
    assert Allowance.objects.filter(person=person).exists()

    erase(person)

    person.refresh_from_db()
    assert [getattr(person, name) for name in actions.OF_PERSON] == ["", "", "", "", "", None]
    decision = Decision.objects.get()
    assert (decision.facts, decision.reasons) == ({}, [])
    assert (decision.category, decision.granted, decision.passes, decision.version) == before
    asked = Request.objects.get()
    assert (asked.status, asked.proof_kind, asked.proof_dated_on) == ("", "", None)
    assert (asked.filed_on, person.commune_id) == (TODAY, "62041")
    assert not Allowance.objects.exists()


def test_a_decision_without_its_facts_is_not_judged_again():
    decision = judged(PersonFactory())
    assert judge_again(decision).granted

    erase(decision.request.person)

    decision.refresh_from_db()
    assert judge_again(decision) is None


def test_the_journal_says_so_once_and_names_nobody():
    person = PersonFactory(last_name="Zyxkanari")
    erase(person)
    erase(person)

    event = Event.objects.get(verb="person.erased")
    assert event.details == {"reason": "due"}
    assert (event.subject, event.subject_id) == (f"Personne {person.pk}", person.pk)
    assert event.programme_id == person.programme_id
    assert Person.objects.get().erased_on == DUE


def test_who_comes_back_is_registered_anew():
    person = PersonFactory(last_name="Duhem", first_name="Claire")
    erase(person)
    identity = {
        "last_name": "Duhem",
        "first_name": "Claire",
        "born_on": dt.date(1994, 6, 1),
        "commune": person.commune,
    }

    again = people.register(person.programme, organisation=person.registered_by, **identity, **BY)

    assert again.pk != person.pk
    assert judged(again).granted
    assert [*Person.objects.matching("Duhem")] == [again]


def test_nothing_is_done_for_somebody_erased():
    depot = DepotFactory(carnets=1)
    person = PersonFactory(programme=depot.programme, registered_by=depot.organisation)
    decision = judged(person)
    erase(person, on=TODAY, **ASKED)

    with refused(PersonErased):
        judged(person)
    with refused(PersonErased):
        hand_outs.hand_out(decision, depot=depot, on=TODAY, **BY)
    with pytest.raises(IntegrityError, match="its person is erased"), transaction.atomic():
        RequestFactory(person=person)


# --- What the database lets pass


@pytest.fixture
def rows():
    """A person with a row of each kind that erasure changes, and the passes spent."""
    given = hand_out(opened())
    person = given.decision.request.person
    carnet = given.carnets.select_related("lot__programme").get()
    spend(carnet, 10, on=TODAY)
    decision = judged(person)
    other = hand_out(DepotFactory(programme=given.programme, carnets=1), person=person)
    hand_outs.undo(other, on=TODAY, reason="Remis à Zyxkanari", **BY)
    line = StockLine.objects.get(reason="Remis à Zyxkanari")
    return {"person": person, "decision": decision, "request": decision.request, "line": line}


ERASURES = {
    "decision": {"facts": {}, "reasons": []},
    "request": {"status": "", "proof_kind": "", "proof_dated_on": None},
    "line": {"reason": "effacé"},
}
CHANGES = {
    "decision": [
        {"facts": {"age": 3}, "reasons": []},
        {"facts": {}},
        {"facts": {}, "reasons": [], "passes": 3},
        {"facts": {}, "reasons": [], "decided_by": "Autre"},
    ],
    "request": [
        {"status": "rsa"},
        {"status": "", "proof_kind": "", "proof_dated_on": None, "filed_on": DUE},
        {"status": "", "proof_kind": "", "proof_dated_on": None, "channel": "alone"},
    ],
    "line": [{"reason": "autre"}, {"reason": ""}, {"reason": "effacé", "passes": 1}],
}


def change(row, **values):
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)


def delete(row):
    with transaction.atomic(), connection.cursor() as cursor:
        table = row._meta.db_table
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])  # noqa: S608


@pytest.mark.parametrize("name", ERASURES)
def test_the_database_refuses_the_erased_value_while_the_person_is_known(rows, name):
    with pytest.raises(IntegrityError, match="append-only"):
        change(rows[name], **ERASURES[name])


@pytest.mark.parametrize(
    ("name", "values"), [(name, values) for name, each in CHANGES.items() for values in each]
)
def test_the_database_lets_nothing_else_pass_once_the_person_is_erased(rows, name, values):
    gone = {**actions.OF_PERSON, "erased_on": TODAY, "erased_for": "due"}
    Person.objects.filter(pk=rows["person"].pk).update(**gone)

    with pytest.raises(IntegrityError, match="append-only"):
        change(rows[name], **values)
    with pytest.raises(IntegrityError, match="append-only"):
        delete(rows[name])
    change(rows[name], **ERASURES[name])


@pytest.mark.parametrize("name", ERASURES)
def test_what_is_erased_is_never_filled_again(rows, name):
    filled = {key: getattr(rows[name], key) for key in ERASURES[name]}
    erase(rows["person"], on=TODAY, **ASKED)

    with pytest.raises(IntegrityError, match="append-only"):
        change(rows[name], **filled)


@pytest.mark.parametrize(
    "values", [{"last_name": "Duhem"}, {"erased_on": None}, {"commune": None}, {"erased_for": ""}]
)
def test_somebody_erased_never_changes(rows, values):
    erase(rows["person"], on=TODAY, **ASKED)

    with pytest.raises(DatabaseError, match="append-only"):
        change(rows["person"], **values)
    with pytest.raises(DatabaseError, match="append-only"):
        delete(rows["person"])


@pytest.mark.parametrize("left", [*actions.OF_PERSON, "erased_for"])
def test_the_database_refuses_to_erase_by_halves(left):
    person = PersonFactory(phone="0321000000")
    gone = {**actions.OF_PERSON, "erased_on": TODAY, "erased_for": "due"}

    with pytest.raises(IntegrityError, match="person_known_or_erased"):
        change(person, **{key: value for key, value in gone.items() if key != left})


def test_the_database_refuses_to_empty_somebody_known():
    with pytest.raises(IntegrityError, match="person_known_or_erased"):
        change(PersonFactory(), born_on=None)


def test_two_erased_people_share_nothing():
    first = PersonFactory()
    other = PersonFactory(programme=first.programme)
    erase(first)
    erase(other)

    assert Person.objects.filter(identity_key="").count() == 2
    assert DecisionFactory().request.person.erased_on is None
    assert Pass.objects.count() == 0
