import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.enums import Status
from beneficiaries.models import Decision
from tests.factories.beneficiaries import CategoryFactory, ReglementVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
UUID = "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10"


def text_of(client, name, *args):
    return client.get(reverse(f"beneficiaries:{name}", args=args)).text


@pytest.fixture
def category(programme):
    return CategoryFactory(version__programme=programme, code="jobseekers")


FILING = {
    "public_id": UUID,
    "filed_on": "15/05/2023",
    "status": Status.JOBSEEKER,
    "channel": "accompanied",
    "proof_kind": "Attestation",
    "proof_dated_on": "",
}


def ask(client, person, **changes):
    address = reverse("beneficiaries:request", args=[person.public_id])
    return client.post(address, FILING | changes)


def test_the_form_offers_only_the_situations_that_the_rules_ask_about(
    client, person, category, distributor
):
    text = text_of(client, "request", person.public_id)
    assert "Demandeur d’emploi" in text
    assert "Aucune de ces situations" in text
    assert "Bénéficiaire du revenu" not in text
    assert 'value="15/05/2023"' in text


def test_a_request_is_answered_at_once_on_its_own_page(client, person, category, distributor):
    response = ask(client, person)

    decision = Decision.objects.get()
    assert response.url == reverse("beneficiaries:decision", args=[decision.public_id])
    text = client.get(response.url).text
    assert "Demande accordée" in text
    assert "a droit à 10\u00a0pass" in text
    assert "reçoit la même réponse" in text
    assert "Remettre le carnet" in text


def test_a_granted_request_tells_what_other_publics_would_ask(
    client, person, category, distributor
):
    CategoryFactory(version=category.version, label="Seniors", statuses=[], min_age=60)
    CategoryFactory(version=category.version, label="Tous", statuses=[], passes_granted=5)

    text = " ".join(client.get(ask(client, person).url).text.split())

    assert "Seniors : il faudrait un autre âge" in text
    assert "Tous : ouvert aussi, 5 pass" in text


def test_sent_twice_it_is_one_request(client, person, category, distributor):
    assert ask(client, person).url == ask(client, person).url
    assert Decision.objects.count() == 1


def test_a_refusal_tells_rule_day_and_what_may_be_done(client, programme, person, manager):
    old = ReglementVersionFactory(
        programme=programme, title="Règlement de 2022", ends_on=dt.date(2022, 12, 31)
    )
    CategoryFactory(version=old, code="jobseekers")
    new = ReglementVersionFactory(programme=programme, starts_on=dt.date(2023, 1, 1))
    CategoryFactory(
        version=new, code="young", label="Apprentis de 18 à 30 ans", statuses=["apprentice"]
    )

    response = ask(client, person, filed_on="31/12/2022", status="apprentice")

    text = client.get(response.url).text
    assert "Demande refusée" in text
    assert "Déposée le 31\u00a0décembre\u00a02022" in text
    assert "«\u00a0Règlement de 2022\u00a0»" in text
    assert "à partir du 1er\u00a0janvier\u00a02023" in text
    assert "apprentis de 18 à 30 ans." in text
    assert "Une nouvelle demande est possible." in text


def test_a_refusal_without_a_later_rule_promises_nothing(client, person, category, distributor):
    response = ask(client, person, status=Status.NONE)
    text = client.get(response.url).text
    assert "Demande refusée" in text
    assert "Une nouvelle demande est possible" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": ""}, "Choisissez la situation de la personne."),
        ({"channel": ""}, "Choisissez la façon dont la demande est faite."),
        ({"proof_kind": ""}, "Indiquez le justificatif que vous avez vu."),
        ({"proof_kind": "carte_1850578006084.pdf"}, "la loi interdit"),
        ({"filed_on": "16/05/2023"}, "Le dépôt (16/05/2023) ne peut pas suivre ce jour"),
        ({"filed_on": "31/12/2020"}, "Aucun règlement ne couvre"),
    ],
)
def test_a_wrong_request_decides_nothing(client, person, category, distributor, changes, said):
    response = ask(client, person, **changes)

    assert response.status_code == 200
    assert response.text.count(said) == 2
    assert not Decision.objects.exists()


def test_the_page_of_a_person_shows_requests_and_ceilings(client, person, category, distributor):
    assert "Aucune demande n’est encore déposée." in text_of(client, "detail", person.public_id)
    ask(client, person)
    first = text_of(client, "detail", person.public_id)
    assert "Dernière demande accordée le 15\u00a0mai\u00a02023\u00a0: 10\u00a0pass." in first
    ask(client, person, public_id="1c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10")

    text = text_of(client, "detail", person.public_id)

    assert "accordée" in text
    assert "refusée" in text
    assert "Dernière demande refusée le 15\u00a0mai\u00a02023." in text
    assert "10\u00a0pass accordés sur 10, du 15\u00a0mai\u00a02023" in text
