"""A person gives their account another e-mail address, once they read what is sent there."""

import base64
import re
import time
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.actions import users
from accounts.models import Letter
from accounts.tasks import write_letter
from audit.models import Event
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.reading import words

pytestmark = pytest.mark.django_db
CHANGE, ACCOUNT = reverse("accounts:change-email"), reverse("accounts:account")


@pytest.fixture
def user():
    return UserFactory(email="ines@exemple.fr")


@pytest.fixture
def owner(client, user):
    return sign_in(client, user)


def write_all():
    for letter in Letter.objects.waiting():
        write_letter(letter_id=letter.pk)


@pytest.fixture
def asked(owner, mailoutbox):
    """The path of the letter that the new address got."""
    answer = owner.post(CHANGE, {"email": "Ines.Haddad@exemple.fr"})
    assert answer.url == ACCOUNT
    write_all()
    (letter,) = mailoutbox
    assert letter.to == ["ines.haddad@exemple.fr"]
    mailoutbox.clear()
    return urlsplit(re.search(r"https?://\S+/compte/adresse/\S+", letter.body)[0]).path


def test_the_address_changes_once_the_letter_is_read(owner, user, asked, mailoutbox):
    elsewhere = sign_in(Client(), user)
    assert CHANGE in owner.get(ACCOUNT).text
    assert "quitte ines@exemple.fr pour ines.haddad@exemple.fr" in words(owner.get(asked))
    user.refresh_from_db()
    assert user.email == "ines@exemple.fr"

    answer = owner.post(asked)

    assert answer.url == ACCOUNT
    user.refresh_from_db()
    assert user.email == "ines.haddad@exemple.fr"
    assert Event.objects.get(verb="user.email_changed").actor_id == user.pk
    assert owner.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 302
    write_all()
    (told,) = mailoutbox
    assert (told.to, told.subject) == (["ines@exemple.fr"], "Adresse électronique changée")
    assert owner.post(asked).status_code == 410


def test_a_link_is_of_one_account_and_lives_an_hour(owner, asked, monkeypatch):
    assert sign_in(Client(), UserFactory()).get(asked).status_code == 410
    assert owner.get(f"{asked[:-2]}x/").status_code == 410
    assert Client().get(asked).status_code == 302
    later = time.time() + 3601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert owner.post(asked).status_code == 410


def test_nobody_reads_the_addresses_in_a_link(asked):
    for part in re.split(r"[/:.]", asked):
        said = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if part.isascii() else b""
        assert b"haddad" not in said.lower()
    assert "haddad" not in asked.lower()


def test_nothing_tells_who_has_an_address_but_to_who_reads_it(owner, user, mailoutbox):
    UserFactory(email="prise@exemple.fr")
    taken, free = (
        owner.post(CHANGE, {"email": email}, follow=True)
        for email in ("prise@exemple.fr", "libre@exemple.fr")
    )
    assert words(taken).replace("prise", "libre") == words(free)
    write_all()
    path = urlsplit(re.search(r"https?://\S+", mailoutbox[0].body)[0]).path

    assert "Un autre compte porte cette adresse" in words(owner.post(path))

    user.refresh_from_db()
    assert user.email == "ines@exemple.fr"
    with pytest.raises(users.EmailTaken):
        users.change_email(user, email="Prise@exemple.fr", by=user.as_actor().at(NOON))


def test_an_address_that_is_none_is_said_at_its_field(owner):
    assert "Écrivez la nouvelle adresse électronique comme" in words(
        owner.post(CHANGE, {"email": "ines"})
    )
    assert not Letter.objects.exists()


def test_who_signed_in_long_ago_gives_the_password_again(owner):
    session = owner.session
    session["account_authentication_methods"] = []
    session.save()

    assert owner.get(CHANGE).url.startswith(reverse("accounts:confirm"))
