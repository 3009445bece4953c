import datetime as dt
from decimal import Decimal

import pytest

from conventions.enums import ClauseKind
from reporting.readings import passes_by_month, quarters, reports
from reporting.rules import Quarter
from tests.factories.beneficiaries import CategoryFactory, PersonFactory, version_of
from tests.factories.conventions import AvenantFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.finance import ExpenseFactory
from tests.factories.findings import clause
from tests.factories.reporting import SIGNED, spend, state_convention

pytestmark = pytest.mark.django_db
Q1 = Quarter(dt.date(2023, 1, 1))
Q2 = Q1.next
VOTED = dt.date(2023, 5, 15)


@pytest.fixture
def convention():
    return state_convention()


@pytest.fixture
def depot(convention):
    return DepotFactory(programme=convention.programme, carnets=8)


def content(convention, quarter=Q1):
    return reports.content_of(convention, quarter)


def volumes(found):
    return {row["name"]: (row["period"], row["reached"]) for row in found["volumes"]}


def test_volumes_tell_the_quarter_apart_from_what_is_reached(convention, depot):
    first = hand_out(depot, on=dt.date(2022, 12, 31)).carnets.select_related("lot__programme").get()
    second = hand_out(depot, on=dt.date(2023, 1, 1)).carnets.select_related("lot__programme").get()
    spend(first, 2, on=dt.date(2022, 12, 31))
    spend(first, 1, on=dt.date(2023, 3, 31))
    spend(second, 5, on=dt.date(2023, 4, 1))

    assert volumes(content(convention)) == {
        "ordered": (0, 80),
        "delivered": (0, 80),
        "active": (0, 80),
        "in_stock": (-10, 60),
        "handed_out": (10, 20),
        "carnets_started": (0, 1),
        "spent": (1, 3),
    }


def test_the_schedule_is_the_straight_line_from_the_signature_to_the_end_in_force(convention):
    found = content(convention)["schedule"]

    assert found["label"] == "hypothèse linéaire"
    assert (found["starts_on"], found["ends_on"]) == ("2021-03-11", "2023-07-30")
    assert found["before"] == 50_000 * 661 // 872
    assert found["reached"] == 50_000 * 751 // 872


@pytest.mark.parametrize("missing", ["passes_target", "action_end"])
def test_a_convention_that_does_not_say_enough_has_no_schedule(missing):
    convention = state_convention(**{missing: None})

    found = content(convention)

    assert found["schedule"] is None
    assert found["months"] == []


def test_without_a_day_of_signature_passes_are_expected_from_the_start_of_the_action(convention):
    convention.signed_on = None
    terms = convention.clauses_in_force(Q1.ends_on)

    assert quarters.first_day(convention, terms) == dt.date(2021, 1, 1)
    assert quarters.first_day(convention, {}) is None


def test_an_end_before_the_signature_makes_no_schedule(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    terms[ClauseKind.ACTION_END].day = SIGNED - dt.timedelta(days=1)

    assert passes_by_month.schedule_of(convention, terms) is None


def test_an_avenant_is_told_as_it_stood_on_the_last_day_of_the_quarter(convention):
    avenant = AvenantFactory(
        convention=convention,
        signed=True,
        number=1,
        voted_on=VOTED,
        signed_on=dt.date(2023, 7, 1),
        deliberation=DeliberationFactory(programme=convention.programme, number="2023-204"),
    )

    assert content(convention)["avenants"] == []
    (told,) = content(convention, Q2)["avenants"]
    assert (told["state"], told["voted_on"], told["signed_on"]) == ("voted", "2023-05-15", None)
    assert told["deliberation"] == "2023-204"
    (since,) = reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 7, 30))
    assert (since["state"], since["signed_on"]) == ("signed", str(avenant.signed_on))
    assert reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 6, 30)) == []


def test_small_counts_of_people_leave_no_figure_of_theirs(convention, depot):
    far = CategoryFactory(
        version=version_of(convention.programme), label="RSA", is_far_from_employment=True
    )
    for number in range(6):
        person = PersonFactory(programme=convention.programme, registered_by=depot.organisation)
        given = hand_out(depot, person=person, on=Q1.starts_on)
        if number == 0:
            rsa = given.decision
    assert far.pk != rsa.category_id

    found = content(convention)["people"]

    assert found["reached"] == 6
    assert found["by_category"] == [
        {"label": "Demandeurs d’emploi", "people": 6, "handed_out": 60, "spent": 0}
    ]
    assert found["far_handed_out"] == 0


def test_a_group_of_less_than_five_hides_the_gauge_and_the_total(convention, depot):
    category = version_of(convention.programme).categories.get()
    category.is_far_from_employment = True
    category.save()
    hand_out(depot, on=Q1.starts_on)

    found = content(convention)["people"]

    assert (found["reached"], found["far_handed_out"]) == (None, None)
    assert found["by_category"] == [
        {"label": category.label, "people": None, "handed_out": None, "spent": None}
    ]


def test_the_share_of_the_state_takes_engineering_up_to_its_cap(convention, depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 4, on=Q1.ends_on)
    for amount, on in (("60000.00", Q1.ends_on), ("1.00", Q2.starts_on)):
        ExpenseFactory(
            programme=convention.programme,
            engineering=True,
            amount=Decimal(amount),
            paid_on=on,
            mandat_number="7",
        )

    assert content(convention)["money"] == {
        "consumed": "40.00",
        "engineering_paid": "60000.00",
        "engineering_cap": "55000.00",
        "engineering_kept": "55000.00",
        "state_share": "27520.00",
        "rate": "50.00",
        "maximum": "275000.00",
    }


def test_without_a_rate_nor_a_cap_the_share_is_not_computed(convention):
    silent = state_convention(convention.programme, aid_rate=None, engineering_cap=None)
    ExpenseFactory(programme=convention.programme, engineering=True, paid=True)

    found = content(silent)["money"]

    assert (found["state_share"], found["engineering_cap"]) == (None, None)
    assert found["engineering_kept"] == "100.00"


def test_services_are_those_of_the_quarter(convention, depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 2, on=Q1.ends_on)
    spend(carnet, 3, on=Q2.starts_on)

    (service,) = content(convention)["services"]

    assert service == {
        "service": "procedures",
        "label": "Aide aux démarches administratives",
        "sessions": 1,
        "passes": 2,
        "places": 1,
    }


def test_before_its_first_month_a_schedule_counts_no_pass_handed_out(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    schedule = passes_by_month.schedule_of(convention, terms)
    eve = SIGNED.replace(day=1) - dt.timedelta(days=1)

    months = passes_by_month.months_of(convention.programme, schedule, eve)

    assert {month.handed_out for month in months} == {None}
    assert passes_by_month.finding_of(months, schedule).startswith("0 pass remis sur 50")


def test_what_a_convention_does_not_say_is_left_empty_and_an_avenant_is_named(convention):
    convention.signed_on = convention.deliberation = None
    avenant = AvenantFactory(convention=convention, signed=True, number=1)
    clause(
        convention,
        ClauseKind.ACTION_END,
        avenant=avenant,
        day=dt.date(2023, 12, 31),
        effective_on=Q1.starts_on,
        article="2",
    )

    told = content(convention)["convention"]

    assert (told["signed_on"], told["deliberation"]) == (None, "")
    assert (told["ends_on"], told["ends_by"]) == (
        "2023-12-31",
        "article\u00a02, avenant n°\u00a01",
    )
