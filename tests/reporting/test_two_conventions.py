"""Two conventions of one programme are both reported, each with its own figures."""

import datetime as dt

import pytest
from django.db.models import F
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.enums import Cadence, MetBy
from deadlines.actions import occurrences
from finance.actions import funding_keys
from finance.readings.paid_rows import PaidRows
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from reporting import documents, tasks
from reporting.actions import reports
from reporting.models import Report
from reporting.readings.quarters import reported_conventions
from reporting.readings.reports import content_of
from reporting.rules import Quarter, quarter_of
from tests.factories.accounts import NOON
from tests.factories.conventions import ObligationFactory
from tests.factories.distribution import LotFactory, hand_out
from tests.factories.reporting import ReportFactory, spend, state_convention
from tests.finance.generated import END, expected, own_carnets, programme_of
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY, Q1 = dt.date(2023, 5, 15), Quarter(dt.date(2023, 1, 1))
REPORTS = reverse("reporting:reports")
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def rival(convention):
    """A second convention with the State, of another call."""
    return state_convention(convention.programme)


@pytest.fixture
def paid(convention, rival, depot):
    """Two passes consumed are paid by the first convention, and five by its rival; enough people
    hold passes of each for their counts to be shown. The first has two more carnets in stock, and
    four have no key.
    """
    more = LotFactory(depot=depot, carnets=8)
    for payer, passes in ((convention, 2), (rival, 5)):
        for rank in range(5):
            given = hand_out(depot, on=Q1.starts_on)
            carnet = given.carnets.select_related("lot__programme").get()
            if not rank:
                spend(carnet, passes, on=Q1.ends_on)
            bounds = {"first_carnet": carnet.number, "last_carnet": carnet.number}
            funding_keys.assign(carnet.lot, payer, **bounds, **WHO)
    bounds = {"first_carnet": more.last_carnet - 5, "last_carnet": more.last_carnet - 4}
    funding_keys.assign(more, convention, **bounds, **WHO)


def reached(report):
    return {one["name"]: one["reached"] for one in report.data["facts"]["volumes"]}


def spent(report):
    return reached(report)["spent"]


def said_elsewhere(report):
    """The passes that the tables of services and of people count, and the carnets started."""
    facts = report.data["facts"]
    (started,) = [one for one in facts["volumes"] if one["name"] == "carnets_started"]
    return (
        sum(row["passes"] for row in facts["services"]),
        sum(row["spent"] for row in facts["people"]["by_category"]),
        started["reached"],
    )


def sum_of(carnets):
    return sum(one.lot.passes_per_carnet for one in carnets)


def produce(report):
    tasks.produce(report_id=report.pk)
    return Report.objects.get(pk=report.pk)


@pytest.mark.usefixtures("paid")
def test_a_tick_leaves_the_report_of_each_with_its_own_passes(convention, rival, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.produce, "delay", lambda **given: rung.append(given))

    tasks.produce_due()
    for given in rung:
        tasks.produce(**given)

    found = {one.convention: one for one in Report.objects.select_related("convention__programme")}
    assert {one.starts_on for one in found.values()} == {Q1.starts_on}
    assert {of: spent(one) for of, one in found.items()} == {convention: 2, rival: 5}
    assert {of: said_elsewhere(one) for of, one in found.items()} == {
        convention: (2, 2, 1),
        rival: (5, 5, 1),
    }
    named = [documents.file_name(one) for one in found.values()]
    assert len(set(named)) == 2
    for of, stock in ((convention, 20), (rival, 0)):
        counts, people = reached(found[of]), found[of].data["facts"]["people"]
        assert [counts[name] for name in ("ordered", "delivered", "active")] == [50 + stock] * 3
        assert (counts["in_stock"], counts["handed_out"]) == (stock, 50)
        assert (people["reached"], people["handed_out"]) == (5, 50)
        assert found[of].data["facts"]["months"][-1]["handed_out"] == 50
        whole = content_of(of, Q1, of_whole=True)
        assert (whole["volumes"][0]["reached"], "has_own_carnets" in whole) == (160, False)
        document = documents.ReportDocument(**found[of].data)
        assert f"carnets\u00a0: ceux que compte «\u00a0{of}\u00a0»" in document.perimeter


