"""The pages that give a commitment back and correct a subsidy."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.actors import SYSTEM
from conventions.actions import commitments, subsidies
from conventions.models import Release, Subsidy
from tests.conventions.reading import page, texts
from tests.factories.accounts import NOON
from tests.factories.conventions import BudgetLineFactory, SubsidyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "manager")]
WHO = {"by": SYSTEM, "at": NOON}
DAY = dt.date(2022, 9, 27)


@pytest.fixture
def subsidy(programme):
    return SubsidyFactory(programme=programme)


def give_back(client, commitment, **changes):
    sent = {"amount": "10000,00", "on": "15/05/2023", "reason": "Annulée"} | changes
    return client.post(reverse("conventions:release", args=[commitment.public_id]), sent)


def test_a_subsidy_is_abandoned_then_taken_up_from_its_page(client, subsidy):
    assert "Abandonner cette subvention" in texts(page(client, "subsidy", subsidy))
    answer = give_back(client, subsidy.commitment)
    assert answer.url == reverse("conventions:subsidy", args=[subsidy.public_id])

    seen = texts(page(client, "subsidy", subsidy))
    assert "abandonnée" in seen
    assert "Reprendre cette subvention" in seen
    assert "Enregistrer un paiement" not in seen
    assert "Abandonner" not in seen


def test_a_subsidy_paid_in_part_says_what_went_back(client, subsidy):
    subsidies.pay(subsidy, on=DAY, amount=Decimal(4_000), mandat_number="2022-1", **WHO)
    seen = texts(page(client, "subsidy", subsidy))
    assert "Dégager le reste" in seen
    assert "Corriger cette subvention" not in seen

    give_back(client, subsidy.commitment, amount="6 000")
    seen = texts(page(client, "subsidy", subsidy))
    assert "soldée" in seen
    assert "4 000,00 € sont payés, le reste (6 000,00 €) est rendu à sa ligne." in seen


def test_a_line_lists_what_was_given_back_with_its_reason(client, programme):
    line = BudgetLineFactory(programme=programme)
    taken = commitments.commit(line, amount=Decimal(10_000), on=DAY, subject="NEC", **WHO)
    answer = give_back(client, taken, amount="1 000", reason="Moins cher")
    assert answer.url == reverse("conventions:budget-line", args=[line.public_id])

    seen = texts(page(client, "budget-line", line))
    assert "Dégagement : Moins cher" in seen
    assert "−1 000,00" in seen
    assert "9 000,00" in seen
    give_back(client, taken, amount="9 000")
    assert "dégagé en entier" in texts(page(client, "budget-line", line))


def test_a_wrong_release_is_refused_beside_its_field_and_nothing_is_lost(client, subsidy):
    seen = texts(give_back(client, subsidy.commitment, amount="10 000,01"))

    assert "Il reste 10 000,00 € à dégager" in seen
    assert 'value="10 000,01"' in seen
    assert not Release.objects.exists()


def correction(subsidy, **changes):
    sent = {
        "deliberation": subsidy.deliberation.pk,
        "organisation": subsidy.beneficiary.pk,
        "purpose": "Rencontres",
        "amount": "200",
        "line": subsidy.commitment.line.pk,
        "third_party_budget": "500",
    }
    for side in ("charges", "resources"):
        sent |= {f"{side}-TOTAL_FORMS": 1, f"{side}-INITIAL_FORMS": 0}
        post = {"kind": "sous-total", "label": f"Tout {side}", "amount": "500"}
        sent |= {f"{side}-0-{name}": value for name, value in post.items()}
    return sent | changes


def test_a_subsidy_is_corrected_from_its_page(client, subsidy):
    address = reverse("conventions:edit-subsidy", args=[subsidy.public_id])
    answer = client.post(address, correction(subsidy))

    assert answer.status_code == 302, texts(answer)
    found = Subsidy.objects.get()
    assert (found.purpose, found.due) == ("Rencontres", 200)
    seen = texts(page(client, "edit-subsidy", found))
    assert 'value="Tout charges"' in seen
    assert 'value="200"' in seen


def test_a_wrong_correction_keeps_what_was_typed(client, subsidy):
    address = reverse("conventions:edit-subsidy", args=[subsidy.public_id])
    seen = texts(client.post(address, correction(subsidy, amount="501")))

    assert "La subvention (501,00 €) dépasse le budget du tiers (500,00 €)." in seen
    assert 'value="Rencontres"' in seen
    assert Subsidy.objects.get().amount == 10_000


def test_a_correction_made_meanwhile_is_told_before_it_is_replaced(client, subsidy):
    address = reverse("conventions:edit-subsidy", args=[subsidy.public_id])
    seen = client.get(address).context["form"].fingerprint
    client.post(address, correction(subsidy, purpose="Autre"))

    told = client.post(address, correction(subsidy, seen=seen))
    assert "a été modifié depuis que vous l’avez ouverte" in texts(told)
    assert Subsidy.objects.get().purpose == "Autre"
    client.post(address, correction(subsidy, seen=told.context["form"].fingerprint))
    assert Subsidy.objects.get().purpose == "Rencontres"
