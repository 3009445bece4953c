"""The milestones are reached by a job: twice, late, after a worker was killed, on the days of the
programme.
"""

import datetime as dt

import pytest

from accounts.models import Letter
from expiry import tasks
from expiry.actions import milestones
from expiry.models import Milestone
from programmes.enums import TimeZone
from tests.factories.accounts import UserFactory
from tests.factories.distribution import DepotFactory
from tests.factories.expiry import ENDS, order_of
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """A task that is asked for runs at once."""
    monkeypatch.setattr(tasks.reach, "delay", tasks.reach)


@pytest.fixture
def order(clock):
    return order_of(DepotFactory(programme=ProgrammeFactory(with_calendar=True)))


def test_it_reaches_what_is_due_once(order):
    UserFactory(organisation=order.programme.authority)
    order_of(DepotFactory(), ends_on=ENDS + dt.timedelta(1))

    tasks.sweep()
    tasks.sweep()

    assert Milestone.objects.get().order == order
    assert Letter.objects.count() == 1


def test_a_worker_that_dies_leaves_nothing_and_the_next_does_it_all(order, monkeypatch):
    UserFactory(organisation=order.programme.authority)

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(milestones.letters, "ask", killed)
        with pytest.raises(SystemExit):
            tasks.reach(order_id=order.pk)
    assert not Milestone.objects.exists()

    tasks.reach(order_id=order.pk)
    tasks.reach(order_id=order.pk)
    assert (Milestone.objects.count(), Letter.objects.count()) == (1, 1)


def test_a_day_begins_where_the_programme_is(order, clock):
    """In the evening of the 14th it is the 15th in Réunion, not in Martinique."""
    clock.instant = dt.datetime(2023, 5, 14, 20, 30, tzinfo=dt.UTC)
    order.programme.time_zone = TimeZone.MARTINIQUE
    order.programme.save()
    tasks.sweep()
    assert not Milestone.objects.exists()
    order.programme.time_zone = TimeZone.REUNION
    order.programme.save()
    tasks.sweep()
    assert Milestone.objects.get().reached_on == dt.date(2023, 5, 15)
