"""What the law asks of the foot of the pages: told to anyone, written by the administrator."""

import pytest
from django.urls import reverse

from accounts.enums import Conformity, Role
from accounts.models import STATED
from audit.models import Event
from tests.accounts.test_pages import faults
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGES = ["accessibility", "legal", "personal-data", "contact"]
ADDRESS = reverse("programmes:notices")
TOLD = {
    "address": "1 rue de la Mairie, 62000 Arras",
    "phone": "03 21 00 00 01",
    "email": "contact@exemple.fr",
    "publisher": "La présidence du conseil",
    "host": "Hébergement exemple, 2 rue du Port",
    "data_officer": "dpo@exemple.fr",
}
SHOWN = {
    "accessibility": ["address", "phone", "email"],
    "legal": ["address", "phone", "email", "publisher", "host"],
    "personal-data": ["address", "phone", "email", "data_officer"],
    "contact": ["address", "phone", "email"],
}


@pytest.fixture
def programme():
    return ProgrammeFactory(authority=OrganisationFactory(name="Département d’essai"))


@pytest.fixture
def administrator(client, programme):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority))


def notice(client, name):
    return client.get(reverse(f"programmes:{name}"))


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_each_authority_is_read(client, programme, name):
    other = ProgrammeFactory(authority=OrganisationFactory(name="Région d’essai"))
    OrganisationFactory(name="Une structure sans programme")

    page = notice(client, name)

    assert faults(page.text) == []
    said = words(page)
    assert said.count(programme.authority.name) >= 1
    assert said.count(other.authority.name) >= 1
    assert "Une structure sans programme" not in said


@pytest.mark.parametrize("name", PAGES)
def test_before_any_programme_the_page_says_so(client, name):
    assert "Aucun programme n’est encore chargé" in words(notice(client, name))


def test_signed_in_only_the_authorities_within_reach_are_read(client, programme):
    ProgrammeFactory(authority=OrganisationFactory(name="Région d’essai"))
    member = ParticipationFactory(programme=programme).organisation

    page = notice(
        sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=member)), "contact"
    )

    assert programme.authority.name in words(page)
    assert "Région d’essai" not in words(page)
    assert "Se déconnecter" in words(page)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_told_is_shown_and_what_is_not_is_said(client, programme, name):
    authority = programme.authority
    before = words(notice(client, name))
    assert "on indiqué" in before

    for key, value in TOLD.items():
        setattr(authority, key, value)
    authority.save()

    said = words(notice(client, name))
    assert "on indiqué" not in said
    assert [key for key in SHOWN[name] if TOLD[key] not in said] == []


def test_the_statement_says_its_state_how_it_is_known_and_where_to_complain(client, programme):
    said = words(notice(client, "accessibility"))

    assert "Le service est non conforme au référentiel général" in said
    assert "Aucun audit n’a encore été mené." in said
    assert "Sans audit, leur liste n’est pas établie." in said
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris Cedex 07" in said


def test_the_notice_of_data_has_all_that_article_13_asks(client, programme):
    programme.retention_months = 18
    programme.save()

    said = words(notice(client, "personal-data"))

    assert [
        one
        for one in (
            "But :",
            "Base légale : mission d’intérêt public",
            "Lecteurs :",
            "18 mois après votre dernier contact",
            "les faire corriger ou effacer, en limiter l’emploi, vous y opposer",
            "Commission nationale de l’informatique et des libertés",
            "Sans ces données, votre demande ne peut pas être décidée",
        )
        if one not in said
    ] == []


def test_the_notice_counts_the_cookies_that_signing_in_leaves(client, programme):
    user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    user.set_password("Grue-4512-x")
    user.save()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": user.email, "password": "Grue-4512-x"})

    assert len(client.cookies) == 3
    assert "Trois cookies" in words(notice(client, "personal-data"))


@pytest.mark.parametrize(
    ("states", "foot"),
    [
        ([], "Accessibilité : non conforme"),
        ([Conformity.FULL], "Accessibilité : totalement conforme"),
        ([Conformity.FULL, Conformity.PARTIAL], "Accessibilité : partiellement conforme"),
    ],
)
def test_the_sign_in_page_states_the_worst_of_the_authorities(client, states, foot):
    for state in states:
        ProgrammeFactory(authority=OrganisationFactory(accessibility=state))

    page = client.get(reverse("account_login"))

    assert foot in words(page)
    assert [name for name in PAGES if reverse(f"programmes:{name}") not in page.text] == []


def test_a_member_reads_the_state_of_their_authority(administrator, programme):
    programme.authority.accessibility = Conformity.FULL
    programme.authority.save()
    ProgrammeFactory()

    assert "Accessibilité : totalement conforme" in words(administrator.get("/"))


def test_an_error_page_leads_to_the_same_pages_without_a_state(client, rf):
    from django.views.defaults import server_error  # noqa: PLC0415 the page of a fault

    html = server_error(rf.get("/")).content.decode()

    assert reverse("programmes:accessibility") in html
    assert "conforme" not in html


def typed(page, **changed):
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields} | changed


def test_the_administrator_tells_them_and_the_former_ones_are_kept(administrator, programme):
    assert ADDRESS in administrator.get(reverse("programmes")).text

    answer = administrator.post(ADDRESS, typed(administrator.get(ADDRESS), **TOLD))

    programme.authority.refresh_from_db()
    assert answer.url == reverse("programmes")
    assert {key: getattr(programme.authority, key) for key in TOLD} == TOLD
    event = Event.objects.get(verb="organisation.edited")
    assert event.details["former"] == dict.fromkeys(TOLD, "")


def test_what_is_not_told_waits_on_the_home_of_the_administrator(administrator, programme):
    said = words(administrator.get("/"))
    assert "1 acte à faire. " in said
    assert "Compléter les mentions légales et les contacts" in said
    assert (
        "adresse, téléphone, adresse électronique de contact, direction de la publication, "
        "hébergeur, délégué à la protection des données" in said
    )

    administrator.post(ADDRESS, typed(administrator.get(ADDRESS), **TOLD))

    assert "Compléter les mentions" not in words(administrator.get("/"))
    assert set(STATED) == set(TOLD)


def test_a_state_without_its_reason_is_refused(administrator):
    sent = typed(administrator.get(ADDRESS), accessibility="totale", accessibility_basis="")

    answer = administrator.post(ADDRESS, sent)

    assert "Indiquez comment l’état d’accessibilité est établi." in words(answer)
    assert not Event.objects.filter(verb="organisation.edited").exists()
