"""What one administrator proposes is told to the others, by letter and on their home."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import factor_resets
from accounts.enums import Notice, Role
from accounts.models import Letter
from accounts.tasks import write_letter
from passnum.programme_file.trial import Trial
from programmes.actions import files, roles
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    UserFactory,
    add_factor,
    end_roles,
    give,
)
from tests.factories.accounts import sign_in as signed_in
from tests.factories.programmes import ProgrammeFactory, described
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME = reverse("reporting:home")


@pytest.fixture
def authority():
    return OrganisationFactory()


@pytest.fixture
def administrators(authority):
    """Who proposes, who is told, and one whose role ended; one of another authority."""
    one, other, former = (
        UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(3)
    )
    end_roles(former)
    UserFactory(role=Role.ADMINISTRATOR)
    return one, other


def by(user):
    return {"by": user.as_actor().at(NOON), "real_now": NOON}


def offer(authority, administrator, role=Role.MANAGER):
    where = {"authority": authority, "programme": None, "organisation": {}}
    who = {"email": "lea@exemple.fr", "first_name": "Léa", "last_name": "Roux"}
    return roles.invite(**who, role=role, where=where, **by(administrator))


def propose_file(authority, administrator):
    text = described(authority)
    trial = Trial(added=["Programme neuf"])
    said = {"name": "neuf.toml", "content": text, "trial": trial}
    return files.propose(authority, **said, **by(administrator))


def propose_reset(authority, administrator):
    user = UserFactory(role=Role.FINANCE, organisation=authority)
    add_factor(user)
    return factor_resets.propose(user, authority=authority, **by(administrator))


def told():
    return [*Letter.objects.filter(about=Notice.TO_CONFIRM).values_list("email", flat=True)]


@pytest.mark.parametrize("has_programme", [True, False])
@pytest.mark.parametrize(
    ("propose", "address"),
    [
        (offer, "programmes:confirm-role"),
        (propose_file, "programme-file"),
        (propose_reset, "programmes:confirm-factor-reset"),
    ],
)
def test_the_other_administrator_is_told(
    authority, administrators, has_programme, propose, address
):
    one, other = administrators
    if has_programme:
        ProgrammeFactory(authority=authority)

    waiting = propose(authority, one)

    assert told() == [other.email]
    url = reverse(address, args=[waiting.public_id])
    homes = [signed_in(Client(), user).get(HOME) for user in administrators]
    assert [f'href="{url}"' in home.text for home in homes] == [False, True]
    assert f"Proposé par {one} le 15 mai 2023." in words(homes[1])


def test_the_letter_says_where_to_read_what_waits(authority, administrators):
    offer(authority, administrators[0])
    write_letter(letter_id=Letter.objects.get(about=Notice.TO_CONFIRM).pk)

    (sent,) = mail.outbox
    assert sent.subject == "Un acte attend votre accord"
    assert "sous «\u00a0À faire\u00a0»" in sent.body


def test_what_waits_for_nobody_is_told_to_nobody(authority, administrators):
    offer(authority, administrators[0], Role.AUDITOR)

    assert told() == []


def test_the_other_authority_of_who_proposes_is_told_nothing(authority, administrators):
    elsewhere = UserFactory(role=Role.ADMINISTRATOR).acting.organisation
    give(administrators[0], Role.ADMINISTRATOR, elsewhere)

    propose_reset(authority, administrators[0])

    assert told() == [administrators[1].email]


def test_whose_factor_is_lost_does_not_confirm_it(authority, administrators):
    one, other = administrators
    add_factor(other)
    factor_resets.propose(other, authority=authority, **by(one))

    assert "second facteur" not in words(signed_in(Client(), other).get(HOME))


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.ADMINISTRATOR, "Ajoutez un programme par un formulaire, ou déposez"),
        (Role.MANAGER, "Aucun programme n’est encore ouvert. Un administrateur l’ouvre."),
        (Role.DISTRIBUTOR, "Demandez au gestionnaire du programme d’ouvrir votre dépôt"),
    ],
)
def test_without_a_programme_home_says_who_opens_it(client, role, said):
    assert said in words(signed_in(client, UserFactory(role=role)).get(HOME))
