import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from reporting.enums import ReportState
from reporting.models import Report
from tests.factories.accounts import NOON
from tests.factories.reporting import ReportFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [{"data": {}}, {"document": b"x"}, {"version": 2}])
def test_the_database_refuses_any_change_of_a_report_that_is_ready(change):
    report = ReportFactory(ready=True)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**change)


def test_the_database_refuses_to_delete_a_report_that_is_ready():
    report = ReportFactory(ready=True)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        report.delete()


def test_a_report_that_is_not_ready_may_be_deleted():
    ReportFactory().delete()

    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("report_ready_is_frozen", {"ready": True, "document": None}),
        ("report_ready_is_frozen", {"produced_at": NOON}),
        ("report_leased_while_in_progress", {"state": ReportState.IN_PROGRESS}),
        ("report_leased_while_in_progress", {"leased_until": NOON}),
        ("report_in_order", {"ends_on": dt.date(2022, 12, 31)}),
    ],
)
def test_the_database_refuses_a_report_that_contradicts_its_state(name, facts):
    with pytest.raises(IntegrityError, match=name):
        ReportFactory(**facts)


def test_the_database_refuses_one_version_twice():
    first = ReportFactory(ready=True)

    with pytest.raises(IntegrityError, match="report_version_unique"):
        ReportFactory(convention=first.convention, ready=True)


def test_the_database_refuses_two_versions_under_way():
    first = ReportFactory()

    with pytest.raises(IntegrityError, match="report_one_under_way"):
        ReportFactory(convention=first.convention, version=2)
