"""An administrator gives roles from the browser, to the first pass that somebody redeems."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MembershipState, Notice, Role
from accounts.models import Letter, Membership, User
from programmes.actions import roles
from tests.accounts.test_passwords import NEW, choose, path_in, write_all
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    UserFactory,
    end_roles,
    give,
    sign_in,
)
from tests.factories.programmes import ParticipationFactory
from tests.reading import as_csv, searched, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PERSON = {"email": "Lea@exemple.fr", "first_name": "Léa", "last_name": "Roux"}


@pytest.fixture
def administrators(programme):
    return [
        UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority) for _ in range(2)
    ]


@pytest.fixture
def client(administrators):
    return sign_in(Client(), administrators[0])


@pytest.fixture
def other(administrators):
    """The second administrator."""
    return sign_in(Client(), administrators[1])


def invite(client, role, **more):
    return client.post(reverse("programmes:invite"), PERSON | {"role": role} | more)


def at(name, row):
    return reverse(f"programmes:{name}", args=[row.public_id])


def errors(answer):
    return answer.context["form"].errors


def test_somebody_is_invited_confirmed_and_signs_in(client, other, programme, mailoutbox):
    answer = invite(client, Role.MANAGER)
    role = Membership.objects.get(user__email="lea@exemple.fr")
    assert answer.url == at("role-holder", role.user)
    assert Letter.objects.get().about == Notice.TO_CONFIRM  # nothing is open yet

    assert "Confirmer" not in words(client.get(answer.url))
    assert "Confirmer" in words(other.get(answer.url))
    assert "Proposé par" in words(other.get(at("confirm-role", role)))
    assert other.post(at("confirm-role", role)).status_code == 302

    write_all()
    letter = mailoutbox[-1]
    assert choose(Client(), path_in(letter.body)).status_code == 302
    theirs = Client()
    sent = {"login": "lea@exemple.fr", "password": NEW}
    assert theirs.post(reverse("account_login"), sent).status_code == 302
    assert theirs.get(reverse("dossiers:conventions")).status_code == 200


def test_a_mediator_is_invited_in_a_structure_that_takes_part_from_then(client, programme):
    invite(client, Role.MEDIATOR, other_name="Médiathèque d’Arras")

    role = Membership.objects.get(role=Role.MEDIATOR)
    assert role.organisation.name == "Médiathèque d’Arras"
    assert role.organisation.participations.get().programme == programme
    assert "Médiathèque d’Arras" in words(client.get(reverse("programmes:invite")))


@pytest.mark.parametrize(
    ("role", "more", "field", "said"),
    [
        (Role.MEDIATOR, {}, "organisation", "Choisissez la structure"),
        (Role.FINANCE, {"other_name": "Ailleurs"}, "organisation", "Ce rôle se tient dans"),
        ("king", {}, "role", "Choisissez le rôle"),
        (Role.FINANCE, {"email": "lea"}, "email", "prenom.nom@exemple.fr"),
        (Role.FINANCE, {"last_name": ""}, "last_name", "Indiquez le nom"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(client, role, more, field, said):
    answer = invite(client, role, **more)

    assert said in errors(answer)[field][0]
    assert not User.objects.filter(email="lea@exemple.fr").exists()


def test_roles_kept_apart_are_refused_at_the_role(client, programme):
    holder = UserFactory(role=Role.DISTRIBUTOR, organisation=programme.authority)
    answer = client.post(at("give-role", holder), {"role": Role.AUDITOR})

    assert "Qui contrôle n’exerce rien" in errors(answer)["role"][0]
    assert "Qui contrôle n’exerce rien" in words(client.get(reverse("programmes:separations")))


def test_an_administrator_makes_no_second_account_for_herself(client, administrators):
    """She may invite an address of hers: another administrator confirms it, or nobody."""
    invite(client, Role.ADMINISTRATOR)
    role = Membership.objects.get(user__email="lea@exemple.fr")

    answer = client.post(at("confirm-role", role))

    assert "une autre personne le confirme" in words(answer)
    assert Membership.objects.get(pk=role.pk).state == MembershipState.PROPOSED


def test_a_role_refused_is_told_and_settled(client, other, programme):
    invite(client, Role.MANAGER)
    role = Membership.objects.get(user__email="lea@exemple.fr")
    assert "pourra être proposé" in words(other.get(at("refuse-role", role)))
    assert other.post(at("refuse-role", role)).status_code == 302

    assert "Il a été refusé le 15 mai 2023 par" in words(client.get(at("confirm-role", role)))
    holder = words(client.get(at("role-holder", role.user)))
    assert "Compte fermé" in holder
    assert "refusé le 15/05/2023, par" in holder


def test_an_ended_role_closes_an_account_that_has_no_other(client, programme):
    holder = UserFactory(role=Role.AUDITOR, organisation=programme.authority)
    theirs = sign_in(Client(), holder)
    assert theirs.get(reverse("reporting:reports")).status_code == 200
    assert "dès maintenant" in words(client.get(at("end-role", holder.acting)))

    client.post(at("end-role", holder.acting))

    assert theirs.get(reverse("reporting:reports")).status_code == 302
    holder.refresh_from_db()
    assert not holder.is_active
    assert "Il est terminé depuis" in words(client.get(at("end-role", holder.acting)))
    client.post(at("give-role", holder), {"role": Role.AUDITOR})
    holder.refresh_from_db()
    assert holder.is_active
    assert holder.memberships.count() == 2


def test_nobody_ends_their_own_role(client, administrators):
    own = administrators[0]
    assert "Terminer" not in words(client.get(at("role-holder", own)))
    assert "un autre administrateur" in words(client.post(at("end-role", own.acting)))


@pytest.mark.parametrize("has_password", [False, True])
def test_a_person_gets_another_letter(client, programme, mailoutbox, has_password):
    holder = UserFactory(role=Role.AUDITOR, organisation=programme.authority)
    holder.set_password(NEW if has_password else None)
    holder.save()
    button = "changer de mot de passe" if has_password else "Renvoyer l’invitation"
    assert button in words(client.get(at("role-holder", holder)))

    client.post(at("send-link", holder))
    write_all()

    assert ("10 minutes" in mailoutbox[0].body) == has_password


def test_the_list_is_filtered_counted_and_downloaded(client, programme):
    UserFactory(last_name="Zola", role=Role.FINANCE, organisation=programme.authority)
    host = OrganisationFactory(name="Centre social")
    ParticipationFactory(programme=programme, organisation=host)
    end_roles(UserFactory(last_name="Éluard", role=Role.MEDIATOR, organisation=host))

    page = client.get(reverse("programmes:roles"))
    assert "4 rôles" in words(page)
    assert "3 personnes tiennent un rôle" in words(page)
    found = words(client.get(reverse("programmes:roles"), {"etat": "ended"}))
    assert "1 rôle sur 4" in found
    assert "ÉLUARD" in found
    assert "Aucun rôle pour ces filtres" in words(
        searched(client, reverse("programmes:roles"), q="zzz")
    )
    file = as_csv(client.get(reverse("programmes:roles"), {"role": "finance", "fichier": "csv"}))
    assert [row[0][:4] for row in file] == ["Pers", "ZOLA"]


def test_people_of_another_authority_are_not_there(client):
    stranger = UserFactory(role=Role.FINANCE)

    assert stranger.last_name.upper() not in words(client.get(reverse("programmes:roles")))
    for name in ("role-holder", "give-role"):
        assert client.get(at(name, stranger)).status_code == 404
    for name in ("confirm-role", "refuse-role", "end-role"):
        assert client.get(at(name, stranger.acting)).status_code == 404


def test_an_administrator_without_a_programme_gives_the_roles_of_the_authority(mailoutbox):
    alone = UserFactory(role=Role.ADMINISTRATOR)
    client = sign_in(Client(), alone)
    assert client.get(reverse("programmes:roles")).status_code == 200

    assert invite(client, Role.AUDITOR).status_code == 302
    answer = invite(client, Role.MEDIATOR, other_name="Médiathèque", email="m@exemple.fr")
    assert "Chargez d’abord un programme" in errors(answer)["role"][0]


def test_a_person_of_two_authorities_keeps_the_roles_of_the_other(client, programme):
    holder = UserFactory(role=Role.FINANCE, organisation=programme.authority)
    elsewhere = give(holder, Role.FINANCE)
    page = words(client.get(at("role-holder", holder)))
    assert str(elsewhere.organisation) not in page

    client.post(at("end-role", holder.acting))

    holder.refresh_from_db()
    assert holder.is_active
    assert holder.memberships.in_use().get() == elsewhere


def test_nobody_leaves_their_only_role_nor_a_programme_without_administrator(
    client, administrators, programme
):
    one, other = administrators
    (own,) = one.memberships.all()
    assert "Quitter" not in words(client.get(at("role-holder", one)))
    assert "votre seul rôle" in words(client.post(at("leave-role", own)))

    give(one, Role.ADMINISTRATOR, OrganisationFactory())
    end_roles(other)
    assert "donnez d’abord ce rôle" in words(client.post(at("leave-role", own)))
    own.refresh_from_db()
    assert own.is_in_use

    UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority)
    assert client.post(at("leave-role", own)).url == reverse("accounts:account")
    own.refresh_from_db()
    assert own.state == MembershipState.ENDED
    assert client.get(reverse("programmes:roles")).status_code == 200  # in the other authority


def test_of_two_administrators_who_end_each_other_at_once_one_stays(administrators, programme):
    one, other = administrators
    roles.end(other.memberships.get(), by=one.as_actor().at(NOON))

    with pytest.raises(roles.LastAdministrator):  # asked while this role was still in use
        roles.end(one.memberships.get(), by=other.as_actor().at(NOON))
    assert one.memberships.get().is_in_use


def test_the_role_of_another_is_not_left(client, administrators):
    assert client.post(at("leave-role", administrators[1].memberships.get())).status_code == 404
