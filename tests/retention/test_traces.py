"""Nothing that names or describes a person is left anywhere, and one list says what stays."""

import datetime as dt

import pytest
from django.db import connection, models
from django.urls import reverse

from accounts.enums import Role
from accounts.models import SignIn
from accounts.session_store import SessionStore
from audit.actors import SYSTEM
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Decision, Person
from distribution.models import Carnet, HandOut
from incidents.actions import block, lift
from reporting.pages.register import OF_ACCOUNT, personal_columns
from retention import actions
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import version_of
from tests.factories.distribution import DepotFactory
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LAST, FIRST, PHONE = "Zyxkanari", "Wolfganga", "0698765432"
PLANTED = (LAST, FIRST, PHONE, "1961-07-23")
TEXT = (models.CharField, models.TextField, models.JSONField)


def tied_to(model, path=""):
    """Each model whose rows point at a person, straight or by others, and the path to them."""
    for relation in model._meta.related_objects:
        if not relation.many_to_many:
            back = f"{relation.field.name}__{path}" if path else relation.field.name
            yield relation.related_model, back
            if relation.related_model is not model:
                yield from tied_to(relation.related_model, back)


def told():
    """The columns that tell of a person, by the label of each model tied to one."""
    found = {}
    for model, _ in {(Person, ""), *tied_to(Person)}:
        kinds = personal_columns(model).items()
        declared = {name for kind, names in kinds if kind != OF_ACCOUNT for name in names}
        texts = {
            one.name
            for one in model._meta.concrete_fields
            if isinstance(one, TEXT) and not one.choices
        }
        if columns := declared | texts:
            found[model._meta.label] = columns
    return found


def dealt_with():
    """The same columns, as the list of traces erases or keeps them."""
    kept, erased = actions.KEPT_OF_PERSON.split(), actions.OF_PERSON
    found = {"beneficiaries.Person": {*kept, *erased}}
    for trace in actions.TRACES:
        gone = trace.erased if trace.erased is not None else told()[trace.model._meta.label]
        found.setdefault(trace.model._meta.label, set()).update(gone, trace.kept.split())
    return found


def test_the_list_deals_with_every_column_that_tells_of_a_person():
    assert dealt_with() == told()


def test_every_path_of_the_list_leads_to_the_person():
    paths = {(model, path) for model, path in tied_to(Person)}

    assert {(one.model, one.path) for one in actions.TRACES} <= paths


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(name for (name,) in cursor.fetchall())


def holding(word):
    """The tables that have a row in which a word stands, as text or as bytes; and the sessions."""
    found = []
    as_bytes = word.encode().hex()
    with connection.cursor() as cursor:
        for table in tables():
            rows = f'SELECT 1 FROM "{table}" kept WHERE kept::text ILIKE ANY (%s) LIMIT 1'  # noqa: S608
            cursor.execute(rows, [[f"%{word}%", f"%{as_bytes}%"]])
            found += [table] if cursor.fetchone() else []
    for row in SignIn.objects.all():
        opened = SessionStore().decode(row.session_data)
        found += ["session"] if word.lower() in str(opened).lower() else []
    return found


@pytest.fixture
def depot():
    depot = DepotFactory(programme=ProgrammeFactory(with_calendar=True), carnets=2)
    version_of(depot.programme)
    CommuneFactory()
    return depot


@pytest.fixture
def desk(client, depot):
    return sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))


IDENTITY = {
    "last_name": LAST,
    "first_name": FIRST,
    "born_on": "23/07/1961",
    "commune": "Arras",
    "phone": PHONE,
}


def deal(desk, depot):
    """Whatever an agent may type of a person, through every page that takes it."""
    register = reverse("beneficiaries:register")
    assert desk.post(register, IDENTITY, follow=True).status_code == 200
    desk.post(register, IDENTITY, follow=True)
    person = Person.objects.get()
    searched(desk, reverse("beneficiaries:index"), q=LAST)
    request = reverse("beneficiaries:request", args=[person.public_id])
    filing = {
        "public_id": "0b8e7f9c-0f7b-4c55-9a8b-1f2f43f0a111",
        "filed_on": "15/05/2023",
        "status": "jobseeker",
        "channel": "accompanied",
        "proof_kind": f"Attestation de {FIRST} {LAST}",
        "proof_dated_on": "10/05/2023",
    }
    desk.post(request, filing, follow=True)
    decision = Decision.objects.get()
    hand_out = reverse("distribution:hand-out", args=[decision.public_id])
    desk.post(hand_out, {"depot": depot.public_id, "first_carnet": "1"}, follow=True)
    given = HandOut.objects.get()
    undo = reverse("distribution:undo-hand-out", args=[given.public_id])
    desk.post(undo, {"reason": f"Rendu par {LAST}"}, follow=True)
    return person


def lose(desk, depot):
    """The carnet is handed out again, lost, then found."""
    hand_out = reverse("distribution:hand-out", args=[Decision.objects.get().public_id])
    desk.post(hand_out, {"depot": depot.public_id, "first_carnet": "1"}, follow=True)
    when = {"on": dt.date(2023, 5, 15), "by": SYSTEM.at(NOON)}
    carnet = Carnet.objects.get(hand_out__isnull=False)
    made = block(carnet, cause="lost", note=f"Dit par {LAST}", **when)
    lift(made, reason=f"Retrouvé par {LAST}", **when)


def known_elsewhere(client, depot):
    """Another structure is told that the person is known."""
    other = ParticipationFactory(
        programme=depot.programme, organisation=OrganisationFactory()
    ).organisation
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=other))
    answer = client.post(reverse("beneficiaries:register"), IDENTITY)
    assert "déjà enregistrée par une autre structure" in answer.text


def test_nothing_of_a_person_is_left_in_the_database(client, desk, depot):
    person = deal(desk, depot)
    lose(desk, depot)
    known_elsewhere(client, depot)
    planted = {word: holding(word) for word in PLANTED}
    assert {
        "beneficiaries_person",
        "beneficiaries_request",
        "distribution_stockline",
        "incidents_block",
    } <= set(planted[LAST])
    assert all(planted.values())

    actions.erase(person, on=dt.date(2024, 2, 1), reason=ErasedFor.OBJECTION, by=SYSTEM.at(NOON))

    assert {word: holding(word) for word in PLANTED} == {word: [] for word in PLANTED}


def test_what_stands_in_bytes_or_in_a_session_is_found(client, desk):
    session = client.session
    session["said"] = f"{LAST} est enregistrée"
    session.save()

    assert holding(LAST) == ["session"]
