import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from conventions.enums import ClauseKind, ConventionState
from conventions.models import Convention
from finance.actions import funding_keys
from finance.readings.statements import statements_of
from reporting.readings import passes_by_month, quarters, reports
from reporting.readings.indicators import Holder
from reporting.rules import Quarter
from tests.factories.accounts import NOON
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


STEPS = [
    {"day": "2022-12-31", "number": 30_000},
    {"day": "2021-12-31", "number": 8_000},
    {"day": "2023-07-30", "number": 50_000},
]


@pytest.fixture
def stepped(convention):
    """The convention with the steps of a text."""
    kind = ClauseKind.DEPLOYMENT_STEPS
    clause(convention, kind, table=STEPS, effective_on=SIGNED, article="6")
    return convention


def test_the_steps_of_a_text_rule_over_the_straight_line(stepped):
    found = content(stepped)["schedule"]

    assert (found["label"], found["source"]) == (
        "échéancier de la convention",
        "article\u00a06, convention",
    )
    assert (found["before"], found["reached"]) == (30_000, 30_000)
    assert found["steps"][0] == ["2021-12-31", 8_000]
    assert content(stepped, Quarter(dt.date(2022, 7, 1)))["schedule"]["reached"] == 8_000


def test_steps_alone_give_the_number_of_passes_and_the_days():
    convention = state_convention(passes_target=None, action_end=None, action_start=None)
    kind = ClauseKind.DEPLOYMENT_STEPS
    clause(convention, kind, table=STEPS, effective_on=SIGNED)
    terms = convention.clauses_in_force(Q1.ends_on)
    convention.signed_on = None

    schedule = passes_by_month.schedule_of(convention, terms)

    assert (schedule.total, schedule.starts_on, schedule.ends_on) == (
        50_000,
        SIGNED,
        dt.date(2023, 7, 30),
    )


def test_passes_are_counted_by_civil_year_beside_those_expected_in_it(stepped, depot):
    last_day = dt.date(2022, 12, 31)
    carnet = hand_out(depot, on=last_day).carnets.select_related("lot__programme").get()
    spend(carnet, 3, on=last_day)
    spend(carnet, 1, on=Q1.starts_on)

    assert content(stepped)["years"] == [
        {"ends_on": "2021-12-31", "spent": 0, "reached": 0, "expected": 8_000},
        {"ends_on": "2022-12-31", "spent": 3, "reached": 3, "expected": 22_000},
        {"ends_on": "2023-03-31", "spent": 1, "reached": 4, "expected": 0},
    ]


def test_years_without_a_schedule_expect_nothing(depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 1, on=Q1.starts_on)

    spent = passes_by_month.spent_by_month(depot.programme, None, Q1.ends_on)
    (year,) = passes_by_month.years_of(spent, None, Q1.ends_on)

    assert (year.name, year.spent, year.expected) == (
        "2023, jusqu’au 31\u00a0mars\u00a02023",
        1,
        None,
    )
    assert passes_by_month.years_of({}, None, dt.date(2022, 12, 31)) == []


@pytest.mark.parametrize(
    ("day", "spent", "said"),
    [
        ((2021, 12, 31), 8_010, "8\u00a0000\u00a0prévus\u00a0: 10 de plus"),
        ((2021, 12, 31), 8_000, "8\u00a0000\u00a0prévus\u00a0: autant"),
        (
            (2022, 1, 1),
            1,
            "1er\u00a0janvier\u00a02022, pour 8\u00a0000\u00a0prévus\u00a0: 7\u00a0999 de moins",
        ),
    ],
)
def test_the_gap_is_counted_in_passes_spent(stepped, day, spent, said):
    schedule = passes_by_month.schedule_of(stepped, stepped.clauses_in_force(Q1.ends_on))
    months = [passes_by_month.Month(dt.date(2021, 12, 1), 9_999, spent, 8_000)]

    assert said in passes_by_month.finding_of(months, schedule, dt.date(*day))


@pytest.mark.parametrize("missing", ["passes_target", "action_end"])
def test_a_convention_that_does_not_say_enough_has_no_schedule(missing):
    convention = state_convention(**{missing: None})

    found = content(convention)

    assert found["schedule"] is None
    assert found["months"] == []


