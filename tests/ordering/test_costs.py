"""What an order costs, committed on a budget line and given back when it is cancelled."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from budget.actions.commitments import OverBudget
from budget.actions.subsidies import LineOfAnotherProgramme
from budget.models import Commitment
from common.past_days import DayBeforeCause
from ordering.actions import costs, lots
from ordering.models import Cost
from tests.distribution.attempts import refused
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.budget import BudgetLineFactory
from tests.factories.distribution import JOURNAL, LotFactory, person_of
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ON = dt.date(2022, 9, 15)


@pytest.fixture
def order():
    """Of 40 passes: 400 euros."""
    return LotFactory(programme=ProgrammeFactory(), carnets=4, state="ordered").order


@pytest.fixture
def line(order):
    return BudgetLineFactory(programme=order.programme, available=Decimal("500.00"))


def add(order, line, kind="passes", **more):
    return costs.add(order, kind=kind, line=line, **{"on": ON, **more}, **JOURNAL)


def balance(line):
    line.refresh_from_db()
    return line.balance


def test_the_face_value_is_computed_and_committed(order, line):
    cost = add(order, line)

    assert (cost.amount, cost.with_tax) == (Decimal(400), Decimal(400))
    assert cost.commitment.subject == "Commande C-1\u00a0: Valeur faciale"
    assert balance(line) == Decimal(100)
    event = Event.objects.get(verb="order.cost_committed")
    assert event.details == {"kind": "passes", "amount": "400.00"}


def test_fees_commit_what_they_cost_with_tax(order, line):
    cost = add(order, line, "fees", amount=Decimal(50), with_tax=Decimal(60), label=" Livraison ")

    assert str(cost) == "Livraison"
    assert cost.commitment.amount == Decimal(60)


def test_a_line_that_has_not_enough_left_refuses_in_its_own_words(order, line):
    add(order, line)

    with pytest.raises(OverBudget, match="Il manque"):
        add(order, line, "fees", amount=Decimal(101))
    assert Cost.objects.count() == Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "again", "why", "field"),
    [
        ({}, {}, costs.CostKnown, "kind"),
        (
            {"kind": "fees", "amount": Decimal(1)},
            {"kind": "fees", "amount": Decimal(2)},
            costs.CostKnown,
            "label",
        ),
        (
            {},
            {"kind": "fees", "amount": Decimal(2), "with_tax": Decimal(1)},
            costs.LessWithTax,
            "with_tax",
        ),
    ],
)
def test_what_cannot_be_committed_is_said_at_its_field(order, line, first, again, why, field):
    add(order, line, **first)

    with pytest.raises(why) as refusal:
        add(order, line, **again)
    assert refusal.value.field == field


def test_a_line_of_another_programme_is_refused(order):
    with pytest.raises(LineOfAnotherProgramme):
        add(order, BudgetLineFactory())


def test_a_cancelled_order_gives_back_all_that_it_commits_and_commits_no_more(order, line):
    add(order, line)
    add(order, line, "engineering", amount=Decimal(20))
    by = person_of(order.lots.get())
    with pytest.raises(DayBeforeCause, match="l’engagement"):
        lots.cancel_order(order, on=dt.date(2022, 9, 14), note="Revu", by=by)

    lots.cancel_order(order, on=ON, note="Revu", by=by)
    assert balance(line) == Decimal(500)
    with pytest.raises(costs.OrderCancelled):
        add(order, line, "fees", amount=Decimal(1))


def test_a_cancelled_lot_gives_back_its_face_value_alone(order, line):
    other = order.lots.create(
        programme=order.programme,
        code="lot-2",
        passes_per_carnet=5,
        first_carnet=5,
        last_carnet=6,
        first_serial=41,
        last_serial=50,
        key_id=order.lots.get().key_id,
    )
    wide = BudgetLineFactory(programme=order.programme)
    add(order, wide, "fees", amount=Decimal(30))
    assert add(order, line).amount == Decimal(500)

    lots.cancel(other, on=ON, note="Revu", by=person_of(other))
    assert balance(line) == Decimal(100)
    assert balance(wide) == Decimal(9970)


def test_the_database_refuses_a_second_face_value_and_less_with_tax(order, line):
    cost = add(order, line)
    other = add(order, line, "fees", amount=Decimal(10))
    change = Cost.objects.filter(pk=other.pk).update

    refused("cost_one_face_value", change, kind="passes", label="autre")
    refused("cost_with_tax", change, with_tax=Decimal(9))
    refused("ordering_cost_commitment_id_key", change, commitment=cost.commitment)


@pytest.fixture
def page(client, order):
    finance = UserFactory(role=Role.FINANCE, organisation=order.programme.authority)
    sign_in(client, finance)
    return reverse("ordering:add-cost", args=[order.public_id])


def test_finance_commits_a_cost_by_page(client, page, order, line):
    shown = reverse("ordering:order", args=[order.public_id])
    assert page in client.get(shown).text
    assert "la valeur faciale : elle est de 400,00 €" in words(client.get(page))

    typed = {"kind": "passes", "line": line.pk, "on": "15/05/2023"}
    answer = client.post(page, typed)
    *_, said = get_messages(answer.wsgi_request)
    assert "400,00 € engagés : Valeur faciale. Il reste 100,00 €" in str(said).replace(
        "\u00a0", " "
    )
    assert "400,00 € engagés" in words(client.get(shown))
    assert "ce coût de la commande est déjà engagé" in words(client.post(page, typed))


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"kind": "fees"}, "amount", "Indiquez le montant HT."),
        ({"kind": "passes", "amount": "3"}, "amount", "La valeur faciale se calcule"),
        ({"kind": "passes", "with_tax": "3"}, "with_tax", "n’a pas de taxe"),
        ({"kind": "fees", "amount": "501"}, "amount", "Il manque"),
    ],
)
def test_a_wrong_cost_is_said_at_its_field(client, page, line, typed, field, why):
    answer = client.post(page, {"line": line.pk, "on": "15/05/2023"} | typed)

    assert why in str(answer.context["form"].errors[field])
    assert not Commitment.objects.exists()
