"""An invitation accepted by the OpenID Connect provider, with no password: once, by one person."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import password_links
from accounts.actions import identities, letters
from accounts.enums import Link, Notice, Role
from accounts.models import Identity, Letter, User
from accounts.tasks import write_letter
from audit.models import Event
from common.clock import real_now
from programmes.actions import roles
from tests.accounts.hostile_provider import (
    LEAVE,
    come_back,
    identity_of,
    is_in,
    leave,
    said,
    two_factors,
)
from tests.accounts.test_passwords import NEW, choose, path_in
from tests.factories.accounts import NOON, UserFactory, add_factor
from tests.reading import words

pytestmark = pytest.mark.django_db
ACCOUNT, ADD, UNLINK, CONFIRM, FORGOTTEN = (
    reverse(f"accounts:{name}")
    for name in ("account", "add-factor", "unlink-identity", "confirm", "forgotten-password")
)


@pytest.fixture
def invited(provider):
    """Whose invitation was just written: no password, no sign-in yet."""
    user = UserFactory(role=Role.FINANCE)
    user.set_unusable_password()
    user.save()
    return user


def path_of(user):
    return path_in(password_links.address(user, Link.INVITATION))


def token_of(user):
    return path_of(user).split("/")[-2]


def accept(client, provider, user, subject="sujet-1"):
    return come_back(client, provider, subject=subject, invitation=token_of(user))


def test_the_letter_and_its_page_offer_the_provider(client, provider, invited):
    letters.ask(email=invited.email, about=Link.INVITATION, real_now=real_now())
    write_letter(letter_id=Letter.objects.get().pk)
    (sent,) = mail.outbox
    assert "ou continuez par ProConnect" in sent.body

    page = client.get(path_in(sent.body))

    assert "Continuer avec ProConnect" in words(page)
    invited.set_password("une phrase assez longue")
    invited.save()
    reset = path_in(password_links.address(invited, Link.RESET))
    assert "ProConnect" not in client.get(reset).text


def test_an_invitation_is_accepted_without_a_password_and_opens_the_account(
    client, provider, invited
):
    provider.userinfo = {"email": "ailleurs@exemple.fr"}
    path = path_of(invited)
    assert accept(client, provider, invited).url == "/"

    assert is_in(client)
    identity = Identity.objects.get()
    assert (identity.user, identity.issuer) == (invited, provider.issuer)
    assert (identity.subject, identity.email) == ("sujet-1", "ailleurs@exemple.fr")
    assert Letter.objects.get().about == Notice.IDENTITY_LINKED
    linked = Event.objects.get(verb="user.identity_linked")
    assert (linked.actor_id, linked.role) == (invited.pk, Role.FINANCE.label)
    assert Client().get(path).status_code == 410
    elsewhere = Client()
    assert come_back(elsewhere, provider).url == "/"
    assert is_in(elsewhere)


def test_it_serves_once(client, provider, invited):
    back = provider.signed_in(leave(Client(), invitation=token_of(invited)))
    other = Client()
    page = leave(other, invitation=token_of(invited))
    accept(client, provider, invited)

    answer = other.get(provider.signed_in(page, "sujet-2"))
    assert "a déjà servi" in said(other, answer)
    assert Client().get(back).url == reverse("account_login")
    assert Identity.objects.get().subject == "sujet-1"
    assert not is_in(other)


def test_a_password_chosen_meanwhile_consumes_it(client, provider, invited):
    page, path = leave(client, invitation=token_of(invited)), path_of(invited)
    assert choose(Client(), path).status_code == 302

    assert "a déjà servi" in said(client, client.get(provider.signed_in(page)))
    assert not Identity.objects.exists()


def test_of_both_ways_at_once_the_first_is_kept(provider, invited):
    """Each judges the link again once the account is locked."""
    token = token_of(invited)
    by = {"by": invited.as_actor().at(NOON), "real_now": NOON, "email": ""}

    def check(user):
        password_links.check_due(Link.INVITATION, token, user)

    identities.link(invited, identity=(provider.issuer, "sujet-1"), **by, check=check)
    with pytest.raises(password_links.LinkUsed):
        identities.link(invited, identity=(provider.issuer, "sujet-2"), **by, check=check)
    assert choose(Client(), f"/compte/mot-de-passe/invitation/{token}/").status_code == 410


@pytest.mark.parametrize("wrong", ["forged", "reset", "closed", "late"])
def test_what_is_no_invitation_leads_nowhere(client, provider, invited, monkeypatch, wrong):
    token = token_of(invited)
    if wrong == "forged":
        token += "x"
    if wrong == "reset":
        token = path_in(password_links.address(invited, Link.RESET)).split("/")[-2]
    if wrong == "closed":
        User.objects.update(is_active=False)
    if wrong == "late":
        monkeypatch.setitem(password_links.LIFETIMES, Link.INVITATION, dt.timedelta(seconds=-1))

    answer = client.post(LEAVE, {"invitation": token})

    assert answer.status_code == 410
    assert provider.asked == []


def test_one_that_ended_while_at_the_provider_links_nothing(client, provider, invited):
    page = leave(client, invitation=token_of(invited))
    User.objects.update(is_active=False)

    assert "a déjà servi" in said(client, client.get(provider.signed_in(page)))
    assert not Identity.objects.exists()


def test_the_identity_of_somebody_else_accepts_nothing(client, provider, invited):
    identity_of(UserFactory(), provider)
    answer = accept(client, provider, invited)

    assert "déjà reliée à un compte" in said(client, answer)
    assert not is_in(client)
    assert client.get(path_of(invited)).status_code == 200  # it still serves


@pytest.mark.parametrize("claims", [{"nonce": "un autre"}, {"aud": "un autre site"}, {"sub": None}])
def test_what_the_provider_does_not_prove_accepts_nothing(client, provider, invited, claims):
    provider.claims = claims
    accept(client, provider, invited)

    assert not Identity.objects.exists()
    assert not is_in(client)


def test_a_browser_that_did_not_leave_accepts_nothing(client, provider, invited):
    back = provider.signed_in(leave(client, invitation=token_of(invited)))

    stranger = Client()
    assert "a expiré" in said(stranger, stranger.get(back))
    assert not Identity.objects.exists()


def test_who_is_signed_in_accepts_no_invitation_of_another(client, provider, invited):
    other = UserFactory()
    other.set_password(NEW)
    other.save()
    page = leave(client, invitation=token_of(invited))
    client.post(reverse("account_login"), {"login": other.email, "password": NEW})
    assert is_in(client)
    assert client.post(LEAVE, {"invitation": token_of(invited)}).url == "/"
    assert "Continuer avec ProConnect" not in words(client.get(path_of(invited)))
    client.get(provider.signed_in(page))
    assert not Identity.objects.exists()


class TestFactors:
    @pytest.fixture(autouse=True)
    def factor_asked(self, settings):
        settings.PASSNUM_FACTOR_ROLES = frozenset({Role.FINANCE})

    def test_one_of_ours_is_added_without_a_password(self, client, provider, invited):
        accept(client, provider, invited)

        assert client.get("/").url == ADD
        assert client.get(ADD).status_code == 200

    def test_two_of_the_provider_are_enough(self, client, provider, invited):
        provider.claims = two_factors()
        accept(client, provider, invited)

        assert client.get("/").status_code == 200


def a_while_later(client):
    """Who is there was said too long ago."""
    session = client.session
    session["account_authentication_methods"] = []
    session.save()


def test_without_a_password_the_provider_says_again_who_is_there(client, provider, invited):
    accept(client, provider, invited)
    a_while_later(client)

    page = client.get(client.get(ADD).url)
    assert "Confirmer avec ProConnect" in words(page)
    assert come_back(client, provider, next=ADD).url == ADD
    assert client.get(ADD).status_code == 200


@pytest.mark.parametrize("has_both", [False, True])
def test_beside_a_factor_the_provider_says_so_by_two_alone(client, provider, invited, has_both):
    accept(client, provider, invited)
    add_factor(invited)
    a_while_later(client)
    provider.claims = two_factors() if has_both else {}

    come_back(client, provider, next=ADD)

    assert client.get(ADD).url.startswith(CONFIRM) is not has_both


def test_the_identity_of_another_does_not_say_so(client, provider, invited):
    identity_of(UserFactory(), provider, "sujet-2")
    accept(client, provider, invited)
    a_while_later(client)

    answer = come_back(client, provider, subject="sujet-2", next=ADD)
    assert "compte d’une autre personne" in said(client, answer)
    assert client.get(ADD).url.startswith(CONFIRM)
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_the_only_way_in_is_not_taken_away(client, provider, invited):
    accept(client, provider, invited)
    page = client.get(ACCOUNT)
    assert f'href="{FORGOTTEN}"' in page.text

    assert "Choisissez d’abord un mot de passe" in words(client.post(UNLINK))
    assert invited.identities.exists()


def test_a_password_is_chosen_by_letter_once_the_provider_is_gone(client, provider, invited):
    accept(client, provider, invited)
    provider.close()
    Client().post(FORGOTTEN, {"email": invited.email})
    write_letter(letter_id=Letter.objects.get(about=Link.RESET).pk)
    elsewhere = Client()
    assert choose(elsewhere, path_in(mail.outbox[-1].body)).status_code == 302

    elsewhere.post(reverse("account_login"), {"login": invited.email, "password": NEW})
    assert is_in(elsewhere)
    assert "retirée" in said(elsewhere, elsewhere.post(UNLINK))


def test_who_came_by_the_provider_is_not_invited_again(client, provider, invited):
    accept(client, provider, invited)
    Letter.objects.all().delete()
    administrators = [
        UserFactory(role=Role.ADMINISTRATOR, organisation=invited.acting.organisation)
        for _ in range(2)
    ]
    where = {"authority": invited.acting.organisation, "programme": None, "organisation": {}}
    by = [{"by": one.as_actor().at(NOON), "real_now": NOON} for one in administrators]
    role = roles.give(invited, role=Role.MANAGER, where=where, **by[0])
    roles.confirm(role, **by[1])

    assert not Letter.objects.filter(about=Link.INVITATION).exists()
