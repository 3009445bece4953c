import datetime as dt

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from common.workflow import MoveRefused
from finance.readings.texts import Texts
from reporting.actions import reports
from reporting.enums import REPORT_MOVES, ReportState
from reporting.models import Report
from reporting.readings.quarters import reported_conventions
from reporting.readings.reports import content_of
from reporting.rules import LEASE, MOST_ATTEMPTS, Quarter
from tests.distribution.attempts import without
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory, state_convention

pytestmark = pytest.mark.django_db
TODAY = dt.date(2023, 5, 15)
Q1 = Quarter(dt.date(2023, 1, 1))
LATER = NOON + LEASE + dt.timedelta(seconds=1)


@pytest.fixture
def convention():
    return state_convention()


def ask(convention, quarter=Q1, on=TODAY):
    user = UserFactory(organisation=convention.programme.authority)
    return reports.request(convention, quarter, on=on, by=user.as_actor().at(NOON))


def due(convention, on=TODAY):
    return reports.create_due(convention, on=on, by=SYSTEM.at(NOON))


def take(report, real_now=NOON):
    return reports.take(report.pk, real_now=real_now, by=SYSTEM.at(NOON))


def freeze(report, content=None):
    data = {"facts": content or content_of(report.convention, Q1), "made": {}}
    return reports.freeze(report, data=data, document=b"%PDF", by=SYSTEM.at(NOON))


def test_what_is_due_is_created_once_and_earlier_quarters_wait_to_be_asked(convention):
    (report,) = due(convention)

    assert (report.starts_on, report.due_on) == (Q1.starts_on, dt.date(2023, 4, 30))
    assert report.requested_by == "Production automatique"
    assert not report.is_earlier
    assert due(convention) == []
    assert Event.objects.filter(verb="report.requested").count() == 1


def test_a_report_is_due_from_its_day_on(convention):
    assert due(convention, on=dt.date(2023, 4, 29)) == []
    assert len(due(convention, on=dt.date(2023, 4, 30))) == 1


def test_a_scheduler_silent_for_months_catches_up_to_the_end_of_the_action(convention):
    found = due(convention, on=dt.date(2024, 6, 1))

    assert [Quarter(report.starts_on).code for report in found] == ["2023-T1", "2023-T2", "2023-T3"]


def test_a_programme_without_a_convention_that_counts_passes_consumed_owes_nothing():
    assert reported_conventions(Texts(ProgrammeFactory())) == []
    assert reported_conventions(Texts(state_convention(basis=None).programme)) == []


def test_a_convention_signed_an_unknown_day_is_reported_from_what_its_texts_give():
    convention = state_convention(action_start=None)
    without("signature_kept", "conventions_convention")
    convention.signed_on, convention.signed_source = None, "avenant 1"
    convention.save()

    assert [one.starts_on for one in due(convention)] == [dt.date(2023, 1, 1)]


def test_a_convention_without_end_owes_a_report_each_quarter():
    convention = state_convention(action_end=None)

    found = due(convention, on=dt.date(2024, 2, 1))

    assert Quarter(found[-1].starts_on).code == "2023-T4"


def test_an_earlier_quarter_is_made_on_demand_and_marked(convention):
    report = ask(convention, Quarter(dt.date(2021, 10, 1)))

    assert report.is_earlier
    assert report.requested_by.startswith("Camille")


def test_a_quarter_that_still_runs_is_refused(convention):
    with pytest.raises(reports.QuarterNotOver, match="30\u00a0juin\u00a02023"):
        ask(convention, Q1.next)
    with pytest.raises(reports.QuarterNotOver):
        ask(convention, Q1, on=Q1.ends_on)


@pytest.mark.parametrize("starts_on", [dt.date(2020, 10, 1), dt.date(2023, 10, 1)])
def test_a_quarter_that_the_convention_does_not_cover_is_refused(convention, starts_on):
    with pytest.raises(reports.QuarterNotCovered, match="ne couvre pas"):
        ask(convention, Quarter(starts_on), on=dt.date(2024, 6, 1))


def test_a_convention_that_counts_no_pass_consumed_has_nothing_to_report():
    with pytest.raises(reports.QuarterNotCovered, match="n’a pas de rapport"):
        ask(state_convention(basis=None))


def test_a_report_under_way_is_not_asked_twice(convention):
    ask(convention)

    with pytest.raises(reports.ReportUnderWay):
        ask(convention)


def test_the_same_facts_make_no_new_version(convention):
    freeze(take(ask(convention)))

    with pytest.raises(reports.ReportUnchanged, match="version 1"):
        ask(convention)

    assert Report.objects.count() == 1


def test_new_facts_make_a_new_version_beside_the_first(convention):
    freeze(take(ask(convention)))
    hand_out(DepotFactory(programme=convention.programme, carnets=1), on=Q1.ends_on)

    second = ask(convention)
    freeze(take(second))

    first, second = Report.objects.order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert first.data_hash != second.data_hash
    assert first.state == second.state == ReportState.READY


def test_facts_after_the_quarter_make_no_new_version(convention):
    depot = DepotFactory(programme=convention.programme, carnets=1)
    freeze(take(ask(convention)))
    hand_out(depot, on=Q1.next.starts_on)

    with pytest.raises(reports.ReportUnchanged):
        ask(convention)


def test_a_worker_takes_a_report_for_a_while(convention):
    report = take(ask(convention))

    assert report.state == ReportState.IN_PROGRESS
    assert report.leased_until == NOON + LEASE
    assert take(report) is None
    assert list(Report.objects.to_work_on(NOON)) == []


def test_a_lease_that_ran_out_gives_the_work_to_another_and_the_first_is_too_late(convention):
    first = take(ask(convention))

    assert list(Report.objects.to_work_on(LATER)) == [first]
    second = take(first, real_now=LATER)

    assert second.attempts == 2
    assert not freeze(first)
    assert freeze(second)
    assert not freeze(second)
    assert take(second, real_now=LATER) is None


def test_a_report_that_nobody_finishes_fails_and_may_be_tried_again(convention):
    report, real_now = ask(convention), NOON
    for _ in range(MOST_ATTEMPTS):
        assert take(report, real_now=real_now)
        real_now += LEASE + dt.timedelta(seconds=1)

    assert take(report, real_now=real_now) is None

    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, "5 essais sans résultat.")
    again = ask(convention)
    assert (again.pk, again.state, again.attempts) == (report.pk, ReportState.TO_PRODUCE, 0)


def test_a_report_that_is_gone_is_nobodys_work():
    assert reports.take(0, real_now=NOON, by=SYSTEM.at(NOON)) is None


def test_freezing_keeps_the_data_their_hash_and_the_document(convention):
    report = take(ask(convention))

    assert freeze(report, {"a": 1})

    report.refresh_from_db()
    assert report.data == {"facts": {"a": 1}, "made": {}}
    assert report.data_hash == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert bytes(report.document) == b"%PDF"
    assert Event.objects.get(verb="report.produced").details == {"data_hash": report.data_hash}


def test_a_report_that_is_ready_has_no_move_left():
    assert REPORT_MOVES[ReportState.READY] == set()
    with pytest.raises(MoveRefused):
        reports.check_move(REPORT_MOVES, ReportState.READY, ReportState.IN_PROGRESS)


def test_the_factory_of_a_failed_report_is_one_that_may_be_asked_again():
    failed = ReportFactory(failed=True)

    assert ask(failed.convention).pk == failed.pk
