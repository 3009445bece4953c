"""What a version changes for the publics."""

import datetime as dt

import pytest

from beneficiaries.enums import Status
from beneficiaries.readings.version_differences import Change, difference
from tests.factories.beneficiaries import CategoryFactory, ReglementVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def former():
    return ReglementVersionFactory(ends_on=dt.date(2022, 12, 31))


@pytest.fixture
def version(former):
    return ReglementVersionFactory(programme=former.programme, starts_on=dt.date(2023, 1, 1))


def test_the_first_version_changes_nothing(former, version):
    assert difference(former) is None
    assert difference(version).former == former


def test_a_version_of_another_programme_is_not_the_one_before(version):
    other = ReglementVersionFactory(starts_on=dt.date(2022, 6, 1))

    assert difference(version).former != other


def test_publics_are_added_removed_and_kept_by_their_short_name(former, version):
    CategoryFactory(version=former, code="gone")
    CategoryFactory(version=former, code="kept", label="Aînés")
    kept = CategoryFactory(version=version, code="kept", label="Aînés")
    added = [CategoryFactory(version=version, code=code) for code in ("first", "second")]

    found = difference(version)

    assert (found.added, [one.code for one in found.removed]) == (added, ["gone"])
    assert (found.kept, found.changed) == ([kept], [])
    assert found.summary == "2\u00a0publics ajoutés, 1\u00a0public retiré"


@pytest.mark.parametrize(
    ("changed", "condition", "before", "after"),
    [
        ({"label": "Sans emploi"}, "Public", "Demandeurs d’emploi", "Sans emploi"),
        ({"min_age": 18}, "Âge", "tout âge", "18\u00a0ans et plus"),
        (
            {"statuses": [Status.RSA, Status.CEJ]},
            "Situations",
            "Demandeur d’emploi",
            "Bénéficiaire du revenu de solidarité active (RSA)\u00a0; "
            "En contrat d’engagement jeune",
        ),
        ({"proof": "Contrat"}, "Justificatif à voir", "non indiqué", "Contrat"),
        ({"is_far_from_employment": True}, "Éloigné de l’emploi", "non", "oui"),
        ({"is_sensitive": True}, "Donnée sensible", "non", "oui"),
        ({"names_establishment": True}, "Établissement", "sans objet", "à nommer"),
        (
            {"passes_granted_alone": 5},
            "Pass accordés",
            "10\u00a0pass",
            "10\u00a0pass\u00a0; 5 si la personne vient seule",
        ),
        (
            {"ceiling": 20},
            "Plafond",
            "10\u00a0pass en 12\u00a0mois",
            "20\u00a0pass en 12\u00a0mois",
        ),
        (
            {"period_months": 6},
            "Plafond",
            "10\u00a0pass en 12\u00a0mois",
            "10\u00a0pass en 6\u00a0mois",
        ),
    ],
)
def test_a_condition_that_changed_is_told_before_and_after(
    former, version, changed, condition, before, after
):
    CategoryFactory(version=former, code="one")
    public = CategoryFactory(version=version, code="one", **changed)

    found = difference(version)

    assert found.changed == [Change(public.label, condition, before, after)]
    assert (found.kept, found.summary) == ([], "1\u00a0condition modifiée")
