"""An administrator puts right what is known of the organisations of the authority."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.distribution import DepotFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = reverse("programmes:organisations")
SIRET = "22620001200012"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def administrator(client, programme):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority))


@pytest.fixture
def structure(programme):
    held = OrganisationFactory(name="Centre social des Terrils", address="1 rue")
    return ParticipationFactory(programme=programme, organisation=held).organisation


def page_of(organisation):
    return reverse("programmes:organisation", args=[organisation.public_id])


def typed(page, **changed):
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields} | changed


def test_the_list_has_those_that_the_authority_knows(administrator, programme, structure):
    OrganisationFactory(name="Inconnue ici")
    assert LIST in administrator.get(reverse("programmes")).text

    page = administrator.get(LIST)

    assert page_of(structure) in page.text
    assert str(programme.authority) in page.text
    assert "Inconnue ici" not in page.text
    assert "1 organisation sur 2" in words(administrator.get(LIST, {"q": "terrils"}))
    head, *rows = as_csv(administrator.get(LIST, {"fichier": "csv"}))
    assert head[0] == "Nom"
    assert len(rows) == 2


def test_what_is_wrong_is_put_right_and_its_former_value_kept(administrator, structure):
    page = administrator.get(page_of(structure))

    answer = administrator.post(page_of(structure), typed(page, siret="226 200 012 00012"))

    assert answer.url == LIST
    structure.refresh_from_db()
    assert structure.siret == SIRET
    assert Event.objects.get(verb="organisation.edited").details["former"] == {"siret": ""}
    assert "226\u00a0200\u00a0012\u00a000012" in administrator.get(LIST).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Indiquez le nom de l’organisation."),
        ({"siret": "123"}, "Un SIRET compte 14 chiffres."),
        ({"siret": "22620001200013"}, "sa clé de contrôle ne correspond pas"),
        ({"siret": SIRET}, "Une autre organisation porte déjà ce SIRET."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(administrator, structure, wrong, said):
    OrganisationFactory(siret=SIRET)
    page = administrator.get(page_of(structure))

    assert said in words(administrator.post(page_of(structure), typed(page, **wrong)))

    structure.refresh_from_db()
    assert (structure.name, structure.siret) == ("Centre social des Terrils", "")


def test_another_authority_puts_itself_right(administrator, programme):
    other = ProgrammeFactory().authority
    DepotFactory(programme=programme, organisation=other)

    page = words(administrator.get(page_of(other)))

    assert "conduit un programme : son administrateur la modifie" in page.replace("\u00a0", " ")
    assert administrator.get(page_of(OrganisationFactory())).status_code == 404


def test_an_authority_mends_its_own_record_and_its_colour(administrator, programme):
    authority = programme.authority
    assert page_of(authority) in administrator.get(reverse("programmes")).text
    page = administrator.get(page_of(authority))

    unreadable = (("rouge", "Une couleur s’écrit comme #1D4F91."), ("#FFFF00", "trop claire"))
    for wrong, said in unreadable:
        answer = administrator.post(page_of(authority), typed(page, accent=wrong))
        assert said in words(answer)
    administrator.post(page_of(authority), typed(page, name="Département", accent="#1D4F91"))

    authority.refresh_from_db()
    assert (authority.name, authority.accent) == ("Département", "#1D4F91")


def test_the_colour_is_that_of_the_authority_alone(administrator, structure):
    assert "accent" not in administrator.get(page_of(structure)).context["form"].fields
