"""The secret address of a calendar: shown once, read back by a calendar, revoked for ever."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import MembershipState, Role
from accounts.models import Membership
from audit import journal
from audit.actors import SYSTEM
from audit.models import Event
from common.errors import Refusal
from deadlines.actions import calendar_feeds, occurrences
from deadlines.enums import OccurrenceState
from deadlines.models import CalendarFeed
from tests.factories.accounts import NOON, UserFactory, end_roles, give, sign_in
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def user(programme):
    return UserFactory(role=Role.AUDITOR, organisation=programme.authority)


@pytest.fixture
def obligation(programme):
    convention = ConventionFactory(programme=programme, signed=True, title="Convention ANCT")
    return ObligationFactory(
        convention=convention,
        in_force=True,
        title="Remettre le bilan",
        note="texte initial non versé",
    )


def address(secret):
    return reverse("deadlines:calendar-feed", args=[secret])


def read(secret, client=None):
    answer = (client or Client()).get(address(secret))
    assert answer.status_code == 200
    return answer, Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_calendar_reads_each_due_day_as_a_whole_day(programme, user, obligation):
    leap = OccurrenceFactory(obligation=obligation, due_on=dt.date(2024, 2, 29))
    OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 4, 30))
    OccurrenceFactory(
        obligation=obligation, due_on=dt.date(2023, 12, 31), state=OccurrenceState.WAIVED
    )
    OccurrenceFactory(due_on=dt.date(2023, 5, 31))
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)

    answer, events = read(secret)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=900"
    assert [(str(one["summary"]), one["dtstart"].dt, one["dtend"].dt) for one in events] == [
        ("Remettre le bilan (en retard)", dt.date(2023, 4, 30), dt.date(2023, 5, 1)),
        ("Remettre le bilan (dispensée)", dt.date(2023, 12, 31), dt.date(2024, 1, 1)),
        ("Remettre le bilan (à préparer)", dt.date(2024, 2, 29), dt.date(2024, 3, 1)),
    ]
    work_day = "Dernier jour ouvré\u00a0: vendredi\u00a028\u00a0avril\u00a02023"
    assert work_day in events[0]["description"]
    last = events[-1]
    assert str(last["uid"]) == f"{leap.public_id}@passnum"
    assert str(last["url"]).endswith(f"/conventions/echeances/{leap.public_id}/")
    assert str(last["description"]).split("\n") == [
        "Convention ANCT",
        "Responsable\u00a0: sans responsable",
        "texte initial non versé",
    ]
    assert last["dtstamp"].dt.tzinfo is not None
    assert str(events[1]["status"]) == "CANCELLED"


def test_the_same_due_day_keeps_its_identifier_when_its_state_changes(programme, user, obligation):
    occurrence = OccurrenceFactory(obligation=obligation)
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)
    before = read(secret)[1][0]["uid"]
    occurrence.state = OccurrenceState.READY
    occurrence.save()

    assert read(secret)[1][0]["uid"] == before


@pytest.fixture
def secret(programme, user):
    return calendar_feeds.open_feed(user, programme, **WHO)[1]


def test_the_same_rows_are_the_same_bytes_whenever_they_are_asked(secret, obligation, clock):
    OccurrenceFactory(obligation=obligation)
    first = read(secret)[0].content
    clock.at(NOON + dt.timedelta(hours=3))

    assert read(secret)[0].content == first


def test_an_agenda_that_knows_the_file_is_not_sent_it_again(secret, obligation):
    occurrence = OccurrenceFactory(obligation=obligation)
    known = read(secret)[0]["ETag"]

    again = Client().get(address(secret), headers={"If-None-Match": known})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", known)
    occurrences.waive(occurrence, reason="Réunion annulée.", **WHO)
    told = Client().get(address(secret), headers={"If-None-Match": known})
    assert told.status_code == 200
    assert told["ETag"] != known


def test_an_agenda_may_ask_for_the_headers_alone(secret, obligation):
    OccurrenceFactory(obligation=obligation)
    whole = read(secret)[0]

    head = Client().head(address(secret))

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Type"] == whole["Content-Type"]


def revision(secret):
    """The revision of the only event: its number and its instant, which is also its stamp."""
    (event,) = read(secret)[1]
    assert event["last-modified"].dt == event["dtstamp"].dt
    return event["sequence"], event["last-modified"].dt


def test_each_act_on_an_occurrence_is_a_later_revision(secret, programme, obligation):
    user = UserFactory(organisation=programme.authority)
    occurrence = OccurrenceFactory(obligation=obligation)
    later = {"by": SYSTEM.at(NOON + dt.timedelta(minutes=5))}
    number, at = revision(secret)

    occurrences.assign(occurrence, responsible=user, **later)
    assert revision(secret) == (number + 1, later["by"].at)
    occurrences.assign_obligation(obligation, responsible=user, **later)
    assert revision(secret) == (number + 2, later["by"].at)
    journal.record("convention.edited", obligation.convention, **later)
    assert revision(secret) == (number + 3, later["by"].at)
    assert at < later["by"].at


def test_an_occurrence_that_becomes_late_is_a_later_revision(secret, obligation, clock):
    OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 5, 31))
    number, _ = revision(secret)
    clock.at(dt.datetime(2023, 6, 1, 8, tzinfo=dt.UTC))

    assert revision(secret) == (number + 1, dt.datetime(2023, 5, 31, 21, 59, 59, tzinfo=dt.UTC))


def test_a_title_with_commas_lines_and_long_words_is_read_back_whole(programme, user, obligation):
    title = "Pièces ; virgules, barres \\ et « guillemets » : " + "é" * 120
    other = ObligationFactory(convention=obligation.convention, in_force=True, title=title)
    OccurrenceFactory(obligation=other)
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)

    answer, events = read(secret)

    assert str(events[0]["summary"]) == f"{title} (à préparer)"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_no_control_character_reaches_a_calendar(programme, user, obligation):
    other = ObligationFactory(
        convention=obligation.convention, in_force=True, title="Bilan\x0c\x1b[2J", note="a\x07b"
    )
    OccurrenceFactory(obligation=other)
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)

    answer, events = read(secret)

    assert str(events[0]["summary"]) == "Bilan[2J (à préparer)"
    assert not set(range(32)) - {10, 13} & set(answer.content)


def test_only_the_fingerprint_of_the_secret_is_kept(programme, user):
    feed, secret = calendar_feeds.open_feed(user, programme, **WHO)

    assert len(secret) >= 43
    assert feed.fingerprint == calendar_feeds.fingerprint(secret)
    assert secret not in str(CalendarFeed.objects.values().get())
    assert secret not in str(list(Event.objects.values()))


def test_wrong_revoked_and_left_are_the_same_answer(programme, user, clock):
    feed, secret = calendar_feeds.open_feed(user, programme, **WHO)
    answers = [Client().get(address("x" * 43))]

    end_roles(user)
    answers.append(Client().get(address(secret)))
    Membership.objects.filter(user=user).update(
        state=MembershipState.IN_USE, ended_at=None, role=Role.REGISSEUR
    )
    answers.append(Client().get(address(secret)))
    Membership.objects.filter(user=user).update(role=Role.MANAGER)
    assert Client().get(address(secret)).status_code == 200
    user.is_active = False
    user.save()
    answers.append(Client().get(address(secret)))
    user.is_active = True
    user.save()
    calendar_feeds.revoke(feed, **WHO)
    answers.append(Client().get(address(secret)))

    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(rb'"x-csrftoken": "\w+"', b"", answer.content) for answer in answers}
    assert len(pages) == 1


def test_another_membership_than_the_one_in_the_authority_opens_nothing(programme, user):
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)
    end_roles(user)
    other = UserFactory().acting.organisation
    give(user, Role.MANAGER, other)

    assert Client().get(address(secret)).status_code == 404


def test_one_address_a_person_and_programme(programme, user):
    calendar_feeds.open_feed(user, programme, **WHO)

    with pytest.raises(Refusal) as refused:
        calendar_feeds.open_feed(user, programme, **WHO)
    assert refused.value.code == "feed_open"
    with pytest.raises(IntegrityError, match="calendar_feed_one_live"):
        CalendarFeed.objects.create(
            user=user, programme=programme, fingerprint="0" * 64, created_at=NOON
        )


def test_a_revoked_address_is_revoked_once_and_another_may_be_made(programme, user):
    feed, first = calendar_feeds.open_feed(user, programme, **WHO)
    calendar_feeds.revoke(feed, **WHO)

    with pytest.raises(Refusal) as refused:
        calendar_feeds.revoke(feed, **WHO)
    assert refused.value.code == "feed_revoked"
    _, second = calendar_feeds.open_feed(user, programme, **WHO)
    assert first != second


class TestPages:
    @pytest.fixture
    def signed_in(self, client, user):
        return sign_in(client, user)

    def test_the_address_is_shown_once_then_revoked(self, signed_in, programme, user):
        opened = signed_in.post(reverse("deadlines:open-calendar-feed"))
        feed = CalendarFeed.objects.get()
        shown = opened.context["address"]
        assert shown in opened.content.decode()
        assert "no-store" in opened["Cache-Control"]
        assert Client().get(shown).status_code == 200

        page = signed_in.get(reverse("deadlines:calendar-feeds")).content.decode()
        assert shown not in page
        assert "Une adresse est ouverte depuis le 15\u00a0mai\u00a02023" in page

        again = signed_in.post(reverse("deadlines:open-calendar-feed"), follow=True)
        assert "a déjà une adresse" in again.content.decode()
        revoke = reverse("deadlines:revoke-calendar-feed", args=[feed.public_id])
        assert "Elle ne pourra pas être rétablie" in signed_in.get(revoke).content.decode()
        assert Client().get(shown).status_code == 200
        signed_in.post(revoke)
        assert Client().get(shown).status_code == 404
        twice = signed_in.post(revoke, follow=True)
        assert "Cette adresse est déjà révoquée." in twice.content.decode()

    def test_nobody_revokes_the_address_of_another(self, signed_in, programme):
        other = UserFactory(organisation=programme.authority)
        feed, _ = calendar_feeds.open_feed(other, programme, **WHO)

        url = reverse("deadlines:revoke-calendar-feed", args=[feed.public_id])
        assert signed_in.post(url).status_code == 404


@pytest.mark.parametrize("method", ["post", "options", "generic"])
def test_no_log_ever_holds_the_secret(programme, user, caplog, method):
    _, secret = calendar_feeds.open_feed(user, programme, **WHO)
    caller = Client(enforce_csrf_checks=True)
    given = ("PROPFIND", address(secret)) if method == "generic" else (address(secret),)
    answer = getattr(caller, method)(*given)
    Client().get(address(f"{secret}x"))

    assert answer.status_code in (403, 405)
    lines = [record for record in caplog.records if record.name == "passnum.access"]
    assert (len(lines), len(caplog.records)) == (2, 4)
    assert [line.path for line in lines if secret in line.path] == []
    assert secret not in caplog.text
    assert "/echeances/agenda/….ics" in caplog.text
