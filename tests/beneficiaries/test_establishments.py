"""The establishments of a programme: listed, named, and asked of the requests of a pupil."""

import pytest
from django.urls import reverse

from beneficiaries.enums import Status
from beneficiaries.models import Decision, Establishment
from tests.factories.beneficiaries import CategoryFactory, EstablishmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
UNNAMED = "Établissement n°\u00a07 (nom à renseigner)"
FILING = {
    "public_id": "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10",
    "filed_on": "15/05/2023",
    "status": Status.LYCEE_PUPIL,
    "channel": "accompanied",
    "proof_kind": "Certificat de scolarité",
}


@pytest.fixture
def establishment(programme):
    return EstablishmentFactory(programme=programme, position=7)


@pytest.fixture
def pupils(programme):
    """Pupils: their requests name an establishment."""
    return CategoryFactory(
        version__programme=programme,
        label="Lycéens",
        statuses=[Status.LYCEE_PUPIL],
        names_establishment=True,
    )


def ask(client, person, **changes):
    address = reverse("beneficiaries:request", args=[person.public_id])
    return client.post(address, FILING | changes)


def url(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


def test_a_pupil_s_request_names_its_establishment(
    client, person, pupils, establishment, distributor
):
    refused = ask(client, person)

    assert refused.context["form"].errors["establishment"] == [
        "Une demande du public «\u00a0Lycéens\u00a0» nomme son établissement. "
        "Choisissez-le dans la liste du programme."
    ]
    assert not Decision.objects.exists()

    answered = ask(client, person, establishment=establishment.public_id)

    decision = Decision.objects.get()
    assert (decision.granted, decision.facts["establishment"]) == (True, UNNAMED)
    assert UNNAMED in client.get(answered.url).text


def test_another_public_names_none_and_no_list_asks_for_none(
    client, person, pupils, establishment, distributor
):
    CategoryFactory(version=pupils.version)
    ask(client, person, status=Status.JOBSEEKER)
    assert Decision.objects.get().facts["establishment"] == ""

    Establishment.objects.all().delete()
    assert "stablishment" not in client.get(url("request", person.public_id)).text


def test_establishments_are_added_then_named_and_listed(
    client, person, pupils, establishment, manager
):
    added = client.post(
        url("add-establishment"), {"name": "", "commune": "", "uai": ""}, follow=True
    )
    assert "n°\u00a08 (nom à renseigner) ajouté à la liste." in added.text
    assert "Nom à renseigner pour 2\u00a0établissements." in added.text

    named = {"name": "Lycée Faidherbe", "commune": "Lille", "uai": "0590119J"}
    edit = url("edit-establishment", establishment.public_id)
    shown = client.post(edit, named, follow=True)
    assert "Lycée Faidherbe enregistré." in shown.text
    assert 'value="Lille"' in client.get(edit).text

    wrong = client.post(url("add-establishment"), {"uai": "59"})
    twice = client.post(url("add-establishment"), {"uai": "0590119J"})
    assert "Un code UAI a sept chiffres et une lettre." in wrong.text
    assert "Un autre établissement a ce code UAI." in twice.text


def test_after_the_largest_number_an_establishment_is_refused_and_says_why(
    client, programme, establishment, manager
):
    EstablishmentFactory(programme=programme, position=32_767)

    said = client.post(url("add-establishment"), {"name": "Lycée"})

    assert "Le dernier établissement a le n°\u00a032767, le plus grand possible" in said.text


@pytest.mark.parametrize(
    ("state", "found"), [("renseigne", ["Lycée"]), ("a-renseigner", [UNNAMED])]
)
def test_a_distributor_filters_and_exports_the_list(
    client, programme, establishment, distributor, state, found
):
    EstablishmentFactory(programme=programme, position=1, name="Lycée")

    page = client.get(url("establishments"), {"nom": state})
    sheet = client.get(url("establishments"), {"fichier": "csv", "nom": state})

    assert all(name in page.text and name in sheet.text for name in found)
    assert len(sheet.text.strip().splitlines()) == 2
    assert "modifier" not in page.text
