"""What the database itself refuses of the end of a validity."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from distribution.models import Order
from expiry.actions import extensions
from expiry.models import Answer, CreditNote, Extension, Milestone, Statement, StatementLine
from tests.factories.distribution import DepotFactory, person_of
from tests.factories.expiry import ENDS, credit, establish, order_of, propose, reach
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
LATER = dt.date(2023, 12, 31)


@pytest.fixture
def depot():
    return DepotFactory(programme=ProgrammeFactory(with_calendar=True))


@pytest.fixture
def order(depot):
    return order_of(depot)


def refused(match):
    return pytest.raises(IntegrityError, match=match)


def test_an_end_moves_by_two_people_alone(order):
    with refused("its end is printed"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(valid_until=LATER)
    propose(order)
    with refused("its end is printed"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(valid_until=LATER)
    with refused("its passes are printed"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(valid_from=dt.date(2022, 1, 1))


def test_an_end_never_moves_once_what_is_left_is_stated(order):
    made = propose(order)
    extensions.refuse(made, refusal="Non", by=person_of(order.lots.get(), Role.COMPTABLE))
    establish(order)
    with refused("its end is printed"), transaction.atomic():
        forced = propose_anyway(order)
        Order.objects.filter(pk=order.pk).update(valid_until=forced.new_end)


def propose_anyway(order):
    people = [person_of(order.lots.get()).user_id for _ in range(2)]
    facts = {"former_end": order.valid_until, "new_end": LATER, "text": "T", "reason": "R"}
    return Extension.objects.create(
        order=order,
        state="in_force",
        proposed_at=made_at(order),
        proposed_by_id=people[0],
        decided_at=made_at(order),
        decided_by_id=people[1],
        **facts,
    )


def made_at(order):
    return order.lots.get().activated_at


@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_is_written_stays(depot, order, act):
    (milestone,) = reach(order, ENDS - dt.timedelta(30))
    Answer.objects.create(
        milestone=milestone, depot=depot, carnets=3, expected=3, said_at=made_at(order), said_by="X"
    )
    propose_decided(order)
    credit(order)
    for model, field in (
        (Milestone, "issued_carnets"),
        (Answer, "carnets"),
        (Statement, "stated_by"),
        (StatementLine, "carnets"),
        (CreditNote, "issued_by"),
        (Extension, "text"),
    ):
        row = model.objects.first()
        with refused("append-only"), transaction.atomic():
            rows = model.objects.filter(pk=row.pk)
            if act == "update":
                rows.update(**{field: getattr(row, field)})
            else:
                rows._raw_delete(rows.db)


def propose_decided(order):
    made = propose(order)
    extensions.refuse(made, refusal="Non", by=person_of(order.lots.get(), Role.COMPTABLE))


def test_a_credit_note_is_what_was_stated(order):
    stated = establish(order)
    note = {"statement": stated, "issued_on": stated.stated_on, "issued_at": stated.stated_at}
    note |= {"issued_by": "X", "document": b"x", "document_hash": "x"}
    for passes, amount in ((29, 290), (30, 290), (30, 300)):  # the last leaves passes to spend
        with refused("stated for"), transaction.atomic():
            CreditNote.objects.create(passes=passes, amount=amount, **note)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("milestone_counts_in_order", {"injected_carnets": 4}),
        ("milestone_counts_in_order", {"stock_passes": 31}),
        ("milestone_counts_in_order", {"started_carnets": 1}),
        ("milestone_counts_in_order", {"spent_passes": 1}),
        ("milestone_once", {}),
    ],
)
def test_the_counts_of_a_milestone_are_in_order(order, constraint, wrong):
    (made,) = reach(order, ENDS - dt.timedelta(30))
    made.pk, made.public_id = None, order.public_id
    made.kind = "alert" if constraint == "milestone_once" else "stop"
    for name, value in wrong.items():
        setattr(made, name, value)
    with refused(constraint), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("answer_explains_its_gap", {"carnets": 2}),
        ("answer_to_one", {"milestone": None}),
    ],
)
def test_an_answer_is_to_one_thing_and_explains_its_gap(depot, order, constraint, wrong):
    (milestone,) = reach(order, ENDS - dt.timedelta(30))
    given = {"milestone": milestone, "depot": depot, "carnets": 3, "expected": 3}
    with refused(constraint), transaction.atomic():
        Answer.objects.create(**given | wrong, said_at=made_at(order), said_by="X")


@pytest.mark.parametrize("of", ["milestone", "statement"])
def test_a_store_answers_a_thing_once(depot, order, of):
    (milestone,) = reach(order, ENDS - dt.timedelta(30))
    asked = {"milestone": milestone} if of == "milestone" else {"statement": establish(order)}
    given = {"depot": depot, "carnets": 3, "expected": 3, "said_at": made_at(order), "said_by": "X"}
    Answer.objects.create(**asked, **given)
    with refused(f"answer_once_a_{of}"), transaction.atomic():
        Answer.objects.create(**asked, **given)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("extension_is_later", {"new_end": ENDS}),
        ("extension_says_why", {"text": ""}),
        ("extension_says_why", {"reason": ""}),
        ("extension_decided_at", {"state": "refused"}),
        ("extension_decided_by", {"state": "refused", "decided_at": "2023-05-15T10:00:00Z"}),
    ],
)
def test_an_extension_says_what_when_and_by_whom(order, constraint, wrong):
    made = propose(order)
    with refused(constraint), transaction.atomic():
        Extension.objects.filter(pk=made.pk).update(**wrong)


def test_an_extension_is_in_force_by_another_person_and_one_is_open(order):
    made = propose(order)
    decided = {"decided_at": made.proposed_at, "decided_by": made.proposed_by_id}
    with refused("extension_by_two"), transaction.atomic():
        Extension.objects.filter(pk=made.pk).update(state="in_force", **decided)
    made.pk, made.public_id = None, order.public_id
    with refused("extension_one_open_an_order"), transaction.atomic():
        made.save(force_insert=True)


def test_a_line_of_a_statement_is_of_passes_and_once(depot, order):
    line = establish(order).lines.get()
    given = {"statement": line.statement, "depot": depot, "lot": line.lot}
    with refused("statement_line_once"), transaction.atomic():
        StatementLine.objects.create(**given, carnets=1, passes=1, amount=10)
    given["depot"] = DepotFactory(programme=depot.programme)
    for wrong in (
        {"carnets": 0, "passes": 0, "amount": 1},
        {"carnets": 2, "passes": 1, "amount": 1},
    ):
        with refused("statement_line_of_passes"), transaction.atomic():
            StatementLine.objects.create(**given, **wrong)


def test_a_credit_note_keeps_its_document(order):
    stated = establish(order)
    with refused("credit_note_keeps_it"), transaction.atomic():
        CreditNote.objects.create(
            statement=stated,
            issued_on=stated.stated_on,
            issued_at=stated.stated_at,
            issued_by="X",
            passes=30,
            amount=300,
            document=b"",
            document_hash="",
        )
