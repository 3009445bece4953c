"""A session that is over when a form is sent loses nothing of it, and keeps nothing of it."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import SignIn
from deliberations.models import Deliberation
from tests.factories.accounts import UserFactory, add_factor
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = pytest.mark.django_db
SIGN_IN, PASSWORD = reverse("account_login"), "une phrase assez longue"
FORM = reverse("deliberations:add")
TYPED = {"number": "2023-12", "title": "Un « titre » & <b>des signes</b>", "assembly": ""}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def member(programme=None):
    user = UserFactory(role=Role.MANAGER, organisation=(programme or ProgrammeFactory()).authority)
    user.set_password(PASSWORD)
    user.save()
    return user


def give_password(client, user, **more):
    return client.post(SIGN_IN, {"login": user.email, "password": PASSWORD, **more})


def hidden(answer):
    return {name: html.unescape(value) for name, value in HIDDEN.findall(answer.text)}


@pytest.fixture
def user():
    return member()


@pytest.fixture
def left(user):
    """Somebody whose session is over while a form is filled."""
    client = Client()
    give_password(client, user)
    SignIn.objects.all().delete()
    return client


def test_what_was_typed_is_sent_again_after_a_sign_in(left, user):
    asked = left.post(FORM, TYPED)
    assert "Votre saisie est gardée dans cette page" in words(asked)
    kept = hidden(asked)["kept"]
    assert "2023-12" not in asked.text
    wrong = left.post(SIGN_IN, {"login": user.email, "password": "faux", "kept": kept})
    assert hidden(wrong)["kept"] == kept

    found = give_password(left, user, kept=kept)

    assert "3 champs" in words(found)
    assert {name: value for name, value in hidden(found).items() if name in TYPED} == TYPED
    assert f'action="{FORM}"' in found.text
    assert left.post(FORM, TYPED).status_code == 200
    assert "kept" not in str([row.session_data for row in SignIn.objects.all()])
    assert not Deliberation.objects.exists()


def test_what_was_typed_waits_for_the_second_factor(left, user):
    codes = add_factor(user)
    kept = hidden(left.post(FORM, TYPED))["kept"]
    step = give_password(left, user, kept=kept)
    assert "Étape 2 sur 2" in words(step)
    assert hidden(step)["kept"] == kept
    wrong = left.post(reverse("mfa_authenticate"), {"code": "000000", "kept": kept})
    assert hidden(wrong)["kept"] == kept

    found = left.post(reverse("mfa_authenticate"), {"code": codes[0], "kept": kept})

    assert hidden(found)["number"] == "2023-12"


def test_what_was_typed_is_shown_to_its_owner_alone(left, user):
    kept = hidden(left.post(FORM, TYPED))["kept"]

    assert give_password(left, member(), kept=kept).url == "/"
    assert give_password(Client(), user, kept="rien").url == "/"


def test_nothing_is_kept_of_a_stranger_nor_of_a_password(left):
    changing = reverse("accounts:change-password")
    assert Client().post(FORM, TYPED).url.startswith(SIGN_IN)
    assert left.post(changing, {"password": "un autre"}).url.startswith(SIGN_IN)
    assert left.post(FORM).url.startswith(SIGN_IN)
