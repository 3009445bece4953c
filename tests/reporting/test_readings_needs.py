"""The pace of a day, the one that the schedule asks, and what changed in a week."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.enums import ClauseKind
from distribution.actions import lots
from finance.readings.spending import Spending
from reporting.pages.pace import pace_views
from reporting.readings.needs import needs_of
from reporting.readings.passes_by_month import objective_of, pace_of, paces_on
from tests.factories.accounts import NOON
from tests.factories.conventions import AvenantFactory, ClauseFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import DepotFactory, LotFactory, hand_out, handed_out_carnet
from tests.factories.findings import clause
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME = reverse("reporting:home")
TODAY, EARLY = dt.date(2023, 5, 15), dt.date(2023, 2, 1)


def needs(convention, day=TODAY):
    spending = Spending(convention.programme, day)
    return needs_of(pace_of(convention, spending), spending)


def view_of(convention, day=TODAY):
    spending = Spending(convention.programme, day)
    (view,) = pace_views(spending, paces_on(spending))
    return view


def test_the_pace_is_that_of_the_last_days_of_the_programme(convention, depot):
    spend(handed_out_carnet(depot, on=EARLY), 3, on=dt.date(2023, 2, 13))
    spend(handed_out_carnet(depot, on=EARLY), 9, on=dt.date(2023, 2, 15))

    found = needs(convention)

    assert (found.window, found.observed) == (90, Decimal(9 * 30) / 90)
    assert found.left == 50_000 - 12
    assert [(one.ends_on, one.days) for one in found.ends] == [(dt.date(2023, 7, 30), 76)]
    assert found.ends[0].passes == -(-49_988 * 30 // 76)


def test_an_end_that_a_voted_avenant_announces_asks_a_slower_pace(convention, depot):
    avenant = AvenantFactory(convention=convention, voted=True, number=1)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31))
    spend(handed_out_carnet(depot), 9, on=TODAY)

    view = view_of(convention)

    assert [line.name for line in view.lines][1:] == [
        "Jusqu’au 30\u00a0juillet\u00a02023",
        "Jusqu’au 31\u00a0décembre\u00a02023",
    ]
    assert "avenant n°\u00a01 non signé" in view.lines[2].why
    assert "fois le rythme constaté" in view.lines[2].why
    assert [goal.name for goal in view.chart.goals] == [
        "30\u00a0juillet\u00a0: fin en vigueur",
        "31\u00a0décembre\u00a0: fin annoncée",
    ]
    assert view.chart.labels[-1] == "déc.\u00a023"
    assert view.left.endswith(
        "en 76 ou 230\u00a0jours. Prévu du 11\u00a0mars\u00a02021 au 30\u00a0juillet\u00a02023."
    )


def test_an_announced_end_that_is_the_one_in_force_is_not_told_twice(convention):
    avenant = AvenantFactory(convention=convention, voted=True, number=1)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 7, 30))

    assert len(needs(convention).ends) == 1


def test_an_end_that_is_past_asks_nothing_more(convention):
    view = view_of(convention, dt.date(2023, 8, 1))

    assert (
        "a fini le 30\u00a0juillet\u00a02023\u00a0: 50\u00a0000\u00a0pass n’ont pas" in view.title
    )
    assert len(view.lines) == 1


def test_a_target_that_is_reached_asks_nothing_more(convention, depot):
    target = {"number": 10, "effective_on": dt.date(2023, 1, 1)}
    avenant = AvenantFactory(convention=convention, signed=True)
    clause(convention, ClauseKind.PASSES_TARGET, avenant=avenant, **target)
    spend(handed_out_carnet(depot), 10, on=TODAY)

    view = view_of(convention)

    assert view.title == "Les 10\u00a0pass prévus sont consommés"
    assert view.answer.startswith("En avance sur l’échéancier")


def test_what_changed_in_a_week_is_told_with_its_page(client, acting, convention, programme):
    avenant = AvenantFactory(convention=convention, voted=True, number=1, voted_on=TODAY)
    depot = DepotFactory(programme=programme, carnets=3)
    for place in (depot, DepotFactory(programme=programme, carnets=1), depot):
        hand_out(place, on=dt.date(2023, 5, 9))
    hand_out(depot, on=dt.date(2023, 5, 8))
    other = DepotFactory(programme=programme, carnets=1)
    spend(handed_out_carnet(other, on=dt.date(2023, 5, 8)), 2, on=dt.date(2023, 5, 10))
    sent = ObligationFactory(convention=convention, in_force=True, title="Comité technique")
    OccurrenceFactory(obligation=sent, state="sent", sent_on=TODAY)
    lot = LotFactory(programme=programme, state="ordered")
    lots.deliver(lot, to=depot, on=dt.date(2023, 5, 10), by=SYSTEM.at(NOON))
    acting(Role.MANAGER)

    page = client.get(HOME).text
    news = page[page.index("Depuis le 8\u00a0mai\u00a02023") :]

    assert reverse("dossiers:avenant", args=[avenant.public_id]) in news
    assert "en tête avec 2" in news
    assert "2\u00a0pass consommés dans 1\u00a0lieu" in news
    assert "Comité technique" in news
    assert reverse("ordering:order", args=[lot.order.public_id]) in news

    acting(Role.REGISSEUR)
    news = client.get(HOME).text
    assert "Comité technique" not in news
    assert "par 2\u00a0dépôts" in news


def test_an_ended_convention_asks_nothing_and_its_objective_stays(convention, depot):
    spend(handed_out_carnet(depot), 1, on=TODAY)
    before = objective_of(paces_on(Spending(convention.programme, TODAY)))
    ended = {"state": "closed", "ended_on": TODAY, "ended_at": NOON}
    type(convention).objects.filter(pk=convention.pk).update(**ended)
    convention.refresh_from_db()

    assert needs(convention).ends == []
    assert "La convention a pris fin le 15\u00a0mai\u00a02023" in view_of(convention).title
    assert objective_of(paces_on(Spending(convention.programme, TODAY))) == before == 50_000


def test_a_calendar_without_convention_has_its_pace_too():
    programme = ProgrammeFactory()
    days = {"starts_on": dt.date(2023, 1, 1), "ends_on": dt.date(2023, 12, 31)}
    CalendarFactory(programme=programme, passes=1000, in_force_on=dt.date(2023, 1, 1), **days)

    spending = Spending(programme, TODAY)
    (view,) = pace_views(spending, paces_on(spending))

    assert view.title.startswith("Pour finir le 31\u00a0décembre\u00a02023, il faudrait consommer")
    assert [line.name for line in view.lines][1:] == ["Jusqu’au 31\u00a0décembre\u00a02023"]
