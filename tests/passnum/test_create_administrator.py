"""The first account of an empty server."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.enums import MembershipState, Role
from accounts.models import Membership, Organisation, User
from audit.models import Event
from passnum.management.commands.create_administrator import QUESTIONS
from tests.accounts.test_passwords import choose, path_in
from tests.factories.accounts import sign_in
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANSWERS = {
    "email": "Ines@exemple.fr",
    "first_name": "Inès",
    "last_name": "Haddad",
    "authority": "Département du Pas-de-Calais",
    "siret": "226 200 012 00012",
}


def create(**answers):
    said = io.StringIO()
    call_command("create_administrator", **answers, stdout=said)
    return said.getvalue()


def test_it_prints_a_link_and_never_a_password(client):
    said = create(**ANSWERS)

    user, authority = User.objects.get(), Organisation.objects.get()
    assert not user.has_usable_password()
    assert (user.email, authority.siret) == ("ines@exemple.fr", "22620001200012")
    assert Membership.objects.get().role == Role.ADMINISTRATOR
    assert choose(client, path_in(said)).status_code == 302
    assert User.objects.get().has_usable_password()


def test_run_twice_it_opens_one_account():
    create(**ANSWERS)
    said = create(**ANSWERS)

    assert "était déjà ouvert" in said
    assert (User.objects.count(), Organisation.objects.count()) == (1, 1)
    assert Membership.objects.count() == 1


def test_it_reads_the_environment(monkeypatch):
    for name, value in ANSWERS.items():
        monkeypatch.setenv(QUESTIONS[name][0], value)
    create()

    assert Membership.objects.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "siret"])
def test_it_names_what_is_missing(name):
    with pytest.raises(CommandError, match=QUESTIONS[name][0]):
        create(**{**ANSWERS, name: ""})


def test_it_asks_where_somebody_can_answer(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: {"Prénom : ": "Léa"}.get(question, ""))
    create(**{name: value for name, value in ANSWERS.items() if name != "first_name"})

    assert User.objects.get().first_name == "Léa"


@pytest.mark.parametrize(
    ("wrong", "said"), [({"siret": "22620001200013"}, "SIRET"), ({"email": "ines"}, "adresse")]
)
def test_a_wrong_answer_is_said_and_nothing_is_written(wrong, said):
    with pytest.raises(CommandError, match=said):
        create(**{**ANSWERS, **wrong})

    assert not User.objects.exists()


def test_a_second_authority_has_administrators_of_its_own(client):
    create(**ANSWERS)
    region = {"authority": "Région Hauts-de-France", "siret": "200 053 742 00017"}
    create(**ANSWERS | region | {"email": "zoe@exemple.fr", "last_name": "Simon"})
    first, second = (User.objects.get(email=f"{name}@exemple.fr") for name in ("ines", "zoe"))

    assert {one.organisation.siret for one in second.memberships.all()} == {"20005374200017"}
    for user, other in ((first, second), (second, first)):
        ProgrammeFactory(authority=user.memberships.get().organisation)
        sign_in(client, user)
        listed = client.get(reverse("programmes:roles")).text
        assert (user.email in listed, other.email in listed) == (True, False)
        page = reverse("programmes:role-holder", args=[other.public_id])
        assert client.get(page).status_code == 404


def test_a_role_opened_by_mistake_is_told_and_left_in_the_browser(client):
    create(**ANSWERS | {"authority": "Departement", "siret": ""})
    said = create(**ANSWERS)
    assert "Administre aussi Departement" in said
    assert "Administre aussi" not in create(**ANSWERS | {"email": "autre@exemple.fr"})

    user = User.objects.get(email="ines@exemple.fr")
    wrong, right = user.memberships.order_by("pk")
    sign_in(client, user)
    client.post(reverse("accounts:switch-membership"), {"membership": right.pk})
    page = client.get(reverse("programmes:role-holder", args=[user.public_id])).text
    leaving = reverse("programmes:leave-role", args=[wrong.public_id])
    assert leaving in page
    assert "Vous n’agissez plus comme" in client.get(leaving).text

    assert "Rôle quitté, Departement." in client.post(leaving, follow=True).text

    wrong.refresh_from_db()
    assert wrong.state == MembershipState.ENDED
    assert Event.objects.filter(verb="membership.ended").count() == 1
    assert "est terminé" in client.get(leaving).text
    page = client.get(reverse("programmes:role-holder", args=[user.public_id])).text
    assert reverse("programmes:leave-role", args=[right.public_id]) not in page
