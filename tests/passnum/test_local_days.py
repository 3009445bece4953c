"""At one instant, each programme is on the day of its own time zone, wherever a day is told."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from audit import journal
from audit.actors import SYSTEM
from beneficiaries.readings.grants import granted_on
from common.formats import legal_day
from deadlines.actions import calendar_feeds
from deadlines.enums import ReminderKind
from deadlines.models import Reminder
from deadlines.tasks import plan, remind, send_reminders
from mediation.models import Redemption
from passnum.programme_file.loader import Faults
from programmes.enums import TimeZone
from reporting import tasks
from reporting.models import Alert, Report
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.conventions import ConventionFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.mediation import Scene
from tests.factories.places import QualificationFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import state_convention
from tests.mediation.test_views import form
from tests.passnum.loading import load_text
from tests.passnum.small_programme import SMALL
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SUNDAY, MONDAY, TUESDAY = (dt.date(2023, 5, day) for day in (14, 15, 16))
WEST = dt.datetime(2023, 5, 15, 22, 30, tzinfo=dt.UTC)  # Tuesday in Paris, Monday west of it
EAST = dt.datetime(2023, 5, 15, 21, 0, tzinfo=dt.UTC)  # Monday in Paris, Tuesday east of it
NB = "\u00a0"


@dataclass
class Here:
    zone: TimeZone
    at: dt.datetime
    today: dt.date
    hour: str

    @property
    def day(self) -> str:
        return f"{self.today:%d/%m/%Y}"


PLACES = {
    "Paris, already tomorrow": Here(TimeZone.PARIS, WEST, TUESDAY, f"0{NB}h{NB}30"),
    "Martinique, still today": Here(TimeZone.MARTINIQUE, WEST, MONDAY, f"18{NB}h{NB}30"),
    "Paris, still today": Here(TimeZone.PARIS, EAST, MONDAY, f"23{NB}h{NB}00"),
    "La Réunion, already tomorrow": Here(TimeZone.REUNION, EAST, TUESDAY, f"1{NB}h{NB}00"),
    "Nouméa, already tomorrow": Here(TimeZone.NOUMEA, EAST, TUESDAY, f"8{NB}h{NB}00"),
}


@pytest.fixture(params=PLACES.values(), ids=PLACES.keys())
def here(request, clock):
    clock.at(request.param.at)
    return request.param


@pytest.fixture
def programme(here):
    return ProgrammeFactory(time_zone=here.zone, with_calendar=True)


@pytest.fixture
def scene(programme):
    return Scene(programme)


@pytest.fixture
def both(clock):
    """One authority, whose programmes are in Paris then in Martinique, when their days differ."""
    clock.at(WEST)
    authority = OrganisationFactory()
    zones = (TimeZone.PARIS, TimeZone.MARTINIQUE)
    return [ProgrammeFactory(time_zone=zone, authority=authority) for zone in zones]


def test_every_zone_is_known_to_python_and_to_the_database(programme):
    for zone in TimeZone:
        programme.time_zone = zone
        programme.save()
        with programme.local_time():
            assert str(timezone.get_current_timezone()) == zone
            journal.events_of(programme).filter(at__date__gte=MONDAY).count()


class TestPages:
    def test_they_say_the_day_and_the_hour_and_leave_none_behind(self, client, here, programme):
        sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))

        assert f"à{NB}{here.hour}" in client.get(reverse("reporting:home")).text
        assert client.get(reverse("reporting:indicators")).context["form"]["jour"].value() == (
            here.day
        )
        assert str(timezone.get_current_timezone()) == "Europe/Paris"

    def test_the_journal_is_read_filtered_and_downloaded_by_them(self, client, here, programme):
        sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))
        by = SYSTEM.at(here.at)
        journal.record("lot.activated", programme, by=by, programme_id=programme.pk)
        address = reverse("events:journal")

        page = client.get(address, {"du": here.day, "au": here.day})

        assert here.hour in page.text
        rows = as_csv(client.get(page.context["listing"].csv_url))
        hours = here.hour.replace(f"{NB}h{NB}", ":").rjust(5, "0")
        assert rows[1][0] == f"{here.today} {hours}"
        before = f"{here.today - dt.timedelta(days=1):%d/%m/%Y}"
        assert "Aucun acte pour ces filtres." in client.get(address, {"au": before}).text

    def test_a_mediator_reads_and_types_them(self, client, here, scene):
        sign_in(client, scene.mediator)
        page = client.get("/encaisser/").context["form"]
        assert (page["day"].value(), page["hour"].value()) == (here.day, here.hour)

        typed = {"day": here.day, "hour": here.hour}
        receipt = words(client.post("/encaisser/", form(scene, **typed), follow=True))

        found = Redemption.objects.get()
        assert (found.held_at, found.held_on, found.received_on) == (here.at, *[here.today] * 2)
        assert receipt.count(f"mai 2023 à {here.hour}".replace(NB, " ")) == 2
        assert found.receipt in words(client.get(reverse("mediation:today")))


class TestAnHourOfTheProgrammeOfThePass:
    def test_the_days_of_a_redemption_are_those_of_the_programme(self, here, scene):
        assert scene.redeem(scene.body(held_at=here.at.isoformat())).status_code == 201

        found = Redemption.objects.get()
        assert (found.held_at, found.held_on, found.received_on) == (here.at, *[here.today] * 2)

    def test_an_hour_that_names_no_zone_is_one_of_the_programme(self, here, scene):
        hour = here.hour.replace(f"{NB}h{NB}", ":").rjust(5, "0")

        assert scene.redeem(scene.body(held_at=f"{here.today}T{hour}:00")).status_code == 201

        assert Redemption.objects.get().held_at == here.at

    @pytest.mark.parametrize(
        ("zone", "instant", "status"),
        [
            (TimeZone.PARIS, "2023-12-31T22:59:00Z", 201),
            (TimeZone.PARIS, "2023-12-31T23:00:00Z", 409),
            (TimeZone.MARTINIQUE, "2024-01-01T03:59:00Z", 201),
            (TimeZone.MARTINIQUE, "2024-01-01T04:00:00Z", 409),
            (TimeZone.NOUMEA, "2023-12-31T12:59:00Z", 201),
            (TimeZone.NOUMEA, "2023-12-31T13:00:00Z", 409),
        ],
    )
    def test_a_pass_ends_with_the_last_day_there(self, clock, zone, instant, status):
        clock.at(dt.datetime.fromisoformat(instant))
        scene = Scene(ProgrammeFactory(time_zone=zone, with_calendar=True))

        checked = scene.check(scene.codes[0]).json()["passes"][0]["redeemable"]

        assert checked == (status == 201)
        assert scene.redeem(scene.body(held_at=instant)).status_code == status

    def test_one_who_serves_two_programmes_types_those_of_the_first_pass(self, client, clock):
        clock.at(WEST)
        scene = Scene(ProgrammeFactory(time_zone=TimeZone.PARIS, with_calendar=True))
        far = Scene(ProgrammeFactory(time_zone=TimeZone.MARTINIQUE, with_calendar=True))
        QualificationFactory(place=scene.place, programme=far.programme)
        sign_in(client, scene.mediator)
        typed = {"day": "15/05/2023", "hour": "18 h 15"}

        answer = client.post("/encaisser/", form(scene, *far.codes[:1], **typed), follow=True)
        client.post("/encaisser/", form(scene, *scene.codes[:1], **typed))

        west, paris = Redemption.objects.order_by("pk")
        assert (west.held_on, west.received_on) == (MONDAY, MONDAY)
        assert (paris.held_on, paris.received_on) == (MONDAY, TUESDAY)
        assert west.held_at - paris.held_at == dt.timedelta(hours=6)
        assert "15 mai 2023 à 18 h 15" in words(answer)
        mixed = scene.redeem(scene.body(scene.codes[1], far.codes[1], held_at=WEST.isoformat()))
        assert mixed.json()["code"] == "wrong_programme"


class TestTasks:
    def test_what_is_due_is_planned_reminded_and_told_on_the_day_of_each(self, both, monkeypatch):
        manager = UserFactory(role=Role.MANAGER, organisation=both[0].authority)
        conventions = [ConventionFactory(programme=one, signed=True) for one in both]
        for one in conventions:
            OccurrenceFactory(obligation__convention=one, due_on=MONDAY)
        rung, conventions_rung = [], []
        monkeypatch.setattr(send_reminders, "delay", lambda **given: rung.append(given))
        monkeypatch.setattr(plan, "delay", lambda **given: conventions_rung.append(given))

        remind()
        send_reminders(recipient_id=manager.pk)

        assert rung == [{"recipient_id": manager.pk}]
        kinds = Reminder.objects.order_by("occurrence__pk").values_list("kind", flat=True)
        assert list(kinds) == [ReminderKind.LATE, ReminderKind.D1]
        for given in conventions_rung:
            plan(**given)
        for one, day in zip(conventions, (TUESDAY, MONDAY), strict=True):
            one.refresh_from_db()
            assert one.planned_on == day
        assert len(mail.outbox) == 1
        assert f"il y a 1{NB}jour (15{NB}mai{NB}2023)" in mail.outbox[0].body
        assert f"aujourd’hui (15{NB}mai{NB}2023)" in mail.outbox[0].body
        conventions_rung.clear()
        remind()
        assert conventions_rung == []

    def test_a_report_is_made_on_the_day_when_it_is_due_there(self, both, clock, monkeypatch):
        conventions = [state_convention(one) for one in both]
        clock.at(dt.datetime(2023, 4, 29, 22, 30, tzinfo=dt.UTC))
        monkeypatch.setattr(tasks.produce, "delay", lambda **given: None)

        tasks.produce_due()

        assert [one.convention for one in Report.objects.all()] == conventions[:1]

    def test_a_report_says_the_day_when_it_was_made_there(self, both, monkeypatch):
        monkeypatch.setattr(tasks.produce, "delay", tasks.produce)
        for one in both:
            state_convention(one)

        tasks.produce_due()

        made = [one.data["made"]["on"] for one in Report.objects.order_by("convention")]
        assert made == ["2023-05-16", "2023-05-15"]

    def test_what_is_unusual_is_of_the_day_there(self, both):
        user = UserFactory(role=Role.MANAGER, organisation=both[0].authority)
        by = user.as_actor().at(WEST - dt.timedelta(hours=25))  # Sunday, the day before in the west
        for one in both:
            told = {"programme_id": one.pk, "amount": "50000"}
            journal.record("budget_line.committed", one, by=by, **told)

        tasks.watch()

        assert [(one.programme, one.on) for one in Alert.objects.all()] == [(both[1], SUNDAY)]
        for one, day in zip(both, (TUESDAY, MONDAY), strict=True):
            with one.local_time():
                assert legal_day(WEST) == day
                assert list(granted_on(one, day)) == []


def test_a_calendar_says_late_once_the_day_is_over_there(both):
    for one, is_late in zip(both, (True, False), strict=True):
        user = UserFactory(role=Role.AUDITOR, organisation=one.authority)
        convention = ConventionFactory(programme=one, signed=True)
        OccurrenceFactory(obligation__convention=convention, due_on=MONDAY)
        _, secret = calendar_feeds.open_feed(user, one, by=SYSTEM.at(NOON))

        told = Client().get(reverse("deadlines:calendar-feed", args=[secret])).text

        assert "DTSTART;VALUE=DATE:20230515" in told
        assert ("en retard" in told) == is_late
        assert ("DTSTAMP:20230515T215959Z" in told) == is_late


def test_a_file_is_loaded_on_the_day_of_its_programme(here):
    upto_vote, _, _ = SMALL.partition("[[calendars]]")
    text = upto_vote.replace("face_value = 10", f'time_zone = "{here.zone}"')
    today, to_come = (here.today + dt.timedelta(days=n) for n in (0, 1))

    with pytest.raises(Faults, match="ne peut pas suivre ce jour"):
        load_text(text.replace("2021-02-08", str(to_come)), at=here.at)
    assert load_text(text.replace("2021-02-08", str(today)), at=here.at)
