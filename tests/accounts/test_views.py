import pytest
from axes.models import AccessAttempt
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse

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


@pytest.mark.parametrize("held", [1, 2])
def test_a_refused_page_names_the_roles_that_open_it_and_keeps_the_menu(client, user, held):
    if held == 2:
        give(user, Role.MANAGER)
    said = words(sign_in(client, user).get(reverse("reporting:journal")))

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