def test_asking_one_leaves_the_other_to_be_asked(convention, rival):
    first = reports.request(convention, Q1, on=TODAY, **WHO)
    with pytest.raises(reports.ReportUnderWay):
        reports.request(convention, Q1, on=TODAY, **WHO)

    second = reports.request(rival, Q1, on=TODAY, **WHO)

    assert (first.version, second.version) == (1, 1)
    assert reports.create_due(convention, on=TODAY, **WHO) == []


@pytest.mark.usefixtures("manager")
def test_the_list_has_a_table_for_each_and_asks_for_the_report_of_each(client, convention, rival):
    produce(reports.request(convention, Q1, on=TODAY, **WHO))

    page = client.get(REPORTS)
    tables = [group.table for group in page.context["groups"]]
    asked = page.context["groups"][1].asked

    assert [table.caption for table in tables] == [
        f"Rapports trimestriels, {one}" for one in (convention, rival)
    ]
    assert [[line.version for line in table.data][1] for table in tables] == [1, None]
    for one in (convention, rival):
        assert f'id="convention-{one.public_id}"' in page.text
        assert reverse("reporting:produce", args=[one.public_id, "2023-T1"]) in page.text
    assert {line.convention for line in asked} == {rival}


@pytest.mark.usefixtures("manager")
def test_sorting_the_table_of_one_leaves_the_other_as_it_is(client, convention, rival):
    page = client.get(REPORTS, {f"{rival.code}-sort": "name"})

    first, second = (list(group.table.data) for group in page.context["groups"])
    assert first[0].starts_on > first[-1].starts_on
    assert second[0].starts_on < second[-1].starts_on


@pytest.mark.usefixtures("manager", "paid")
def test_home_and_figures_show_the_pace_of_each(client, convention, rival):
    home, figures = (words(client.get(reverse(f"reporting:{at}"))) for at in ("home", "indicators"))

    for one, passes in ((convention, 2), (rival, 5)):
        assert f"{one.programme}, consommés : ceux que compte « {one} »" in home
        assert f"Consommés : {passes}" in home
        assert f"Ceux que compte « {one} »" in figures


@pytest.mark.usefixtures("manager")
def test_what_waits_names_its_convention(client, convention, rival):
    for one in (convention, rival):
        ReportFactory(convention=one, failed=True)

    home = words(client.get(reverse("reporting:home")))

    for one in (convention, rival):
        assert f"{one}. Point trimestriel 01/2023, version 1" in home


def test_an_occurrence_is_met_by_the_report_of_its_convention_alone(
    client, acting, convention, rival
):
    acting(Role.MANAGER)
    ObligationFactory(
        convention=rival,
        in_force=True,
        cadence=Cadence.QUARTERLY,
        due_on=None,
        met_by=MetBy.QUARTERLY_REPORT,
    )
    occurrences.plan(rival, on=TODAY, **WHO)

    other, own = (produce(reports.request(one, Q1, on=TODAY, **WHO)) for one in (convention, rival))

    assert other.occurrence is None
    assert own.occurrence.obligation.convention == rival
    address = reverse("deadlines:occurrence", args=[own.occurrence.public_id])
    assert f"{REPORTS}#convention-{rival.public_id}" in client.get(address).text


@pytest.mark.parametrize("seed", range(4))
def test_generated_conventions_each_produce_a_report_that_counts_what_its_rows_say(seed):
    programme, made = programme_of(seed)
    days = {"starts_on": quarter_of(END).starts_on, "ends_on": END}
    told = {
        convention: produce(ReportFactory(convention=convention, **days))
        for convention in reported_conventions(Texts(programme))
    }

    assert set(told) == {convention for convention, own in made if own[0] != "purchased"}
    for convention, own in made:
        if convention in told:
            consumed = PaidRows(convention, Spending(programme, END)).consumed()
            rows = consumed.by(lambda _, carnet: {"carnet_of": F(carnet)})
            passes = expected(convention, own, made)[2]
            assert spent(told[convention]) == sum(row["passes"] for row in rows) == passes
            counts, carnets = reached(told[convention]), own_carnets(convention, made)
            given = [one for one in carnets if one.hand_out and one.hand_out.handed_on <= END]
            assert counts["ordered"] == counts["active"] == sum_of(carnets)
            assert counts["handed_out"] == sum_of(given)
            assert counts["in_stock"] == sum_of(carnets) - sum_of(given)
