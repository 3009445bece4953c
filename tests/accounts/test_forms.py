import pytest

from accounts.actions import organisations
from accounts.forms import OrganisationFields
from accounts.models import Organisation
from accounts.readings import organisations_known_to
from audit.actors import SYSTEM
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import ConventionFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
SIRET = "130 026 032 00016"


class Funder(OrganisationFields):
    organisation_named = "le financeur"
    organisation_label = "Financeur"


def form(programme, **answers):
    return Funder(answers, organisations=organisations_known_to(programme.authority))


def find_or_add(made):
    return organisations.find_or_add(**made.organisation_answer, by=SYSTEM.at(NOON))


def test_who_funds_signs_or_receives_in_the_programmes_of_the_authority_is_known(programme):
    convention = ConventionFactory(programme=programme)
    helped = SubsidyFactory(programme=ProgrammeFactory(authority=programme.authority)).beneficiary
    elsewhere = ConventionFactory(programme=ProgrammeFactory()).funder

    found = set(organisations_known_to(programme.authority))

    assert found == {programme.authority, convention.funder, helped}
    assert elsewhere not in found


def test_a_known_organisation_is_chosen_in_the_list(programme):
    funder = ConventionFactory(programme=programme).funder
    made = form(programme, organisation=funder.pk)

    assert made.is_valid()
    assert find_or_add(made) == funder


def test_another_organisation_is_added_with_its_siret_and_found_again_by_it(programme):
    made = form(programme, other_name="ANCT", other_siret=SIRET)
    assert made.is_valid()
    added = find_or_add(made)
    again = form(programme, other_name="Agence nationale", other_siret=SIRET.replace(" ", ""))
    assert again.is_valid()

    assert added.siret == "13002603200016"
    assert find_or_add(again) == added


def test_another_organisation_without_siret_is_found_again_by_its_exact_name(programme):
    made = form(programme, other_name="Futur Composé")
    assert made.is_valid()

    assert find_or_add(made) == find_or_add(made)
    assert Organisation.objects.filter(name="Futur Composé").count() == 1


@pytest.mark.parametrize(
    ("answers", "field", "said"),
    [
        ({}, "organisation", "Choisissez le financeur dans la liste, ou indiquez son nom."),
        ({"other_siret": SIRET}, "other_name", "Indiquez le nom de l’organisation"),
        ({"other_name": "ANCT", "other_siret": "123"}, "other_siret", "14 chiffres"),
        ({"other_name": "ANCT", "other_siret": "13002603200017"}, "other_siret", "une faute"),
    ],
)
def test_what_is_missing_or_mistyped_is_said_at_its_field(programme, answers, field, said):
    made = form(programme, **answers)

    assert not made.is_valid()
    assert said in made.errors[field][0]


def test_a_choice_and_a_name_together_are_refused(programme):
    made = form(programme, organisation=programme.authority_id, other_name="ANCT")

    assert "pas les deux" in made.errors["organisation"][0]


def test_an_organisation_out_of_reach_is_not_in_the_list(programme):
    made = form(programme, organisation=OrganisationFactory().pk)

    assert "Choisissez" in made.errors["organisation"][0]
