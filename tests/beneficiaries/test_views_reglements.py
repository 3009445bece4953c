import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    PersonFactory,
    ReglementVersionFactory,
)
from tests.factories.deliberations import DeliberationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def text_of(client, name, *args):
    return client.get(reverse(f"beneficiaries:{name}", args=args)).text


def test_the_versions_tell_which_is_in_force_and_what_stands_on_them(client, programme, manager):
    deliberation = DeliberationFactory(programme=programme, number="2022.01883")
    version = ReglementVersionFactory(
        programme=programme, title="Règlement élargi", deliberation=deliberation
    )
    category = CategoryFactory(version=version, passes_granted_alone=5, is_far_from_employment=True)
    DecisionFactory(person=PersonFactory(programme=programme), category=category, version=version)

    text = text_of(client, "reglements")
    assert "suivent «\u00a0Règlement élargi\u00a0»" in text
    assert "n°\u00a02022.01883" in text

    text = text_of(client, "reglement", version.public_id)
    assert "Demandeurs d’emploi" in text
    assert "5 si la personne vient seule" in text
    assert "en vigueur" in text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "word"),
    [("2021-01-01", "2023-05-14", "remplacée"), ("2023-05-16", None, "à venir")],
)
def test_a_version_that_does_not_judge_today_says_so(
    client, programme, manager, starts_on, ends_on, word
):
    version = ReglementVersionFactory(
        programme=programme,
        starts_on=dt.date.fromisoformat(starts_on),
        ends_on=ends_on and dt.date.fromisoformat(ends_on),
        note="Version 2022.00258 non versée",
    )

    text = text_of(client, "reglement", version.public_id)

    assert word in text
    assert "Version 2022.00258 non versée" in text
    assert "Aucune version ne couvre" in text_of(client, "reglements")


def test_the_list_of_versions_costs_the_same_for_1_and_5(client, programme, manager):
    costs = []
    for years in ((2011,), (), (2012, 2013, 2014, 2015)):
        for year in years:
            ReglementVersionFactory(
                programme=programme,
                starts_on=dt.date(year, 1, 1),
                ends_on=dt.date(year, 12, 31),
                deliberation=DeliberationFactory(programme=programme),
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("beneficiaries:reglements"))
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_a_version_of_another_programme_does_not_exist(client, manager):
    version = ReglementVersionFactory()
    address = reverse("beneficiaries:reglement", args=[version.public_id])
    assert client.get(address).status_code == 404


def test_an_empty_programme_says_that_no_version_is_recorded(client, manager):
    assert "Aucune version du règlement n’est enregistrée." in text_of(client, "reglements")


def test_a_distributor_reads_the_versions_and_enters_none(client, programme, distributor):
    version = ReglementVersionFactory(programme=programme)

    pages = [text_of(client, "reglements"), text_of(client, "reglement", version.public_id)]

    assert not any(reverse("beneficiaries:add-reglement") in page for page in pages)
    assert not any("Retirer cette version" in page for page in pages)
