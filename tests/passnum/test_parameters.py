"""An administrator changes the parameters of a programme that nothing recorded stands on."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from passnum.parameters import actions
from places.models import Commune
from programmes.actions.programmes import ProgrammeTaken
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory, RequestFactory
from tests.factories.conventions import ConventionFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import LotFactory
from tests.factories.finance import PaymentFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    return ProgrammeFactory(hotline="0300000000", territory=["62"])


@pytest.fixture
def administrator(client, programme):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority))


def address(programme):
    return reverse("parameters", args=[programme.public_id])


def typed(page, **changed):
    form = page.context["form"]
    kept = {name: form[name].value() for name in form.fields}
    kept |= {"territory": "62"} if "territory" in kept else {}
    return {name: "" if value is None else value for name, value in kept.items()} | changed


def test_a_parameter_is_changed_and_its_former_value_kept(administrator, programme):
    page = administrator.get(address(programme))
    assert page.context["form"].initial["face_value"] == 10
    assert address(programme) in administrator.get(reverse("programmes")).text

    answer = administrator.post(address(programme), typed(page, pace_days="60", last_year="2026"))

    programme.refresh_from_db()
    assert answer.url == reverse("programmes")
    assert (programme.pace_days, programme.last_year) == (60, 2026)
    assert Event.objects.get(verb="programme.edited").details == {
        "former": {"pace_days": 90, "last_year": None},
        "new": {"pace_days": 60, "last_year": 2026},
    }
    page = words(administrator.get(address(programme)))
    assert "Jours du rythme constaté 90 remplacé par 60" in page
    assert "Dernière année non indiquée remplacé par 2026" in page


def test_nothing_changed_says_nothing_in_the_journal(administrator, programme):
    administrator.post(address(programme), typed(administrator.get(address(programme))))

    assert not Event.objects.filter(verb="programme.edited").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Indiquez le nom du programme."),
        ({"pace_days": "0"}, "1"),
        ({"last_year": "2001"}, "La fin doit suivre le début."),
        ({"mandat_pattern": "XX-99"}, "Écrivez 9 pour un chiffre, A pour une lettre."),
        ({"face_value": "0"}, "Un pass vaut au moins un centime."),
        ({"territory": "62, Artois"}, "Aucun département ne s’appelle « Artois »."),
        ({"territory": ""}, "Indiquez les départements."),
    ],
)
def test_a_wrong_parameter_is_told_and_nothing_changes(administrator, programme, wrong, said):
    page = administrator.get(address(programme))
    answer = administrator.post(address(programme), typed(page, **wrong))

    assert answer.status_code == 200
    assert said in words(answer)
    former = programme.name, programme.pace_days, programme.last_year, programme.mandat_pattern
    programme.refresh_from_db()
    assert (
        programme.name,
        programme.pace_days,
        programme.last_year,
        programme.mandat_pattern,
    ) == former


def test_a_change_made_meanwhile_is_not_overwritten(administrator, programme):
    sent = typed(administrator.get(address(programme)), pace_days="60", seen="autre")

    answer = administrator.post(address(programme), sent)

    assert "a été modifié depuis que vous l’avez ouverte" in words(answer)
    programme.refresh_from_db()
    assert programme.pace_days == 90


def test_what_nothing_stands_on_changes_and_brings_its_communes(administrator, programme):
    free = {"letter": "Z", "face_value": "5,50 €", "territory": "80 Somme, 2A"}
    free["time_zone"] = "Indian/Reunion"
    free |= {"managed_from": "01/02/2023", "tolerance_days": "45", "redemption_window_days": "10"}
    page = administrator.get(address(programme))

    administrator.post(address(programme), typed(page, **free))

    programme.refresh_from_db()
    assert (programme.letter, programme.territory) == ("Z", ["2A", "80"])
    assert (programme.tolerance_days, programme.redemption_window_days) == (45, 10)
    assert Commune.objects.filter(departement="2A").exists()
    said = words(administrator.get(address(programme)))
    assert "Valeur d’un pass 10,00 € remplacé par 5,50 €" in said
    assert "Fuseau horaire Paris remplacé par La Réunion" in said
    assert "Géré ici depuis 1er janvier 2023 remplacé par 1er février 2023" in said
    assert "Départements 62 Pas-de-Calais remplacé par 2A Corse-du-Sud, 80 Somme" in said


def ordered(programme):
    LotFactory(programme=programme, state="ordered")


def registered(programme):
    PersonFactory(programme=programme)


def due(programme):
    OccurrenceFactory(obligation__convention__programme=programme)


def reported(programme):
    ReportFactory(convention=ConventionFactory(programme=programme))


@pytest.mark.parametrize(
    ("recorded", "names", "why"),
    [
        (ordered, {"letter", "face_value", "territory", "time_zone"}, "des pass sont commandés"),
        (registered, {"territory", "time_zone"}, "des personnes sont inscrites"),
        (due, {"territory", "managed_from", "time_zone"}, "des échéances sont calculées"),
        (reported, {"managed_from", "time_zone"}, "un rapport est produit"),
        (DeliberationFactory, {"time_zone"}, "des actes sont datés"),
    ],
)
def test_what_is_recorded_settles_what_it_stands_on(administrator, programme, recorded, names, why):
    before = administrator.get(address(programme))
    recorded(programme=programme)
    page = administrator.get(address(programme))

    missing = set(before.context["form"].fields) - set(page.context["form"].fields)
    assert missing == names
    assert f"Ne change plus : {why}" in words(page)

    new = {"letter": "Z", "face_value": "5", "territory": "80", "managed_from": "01/02/2023"}
    new["time_zone"] = "America/Martinique"
    for name in names:  # the page was opened before
        value = before.context["form"].fields[name].clean(new[name])
        with pytest.raises(actions.ParameterSettled) as refused:
            actions.edit(programme, **{name: value}, by=SYSTEM.at(NOON))
        assert refused.value.field == name


def test_the_code_is_read_and_never_changed(administrator, programme):
    page = administrator.get(address(programme))

    assert "code" not in page.context["form"].fields
    assert "Il désigne le programme dans ses fichiers." in words(page)


@pytest.mark.parametrize(
    ("wrong", "said"), [({"first_year": "2021"}, "de 2020"), ({"last_year": "2021"}, "de 2022")]
)
def test_the_years_hold_the_acts_that_are_recorded(administrator, programme, wrong, said):
    for day in (dt.date(2020, 3, 2), dt.date(2022, 3, 2)):
        DeliberationFactory(programme=programme, session_on=day)
    page = administrator.get(address(programme))

    assert f"Un acte est daté {said}." in words(
        administrator.post(address(programme), typed(page, **wrong))
    )
    administrator.post(address(programme), typed(page, first_year="2020", last_year="2022"))
    programme.refresh_from_db()
    assert programme.years == range(2020, 2023)


def paid(programme):
    PaymentFactory(convention__programme=programme)


def asked(programme):
    RequestFactory(person__programme=programme)


@pytest.mark.parametrize(("recorded", "last"), [(paid, 2022), (asked, 2022), (ordered, 2019)])
def test_an_act_of_any_kind_stays_within_the_years(programme, recorded, last):
    recorded(programme)

    with pytest.raises(actions.ActsOutside):
        actions.edit(programme, last_year=last, by=SYSTEM.at(NOON))


def test_a_letter_that_another_programme_took_meanwhile_is_refused(administrator, programme):
    page = administrator.get(address(programme))
    ProgrammeFactory(letter="Z")

    answer = administrator.post(address(programme), typed(page, letter="Z"))

    assert "Choisissez la lettre de série dans la liste." in words(answer)
    with pytest.raises(ProgrammeTaken):
        actions.edit(programme, letter="Z", by=SYSTEM.at(NOON))