def test_a_convention_counts_from_its_signature_else_from_what_its_texts_give(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    found = [quarters.first_day(convention, terms)]
    convention.signed_on = None
    found.append(quarters.first_day(convention, terms))
    del terms[ClauseKind.ACTION_START]
    convention.voted_on = dt.date(2021, 2, 8)
    found.append(quarters.first_day(convention, terms))
    convention.voted_on = None
    found.append(quarters.first_day(convention, terms))

    assert [(one.on, one.origin) for one in found] == [
        (SIGNED, "signature"),
        (dt.date(2021, 1, 1), "premier jour éligible"),
        (dt.date(2021, 2, 8), "vote"),
        (SIGNED, "effet de ses clauses"),
    ]
    assert passes_by_month.schedule_of(convention, {}) is None


def test_nothing_is_reported_before_the_first_text_of_an_undated_convention(convention):
    convention.signed_on = convention.voted_on = None

    assert quarters.quarters_to_report(convention, dt.date(2019, 6, 30)) == []
    assert content(convention, Quarter(dt.date(2019, 1, 1)))["convention"]["counted_from"] is None


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

    money = content(convention)["money"]
    (statement,) = statements_of([convention], Q1.ends_on)
    assert Decimal(money["state_share"]) == statement.totals["share_reached"]
    assert money == {
        "sources": [
            "Base de règlement\u00a0: convention",
            "Taux d’aide énoncé\u00a0: convention",
            "Budget du projet\u00a0: convention",
            "Plafond des coûts annexes, du total\u00a0: convention",
        ],
        "without_key": "",
        "consumed": "40.00",
        "engineering": "55000.00",
        "engineering_cap": "55000.00",
        "outside": "5000.00",
        "advance": None,
        "to_repay": None,
        "state_share": "27520.00",
        "rate": "50.00",
        "maximum": "275000.00",
    }


def test_the_pace_and_the_volumes_count_the_passes_that_the_convention_pays(convention, depot):
    rival = state_convention(convention.programme)
    carnets = [
        hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
        for _ in range(2)
    ]
    for passes, carnet in zip((2, 5), carnets, strict=True):
        spend(carnet, passes, on=Q1.ends_on)
    for payer, carnet in zip((convention, rival), carnets, strict=True):
        bounds = {"first_carnet": carnet.number, "last_carnet": carnet.number}
        funding_keys.assign(carnet.lot, payer, **bounds, by=SYSTEM.at(NOON))

    found = content(convention)

    assert volumes(found)["spent"] == (2, 2)
    assert found["years"][-1]["reached"] == found["months"][-1]["spent"] == 2
    assert found["money"]["consumed"] == "20.00"


def test_what_waits_for_a_key_is_frozen_with_the_report(convention, depot):
    state_convention(convention.programme)
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 4, on=Q1.ends_on)

    money = content(convention)["money"]

    assert (money["consumed"], money["without_key"]) == ("0.00", "4\u00a0pass consommés")


def test_a_closed_convention_is_reported_up_to_the_quarter_of_its_end(convention):
    convention.ended_on = dt.date(2022, 5, 10)

    found = quarters.quarters_to_report(convention, dt.date(2023, 5, 15))

    assert found[-1].starts_on == dt.date(2022, 4, 1)


def test_an_advance_is_reported_with_what_is_to_repay():
    advance = {"basis": {"text": "advance"}, "grant_max": {"amount": Decimal(488_900)}}
    convention = state_convention(eligible_base={"amount": Decimal(763_900)}, **advance)
    assert quarters.reported_convention(convention.programme) == convention

    money = content(convention)["money"]

    assert (money["advance"], money["to_repay"]) == ("488900.00", "488900.00")
    assert money["state_share"] == "0.00"


def test_without_a_rate_nor_a_cap_the_share_is_not_computed():
    silent = state_convention(aid_rate=None, engineering_cap=None)
    ExpenseFactory(programme=silent.programme, engineering=True, paid=True)

    found = content(silent)["money"]

    assert (found["state_share"], found["engineering_cap"]) == (None, None)
    assert found["engineering"] == "100.00"


def test_hidden_groups_whose_names_sort_alike_keep_one_order_for_ever():
    labels = ["bénéficiaires du RSA", "Bénéficiaires du RSA", "BENEFICIAIRES du RSA"]
    holders = [Holder(1, label, False, "EPCI", "62", 10, 0) for label in labels]

    found = reports.people_of(holders)["by_category"]

    assert [one["label"] for one in found] == sorted(labels)


def test_a_closed_convention_is_still_reported_and_a_signed_one_comes_first(convention):
    ended = {"ended_on": dt.date(2023, 4, 30), "ended_at": NOON, "state": ConventionState.CLOSED}
    Convention.objects.filter(pk=convention.pk).update(**ended)
    assert quarters.reported_convention(convention.programme) == convention

    signed = state_convention(convention.programme)

    assert quarters.reported_convention(convention.programme) == signed


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

    months = passes_by_month.months_of(convention.programme, {}, schedule, eve)

    assert {month.handed_out for month in months} == {None}
    found = passes_by_month.finding_of(months, schedule, eve)
    assert found.endswith("rien n’était encore prévu")


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
