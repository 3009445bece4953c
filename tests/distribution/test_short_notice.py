"""What a person is told where their data are taken: the same words everywhere (RGPD, art. 13)."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAID = (
    "Département d’essai garde ces données pour décider du droit aux pass et les remettre. Base "
    "légale : mission d’intérêt public (RGPD, article 6.1.e). Durée : 18 mois après le dernier "
    "contact, et tant qu’un carnet remis peut servir. Pour les lire, les corriger, les faire "
    "effacer ou s’y opposer, écrivez au délégué à la protection des données : {officer}."
)
PAGE = reverse("programmes:personal-data")


@pytest.fixture
def depot():
    authority = OrganisationFactory(name="Département d’essai")
    programme = ProgrammeFactory(authority=authority, retention_months=18, with_calendar=True)
    return DepotFactory(programme=programme, carnets=1)


@pytest.fixture
def places(depot):
    """As many as the receipt names, each with all that it may say."""
    return PlaceFactory.create_batch(
        3, programme=depot.programme, phone="03 21 00 00 01", address="12 bis rue du Maréchal-Foch"
    )


@pytest.fixture
def person(depot):
    return PersonFactory(programme=depot.programme, registered_by=depot.organisation)


@pytest.fixture
def desk(client, depot):
    return sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))


def receipt(desk, given):
    answer = desk.get(reverse("distribution:receipt", args=[given.public_id]))
    (page,) = PdfReader(io.BytesIO(answer.content)).pages  # one sheet
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


@pytest.mark.parametrize("officer", ["", "dpo@exemple.fr"])
def test_the_same_words_are_where_data_are_taken_and_on_the_receipt(
    desk, depot, person, places, settings, officer
):
    settings.PASSNUM_BASE_URL = "https://pass.exemple.fr"
    depot.programme.authority.data_officer = officer
    depot.programme.authority.save()
    depot.programme.hotline = "03 21 00 00 00"
    depot.programme.save()
    said = SAID.format(officer=officer or "non indiqué")

    for address in (
        reverse("distribution:counter"),
        reverse("beneficiaries:register"),
        reverse("beneficiaries:request", args=[person.public_id]),
    ):
        page = desk.get(address)
        assert said in words(page)
        assert f'<a href="{PAGE}">Toute l’information sur vos données</a>' in page.text
    printed = receipt(desk, hand_out(depot, person=person))
    assert said in printed
    assert f"Toute l’information : https://pass.exemple.fr{PAGE}" in printed
