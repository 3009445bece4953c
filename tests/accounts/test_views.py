import datetime as dt
import re

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.messages import get_messages
from django.db.models import F
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import sign_in_limits
from accounts.enums import Role
from audit.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, give, sign_in
from tests.reading import words

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"


@pytest.fixture
def user():
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_signing_in_by_e_mail_leads_home_and_leaves_a_trace(client, user):
    response = attempt(client, user.email.upper(), PASSWORD)

    assert (response.status_code, response.url) == (302, "/")
    assert not list(get_messages(response.wsgi_request))
    event = Event.objects.get(verb="user.signed_in")
    assert (event.actor_id, event.address) == (user.pk, "127.0.0.1")


def test_a_wrong_password_says_so_in_french_and_keeps_the_address(client, user):
    response = attempt(client, user.email, "autre chose")

    assert response.status_code == 200
    assert user.email in response.text
    said = "ette adresse et ce mot de passe ne vont pas ensemble."
    assert f'<a href="#id_password">C{said}</a>' in response.text
    assert f"<span>Erreur\u00a0: c{said}</span>" in response.text
    assert not Event.objects.exists()


def test_five_wrong_passwords_lock_the_account_for_this_address(client, user):
    statuses = [attempt(client, user.email, "faux").status_code for _ in range(5)]

    assert statuses[-1] == 429
    assert attempt(client, user.email, PASSWORD).status_code == 429
    assert AccessAttempt.objects.get().username == user.email


def locks(client, email, times):
    """The minutes of each lock, as its page says them."""
    found = []
    for _ in range(times):
        for _ in range(5):
            answer = attempt(client, email, "faux")
        found.append(int(re.search(r"pendant (\d+) minutes", words(answer))[1]))
        # Two hours later.
        AccessAttempt.objects.all().delete()
        AccessFailureLog.objects.update(attempt_time=F("attempt_time") - dt.timedelta(hours=2))
    return found


def test_each_lock_lasts_twice_as_long_as_the_one_before(client, user):
    assert locks(client, user.email, 7) == [15, 30, 60, 120, 240, 480, 480]


def test_an_address_that_tries_account_after_account_is_locked_out(client, user):
    for rank in range(sign_in_limits.OF_AN_ADDRESS):
        assert attempt(client, f"agent-{rank}@exemple.fr", "faux").status_code == 200

    assert attempt(client, user.email, PASSWORD).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert attempt(elsewhere, user.email, PASSWORD).status_code == 302
    elsewhere.post(reverse("account_logout"))
    # The device of a colleague in the same office stays open to them.
    elsewhere.defaults["REMOTE_ADDR"] = "127.0.0.1"
    assert attempt(elsewhere, user.email, PASSWORD).status_code == 302


def test_who_failed_is_forgotten_once_no_delay_looks_at_it(client, user):
    attempt(client, user.email, "faux")
    sign_in_limits.forget_past()
    assert AccessFailureLog.objects.count() == 1
    AccessFailureLog.objects.update(attempt_time=F("attempt_time") - dt.timedelta(days=2))
    sign_in_limits.forget_past()
    assert not AccessFailureLog.objects.exists()


def test_an_account_tried_from_everywhere_is_open_to_its_owner_alone(user):
    own, stranger = Client(), Client()
    assert attempt(own, user.email, PASSWORD).status_code == 302
    own.post(reverse("account_logout"))
    for rank in range(sign_in_limits.OF_AN_ACCOUNT):
        stranger.defaults["REMOTE_ADDR"] = f"203.0.113.{rank}"
        assert attempt(stranger, user.email, "faux").status_code == 200

    stranger.defaults["REMOTE_ADDR"] = "198.51.100.4"
    assert attempt(stranger, user.email, PASSWORD).status_code == 429
    assert attempt(own, user.email, PASSWORD).status_code == 302
    # A cookie of somebody else's, or made up, opens nothing.
    stranger.cookies["device"] = f"{user.pk}:forged"
    assert attempt(stranger, user.email, PASSWORD).status_code == 429


def test_a_shared_computer_is_known_to_each_who_signed_in_from_it(client, user):
    other = UserFactory()
    other.set_password(PASSWORD)
    other.save()
    for one in (other, user):
        attempt(client, one.email, PASSWORD)
        client.post(reverse("account_logout"))
    cookie = client.cookies["device"]

    assert cookie["httponly"]
    assert cookie.value.startswith(f"{user.pk},{other.pk} fd")


@pytest.fixture
def own(user):
    """A device from which the owner signed in, then out."""
    own = Client()
    attempt(own, user.email, PASSWORD)
    own.post(reverse("account_logout"))
    return own


def test_a_stranger_behind_the_same_address_locks_out_strangers_alone(user, own):
    stranger = Client()
    assert [attempt(stranger, user.email, "faux").status_code for _ in range(5)][-1] == 429

    assert attempt(own, user.email, PASSWORD).status_code == 302
    own.post(reverse("account_logout"))
    assert attempt(stranger, user.email, PASSWORD).status_code == 429


def test_a_known_device_waits_for_its_own_mistakes_wherever_it_is(user, own):
    for rank in range(5):
        own.defaults["REMOTE_ADDR"] = f"203.0.113.{rank}"
        answer = attempt(own, user.email, "faux")

    assert "pendant 15 minutes" in words(answer)
    assert attempt(own, user.email, PASSWORD).status_code == 429
    assert attempt(Client(), user.email, PASSWORD).status_code == 302


def test_a_known_device_is_another_ones_for_another_account(user, own):
    other = UserFactory()
    for _ in range(5):
        attempt(own, other.email, "faux")

    assert attempt(Client(), other.email, PASSWORD).status_code == 429
    assert attempt(own, user.email, PASSWORD).status_code == 302


@pytest.mark.parametrize("held", [1, 2])
def test_a_refused_page_names_the_roles_that_open_it_and_keeps_the_menu(client, user, held):
    if held == 2:
        give(user, Role.MANAGER)
    said = words(sign_in(client, user).get(reverse("events:journal")))

    assert "Votre rôle Finances," in said
    assert "Qui peut le faire Contrôleur, Administrateur" in said
    assert ("changez de rôle en haut de cette page" in said) == (held == 2)
    assert "Se déconnecter" in said


def test_an_unknown_page_keeps_the_menu_of_who_is_signed_in_and_of_nobody_else(client, user):
    assert "Se déconnecter" not in client.get("/nulle-part/").text
    assert "Se déconnecter" in sign_in(client, user).get("/nulle-part/").text


def test_nobody_signs_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.post("/connexion/signup/", {"email": "a@b.fr"}).status_code == 404


def test_a_member_acts_under_one_membership_and_switches(client, user):
    other = give(user, Role.MANAGER)
    sign_in(client, user)

    response = client.post(reverse("accounts:switch-membership"), {"membership": other.pk})

    assert response.status_code == 302
    assert client.session["membership"] == other.pk


@pytest.mark.parametrize("chosen", ["", "x", "0"])
def test_a_membership_of_somebody_else_does_not_exist(client, user, chosen):
    stranger = UserFactory()
    sign_in(client, user)

    response = client.post(
        reverse("accounts:switch-membership"), {"membership": chosen or stranger.acting.pk}
    )

    assert response.status_code == 404


def test_the_accent_of_an_authority_is_served_as_css(client):
    organisation = OrganisationFactory(accent="#1D4F91")

    response = client.get(reverse("accounts:theme", args=[organisation.public_id]))

    assert response["Content-Type"] == "text/css"
    assert response.text == ":root{--accent:#1D4F91;--accent-tint:#E8EDF4}"
