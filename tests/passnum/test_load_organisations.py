"""A file names the organisations that are recorded, completes them, and says all that differs."""

import pytest

from accounts.enums import Role
from accounts.models import Organisation
from audit.actors import SYSTEM
from audit.models import Event
from passnum.programme_file.trial import try_out
from programmes.models import Programme
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory, described
from tests.passnum.loading import faults, load_text

pytestmark = pytest.mark.django_db

SIRET, OTHER, THIRD = "22620001200012", "26620009600003", "26620009600037"


@pytest.fixture
def authority():
    found = OrganisationFactory(name="Département d’essai", short_name="", siret=SIRET)
    UserFactory(role=Role.ADMINISTRATOR, organisation=found)
    return found


def text(authority, *others, **said):
    """A file whose authority has these keys, with other organisations."""
    lines = "".join(f'{key} = "{value}"\n' for key, value in said.items())
    name = f'name = "{authority.name}"\n'
    return "".join(others) + described(authority).replace(name, name + lines)


def organisation(code, name, **said):
    lines = "".join(f'{key} = "{value}"\n' for key, value in {"name": name, **said}.items())
    return f'[[organisations]]\ncode = "{code}"\n{lines}'


def test_an_authority_already_open_is_completed_and_the_trial_says_with_what(authority):
    said = {"short_name": "Essai", "address": "1 rue d’Essai", "accessibility": "partielle"}
    trial = try_out(text(authority, **said), authority=authority, by=SYSTEM.at(NOON))
    assert trial.faults == []
    where, said_of = "organisations[1]\u00a0: Département d’essai", "nom court, adresse"
    assert trial.added[0] == f"{where} ({said_of}, état d’accessibilité)"
    assert not Organisation.objects.exclude(short_name="").exists()

    load_text(text(authority, **said))

    authority.refresh_from_db()
    assert Programme.objects.get().authority == authority
    assert (authority.siret, authority.short_name) == (SIRET, "Essai")
    assert (authority.address, authority.accessibility) == ("1 rue d’Essai", "partielle")
    former = Event.objects.get(verb="organisation.edited").details["former"]
    assert former == {"short_name": "", "address": "", "accessibility": "non"}
    assert load_text(text(authority, **said)) == []


def test_all_that_differs_is_said_at_once_and_nothing_is_completed(authority):
    Organisation.objects.update(short_name="Mieux", phone="0300000000")
    said = {"short_name": "Essai", "phone": "0311111111", "accent": "#1D4F91"}

    found = faults(text(authority, **said))

    assert found.keys() == {"organisations[1].short_name", "organisations[1].phone"}
    assert not Organisation.objects.exclude(accent="").exists()


def test_a_siret_is_completed_and_a_wrong_one_or_a_light_colour_is_refused(authority):
    Organisation.objects.update(siret="")
    wrong = faults(text(authority, siret=SIRET[:-1] + "3"))
    assert "comporte une faute" in wrong["organisations[1].siret"]
    assert "trop claire" in faults(text(authority, accent="#FFFF00"))["organisations[1].accent"]

    load_text(text(authority, siret=SIRET))

    assert Organisation.objects.get().siret == SIRET


def known_ccas(authority, **said):
    """A programme of the authority, in which a « CCAS » takes part."""
    programme = ProgrammeFactory(authority=authority)
    found = ParticipationFactory(programme=programme, organisation__name="CCAS").organisation
    Organisation.objects.filter(pk=found.pk).update(**{"siret": OTHER} | said)
    return found


def test_an_organisation_that_takes_part_is_found_by_its_name(authority):
    known = known_ccas(authority)

    load_text(text(authority, organisation("ccas", "CCAS", phone="0300000000")))

    known.refresh_from_db()
    assert (known.phone, known.siret) == ("0300000000", OTHER)
    assert Organisation.objects.filter(name="CCAS").count() == 1


def test_another_siret_is_another_organisation(authority):
    known_ccas(authority)

    load_text(text(authority, organisation("ccas", "CCAS", siret=THIRD)))

    assert {*Organisation.objects.filter(name="CCAS").values_list("siret", flat=True)} == {
        OTHER,
        THIRD,
    }


def test_who_loads_a_file_is_told_apart_from_a_namesake(authority):
    OrganisationFactory(name=authority.name, siret=OTHER)

    trial = try_out(text(authority), authority=authority, by=SYSTEM.at(NOON))

    assert trial.faults == []


def test_what_another_authority_knows_by_its_name_alone_is_not_completed(authority):
    known_ccas(OrganisationFactory(), siret="")
    file = text(authority, organisation("ccas", "CCAS", phone="0300000000"))

    assert faults(file).keys() == {"organisations[1].phone"}


def test_the_namesake_of_another_authority_is_another_organisation(authority):
    elsewhere = ParticipationFactory(organisation__name="CCAS").organisation
    Organisation.objects.filter(pk=elsewhere.pk).update(siret=OTHER, phone="")

    load_text(text(authority, organisation("ccas", "CCAS", phone="0300000000")))

    elsewhere.refresh_from_db()
    assert elsewhere.phone == ""
    assert Organisation.objects.filter(name="CCAS").count() == 2


def test_another_authority_is_not_completed(authority):
    other = ProgrammeFactory(authority__siret=OTHER, authority__phone="").authority
    file = text(authority, organisation("autre", other.name, siret=OTHER, phone="0300000000"))

    assert "déjà enregistré" in faults(file)["organisations[1].phone"]


def test_two_of_one_name_in_the_file_stay_two(authority):
    known_ccas(authority)
    pair = [organisation("un", "CCAS", siret=OTHER), organisation("deux", "CCAS")]

    load_text(text(authority, *pair))

    assert Organisation.objects.filter(name="CCAS").count() == 2
    assert load_text(text(authority, *pair)) == []
