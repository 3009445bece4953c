"""Open sessions: how long they last, who sees and ends them."""

import datetime as dt

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.actions import factor_resets
from accounts.enums import Role, minutes_by_role
from accounts.models import SignIn
from accounts.readings import open_sign_ins
from accounts.rules import device_in_words, in_words
from accounts.session_store import NOTED_EVERY, real_now
from accounts.tasks import forget_past_day
from audit.models import Event
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    UserFactory,
    add_factor,
    give,
    sign_in,
)
from tests.reading import words

pytestmark = pytest.mark.django_db
HOME, SIGN_INS = reverse("reporting:home"), reverse("accounts:sign-ins")
SIGN_IN, PASSWORD = reverse("account_login"), "une phrase assez longue"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36"


@pytest.fixture(autouse=True)
def noted_as_in_production(monkeypatch):
    """The other tests ask no statement for it."""
    monkeypatch.setattr("accounts.session_store.NOTED_EVERY", NOTED_EVERY)


@pytest.fixture
def user():
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    return user


def some_minutes_later(user, minutes):
    """What a session says, had it been left since."""
    lapse = dt.timedelta(minutes=minutes)
    user.sign_ins.update(seen_at=F("seen_at") - lapse, started_at=F("started_at") - lapse)


def test_a_sign_in_says_from_which_device_and_when(user):
    client = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.7")
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    sign_in(Client(), user)

    page = words(client.get(SIGN_INS))
    assert "Firefox, Windows" in page
    assert "203.0.113.7" in page
    assert "celle-ci" in page
    assert "1 autre connexion" in page


def test_one_session_is_ended_or_all_others(client, user):
    for one in [client, *(elsewhere := [Client() for _ in range(3)])]:
        sign_in(one, user)
    stranger = UserFactory()
    other = sign_in(Client(), stranger)
    first = user.sign_ins.get(pk=elsewhere[0].session.session_key)
    own = user.sign_ins.get(pk=client.session.session_key)
    foreign = stranger.sign_ins.get()

    for row, ended in ((first, 1), (own, 0), (foreign, 0)):
        answer = client.post(SIGN_INS, {"end": str(row.public_id)}, follow=True)
        assert f"{ended} connexion" in words(answer)
    assert elsewhere[0].get(HOME).url.startswith(SIGN_IN)
    assert elsewhere[1].get(HOME).status_code == 200
    client.post(SIGN_INS, {"end": "autres"})

    assert [one.get(HOME).status_code for one in elsewhere] == [302, 302, 302]
    assert client.get(HOME).status_code == other.get(HOME).status_code == 200
    ended = Event.objects.filter(verb="sign_ins.ended", subject_id=user.pk)
    assert [event.details["number"] for event in ended.order_by("pk")] == [1, 2]


def test_a_session_that_was_left_is_over(client, user, settings):
    settings.PASSNUM_IDLE_MINUTES = minutes_by_role("X", ["30", "mediator=240"])
    sign_in(client, user)
    for _ in range(2):  # the request in between counts
        some_minutes_later(user, 29)
        assert client.get(HOME).status_code == 200
    some_minutes_later(user, 31)
    assert not open_sign_ins(user).exists()

    assert client.get(HOME).url == f"{SIGN_IN}?next=/"
    assert client.get(HOME).status_code == 302
    mediator = UserFactory(role=Role.MEDIATOR)
    sign_in(client, mediator)
    some_minutes_later(mediator, 31)
    assert client.get(reverse("mediation:redeem")).status_code == 200


def test_the_shortest_limit_of_the_roles_held_is_that_of_the_session(user, settings):
    settings.PASSNUM_IDLE_MINUTES = minutes_by_role("X", ["30", "manager=5"])
    give(user, Role.MANAGER)
    user.held = list(user.memberships.in_use())

    assert user.idle_limit == dt.timedelta(minutes=5)


def test_a_session_ends_so_long_after_the_sign_in_whatever_is_done(client, user, settings):
    settings.PASSNUM_IDLE_MINUTES = minutes_by_role("X", ["9999"])
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    end = user.sign_ins.get().expire_date
    assert dt.timedelta(hours=11, minutes=59) < end - real_now() <= dt.timedelta(hours=12)

    client.post(reverse("accounts:switch-membership"), {"membership": user.acting.pk})

    assert user.sign_ins.get().expire_date == end
    user.sign_ins.update(expire_date=real_now())
    assert client.get(HOME).url.startswith(SIGN_IN)
    forget_past_day()
    assert not SignIn.objects.filter(user=user).exists()


def test_a_request_is_noted_once_a_minute(client, user):
    sign_in(client, user)
    seen = user.sign_ins.get().seen_at
    client.get(HOME)
    assert user.sign_ins.get().seen_at == seen
    some_minutes_later(user, 2)
    client.get(HOME)
    assert user.sign_ins.get().seen_at > seen


def test_an_administrator_ends_the_sessions_of_a_person_or_of_everybody():
    authority = OrganisationFactory()
    here, colleague = [
        UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2)
    ]
    agent, stranger = UserFactory(role=Role.FINANCE, organisation=authority), UserFactory()
    clients = [sign_in(Client(), one) for one in (here, colleague, agent, stranger)]

    clients[0].post(reverse("programmes:end-sign-ins", args=[agent.public_id]))
    assert [one.get(HOME).status_code for one in clients] == [200, 200, 302, 200]
    answer = clients[0].post(reverse("programmes:end-all-sign-ins"), follow=True)

    assert "Connexions terminées : 1." in words(answer)
    assert [one.get(HOME).status_code for one in clients] == [200, 302, 302, 200]
    ended = Event.objects.filter(verb="sign_ins.ended").order_by("pk")
    assert [event.subject_type for event in ended] == ["accounts.user", "accounts.organisation"]


def test_a_factor_taken_away_by_two_ends_the_sessions_of_its_owner(user):
    add_factor(user)
    client = sign_in(Client(), user)
    both = [UserFactory(role=Role.ADMINISTRATOR).as_actor().at(NOON) for _ in range(2)]
    authority = user.acting.organisation
    reset = factor_resets.propose(user, authority=authority, by=both[0], real_now=NOON)
    factor_resets.confirm(reset, by=both[1], real_now=NOON)

    assert client.get(HOME).url.startswith(SIGN_IN)


def test_after_a_factor_is_taken_away_the_other_sessions_are_offered_to_be_ended(client, user):
    add_factor(user)
    sign_in(client, user)
    sign_in(Client(), user)
    factor = user.authenticator_set.exclude(type="recovery_codes").get()
    answer = client.post(reverse("accounts:remove-factor"), {"factor": factor.pk}, follow=True)

    assert "Votre compte reste ouvert ailleurs" in words(answer)
    assert answer.redirect_chain[-1][0] == SIGN_INS


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, macOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", "Appareil inconnu"),
    ],
)
def test_a_device_is_said_in_words(agent, said):
    assert device_in_words(agent) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59, "moins d’une minute"), (60, "1 minute"), (3599, "59 minutes"), (7300, "2 heures")],
)
def test_a_lapse_is_said_in_words(seconds, said):
    assert in_words(dt.timedelta(seconds=seconds)).replace("\u00a0", " ") == said
