"""The schedule of a convention and the passes spent beside it, and the quarters that it covers."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from conventions.enums import ClauseKind, ConventionState
from conventions.models import Convention
from deliberations.models import Deliberation
from finance.actions import funding_keys
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from reporting.readings import indicators, passes_by_month, quarters, reports
from reporting.rules import Quarter
from tests.factories.accounts import NOON
from tests.factories.deliberations import CalendarFactory, DeliberationFactory
from tests.factories.distribution import hand_out
from tests.factories.findings import clause
from tests.factories.reporting import SIGNED, spend, state_convention

pytestmark = pytest.mark.django_db


Q1 = Quarter(dt.date(2023, 1, 1))


def content(convention, quarter=Q1):
    return reports.content_of(convention, quarter)


def volumes(found):
    return {row["name"]: (row["period"], row["reached"]) for row in found["volumes"]}


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
    convention.signed_on = convention.voted_on = None

    schedule = passes_by_month.schedule_of(convention, terms, Q1.ends_on)

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

    spent = indicators.spent_by_month(Spending(depot.programme, Q1.ends_on))
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
    schedule = passes_by_month.schedule_of(
        stepped, stepped.clauses_in_force(Q1.ends_on), Q1.ends_on
    )
    months = [passes_by_month.Month(dt.date(2021, 12, 1), 9_999, spent, 8_000)]

    assert said in passes_by_month.finding_of(months, schedule, dt.date(*day))


@pytest.mark.parametrize("missing", ["passes_target", "action_end"])
def test_a_convention_that_does_not_say_enough_has_no_schedule(missing):
    convention = state_convention(**{missing: None})

    found = content(convention)

    assert found["schedule"] is None
    assert found["months"] == []


@pytest.mark.parametrize("of_convention", [True, False])
def test_without_a_number_of_its_own_a_convention_follows_the_calendar_in_force(of_convention):
    vote = DeliberationFactory(number="2022-9", session_on=Q1.starts_on)
    programme, starts_on = vote.programme, dt.date(2022, 1, 1)
    before = CalendarFactory(programme=programme, starts_on=starts_on, passes=68_750)
    CalendarFactory(
        programme=programme,
        deliberation=vote,
        in_force_on=vote.session_on,
        starts_on=starts_on,
        ends_on=dt.date(2024, 12, 31),
        passes=66_100,
    )
    if of_convention:
        convention = state_convention(programme, passes_target=None)
        assert content(convention)["schedule"]["source"].endswith("délibération n°\u00a02022-9")

    eve = vote.session_on - dt.timedelta(days=1)
    found = [
        passes_by_month.paces_on(Spending(programme, day))[0].schedule
        for day in (eve, vote.session_on)
    ]

    assert [(one.total, one.starts_on, one.ends_on) for one in found] == [
        (68_750, starts_on, before.ends_on),
        (66_100, starts_on, dt.date(2024, 12, 31)),
    ]


def test_a_convention_counts_from_its_eligible_period_else_from_what_dates_it(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    found = [quarters.first_day(convention, terms)]
    del terms[ClauseKind.ACTION_START]
    found.append(quarters.first_day(convention, terms))
    convention.signed_on = None
    convention.voted_on = dt.date(2021, 2, 8)
    found.append(quarters.first_day(convention, terms))
    convention.voted_on = None
    convention.cited_by = Deliberation(session_on=dt.date(2020, 2, 4))
    found.append(quarters.first_day(convention, terms))
    convention.cited_by = None
    found.append(quarters.first_day(convention, terms))

    assert [(one.on, one.origin) for one in found] == [
        (dt.date(2021, 1, 1), "premier jour éligible"),
        (SIGNED, "signature"),
        (dt.date(2021, 2, 8), "vote"),
        (dt.date(2020, 2, 4), "première délibération qui la cite"),
        (SIGNED, "effet de ses clauses"),
    ]
    assert passes_by_month.schedule_of(convention, {}, Q1.ends_on) is None


def test_nothing_is_reported_before_the_first_text_of_an_undated_convention(convention):
    convention.signed_on = convention.voted_on = None

    assert quarters.quarters_to_report(convention, dt.date(2019, 6, 30)) == []
    assert content(convention, Quarter(dt.date(2019, 1, 1)))["convention"]["counted_from"] is None


def test_an_end_before_the_signature_makes_no_schedule(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    terms[ClauseKind.ACTION_END].day = SIGNED - dt.timedelta(days=1)

    assert passes_by_month.schedule_of(convention, terms, Q1.ends_on) is None


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


def test_a_closed_convention_is_reported_up_to_the_quarter_of_its_end(convention):
    convention.ended_on = dt.date(2022, 5, 10)

    found = quarters.quarters_to_report(convention, dt.date(2023, 5, 15))

    assert found[-1].starts_on == dt.date(2022, 4, 1)


def test_a_closed_convention_is_still_reported_and_a_signed_one_comes_first(convention):
    ended = {"ended_on": dt.date(2023, 4, 30), "ended_at": NOON, "state": ConventionState.CLOSED}
    Convention.objects.filter(pk=convention.pk).update(**ended)
    assert quarters.reported_conventions(Texts(convention.programme)) == [convention]

    signed = state_convention(convention.programme)

    assert quarters.reported_conventions(Texts(convention.programme)) == [signed, convention]


def test_before_its_first_month_a_schedule_counts_no_pass_handed_out(convention):
    terms = convention.clauses_in_force(Q1.ends_on)
    schedule = passes_by_month.schedule_of(convention, terms, Q1.ends_on)
    eve = SIGNED.replace(day=1) - dt.timedelta(days=1)

    months = passes_by_month.months_of({}, {}, schedule, eve)

    assert {month.handed_out for month in months} == {None}
    found = passes_by_month.finding_of(months, schedule, eve)
    assert found.endswith("rien n’était encore prévu")
