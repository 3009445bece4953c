"""The simulator's page: its facts are in its address."""

import pytest
from django.urls import reverse

from financing.pages import simulator
from tests.reading import texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "manager")]
URL = reverse("financing:simulator")
ANSWERS = simulator.EXAMPLES[0].answers


def simulated(client, **changed):
    return texts(client.get(URL, {**ANSWERS, **changed}))


def test_the_page_begins_with_an_example_and_no_error(client):
    answer = client.get(URL)

    assert "Simuler Hauts-de-France" in texts(answer)
    assert "Erreur" not in texts(answer)
    assert simulator.EXAMPLES[0].url.replace("&", "&amp;") in answer.text


def test_hauts_de_france_is_shown_point_by_point_and_four_euros_apart(client):
    answer = words(client.get(simulator.EXAMPLES[0].url))

    assert "L’État financerait 64 % du projet, soit 488 896,00 €." in answer
    assert "L’aide accordée est de 488 900,00 €, soit 4,00 € de plus que la simulation." in answer
    assert "10 points 6 006 870 habitants, moyenne nationale 4 959 137,85 : +21,1 %." in answer
    assert "0 point 189 habitants au km², moyenne nationale 171,16 : 110,4 % de la" in answer
    assert "15 points 18,6 %, moyenne nationale 14,82 % : +3,78 points." in answer
    assert "Total 25 points, qui donnent 4 %" in answer
    assert "1 200 000,00 €, non atteint" in answer


def test_the_form_keeps_the_answers_as_the_page_writes_them(client):
    form = client.get(URL, {**ANSWERS, "montant": "763 900,00 €"}).context["form"]

    assert form.cleaned_data["montant"] == 763_900
    assert "Erreur" not in simulated(client, densite="563,92", population="6 006 870 ")


def test_the_budget_without_the_state_is_completed(client):
    answer = simulated(client, base="propre", montant="275004", accorde="")

    assert "soit 488 896,00 €" in answer
    assert "L’aide accordée" not in answer


def test_the_ceiling_is_said(client):
    answer = simulated(client, montant="2000000", accorde="1200000")

    assert "soit 1 200 000,00 €, le plafond de l’appel." in answer
    assert "1 200 000,00 €, dépassé de 80 000,00 €" in answer
    assert "L’aide accordée, 1 200 000,00 €, est celle de la simulation." in answer


def test_less_than_the_simulation_is_said(client):
    assert "soit 96,00 € de moins que la simulation" in simulated(client, accorde="488800")


def test_a_project_that_names_no_public_gets_nothing(client):
    answer = simulated(client, atouts=["local"])

    assert "L’État ne financerait rien : aucun public cible n’est nommé." in answer


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"population": ""}, "Indiquez le nombre d’habitants."),
        ({"densite": "dense"}, "Écrivez la densité en habitants au km², comme 563,92."),
        ({"pauvrete": "120"}, "Vérifiez le taux de pauvreté : de 0 à 100 %."),
        ({"montant": "0"}, "Indiquez un montant de projet positif."),
        ({"echelle": "cantonal"}, "Choisissez l’échelle du projet dans la liste."),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_lost(client, changed, said):
    answer = client.get(URL, {**ANSWERS, **changed})

    assert texts(answer).count(said) == 2
    assert "Erreur : Simulateur" in texts(answer)
    assert "6 006 870" in answer.text or changed == {"population": ""}
