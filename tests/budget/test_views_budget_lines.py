"""Budget lines over HTTP: shown, entered, corrected, committed and given back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.actors import SYSTEM
from budget.actions import commitments
from budget.models import BudgetLine, Commitment
from common.formats import NBSP, euros
from tests.factories.accounts import NOON
from tests.factories.budget import BudgetLineFactory
from tests.reading import lines, page, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "manager"),
]
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)


def send(client, name, data, *args):
    return client.post(reverse(f"budget:{name}", args=args), data)


def test_a_line_says_what_of_its_imputation_cannot_be_read_or_does_not_hold(client, programme):
    whole = BudgetLineFactory(programme=programme, imputation="inconnue")
    crossed = BudgetLineFactory(programme=programme, chapter="900", nature="6568")

    assert "n’a pas une forme connue" in texts(page(client, "budget:budget-line", whole))
    said = texts(page(client, "budget:budget-line", crossed))
    assert "Le chapitre 900 est un chapitre d’investissement" in said


LINE = {
    "year": "2020",
    "section": "functioning",
    "side": "depense",
    "imputation": "935/56/6518/56000017",
    "authorised": "763 900,00 €",
    **lines(
        "phases",
        {"year": "2020", "amount": "244450"},
        {"year": "2021", "amount": "427780"},
        {"year": "2022", "amount": "91670"},
    ),
}


def test_a_line_sent_twice_is_kept_once_and_said(client):
    assert send(client, "add-budget-line", LINE).status_code == 302

    again = send(client, "add-budget-line", LINE)

    assert BudgetLine.objects.count() == 1
    assert "Cette ligne budgétaire est déjà enregistrée." in texts(again)


def test_a_line_is_corrected_from_its_form(client):
    send(client, "add-budget-line", LINE)
    line = BudgetLine.objects.get()

    found = page(client, "budget:edit-budget-line", line)
    done = send(client, "edit-budget-line", LINE | {"available": "10"}, line.public_id)

    assert "244\u00a0450,00\u00a0€" in found.text
    assert done.status_code == 302
    line.refresh_from_db()
    assert (line.available, line.phases.count()) == (Decimal(10), 3)


def test_a_phasing_that_does_not_add_up_is_said(client):
    found = send(client, "add-budget-line", LINE | {"phases-2-amount": "91671"})

    assert "l’autorisation est de 763 900,00 €. Il y a 1,00 € de trop." in texts(found)


def test_the_last_euro_is_committed_once_and_the_second_refused(client, programme):
    line = BudgetLineFactory(programme=programme)
    sent = {"amount": "10 000,00 €", "on": "27/09/2022", "subject": "NEC"}

    first = send(client, "commit", sent, line.public_id)
    same = send(client, "commit", sent, line.public_id)
    more = send(client, "commit", sent | {"amount": "1"}, line.public_id)

    assert first.status_code == 302
    assert "sont déjà engagés le 27 septembre 2022 pour cet objet" in texts(same)
    assert "Il manque 1,00 €" in texts(more)
    assert Commitment.objects.count() == 1


def test_what_a_vote_assigns_is_committed_where_no_credit_is_stated(client, programme):
    assigned = {"authorised": Decimal(800_000), "assigned": Decimal(763_900), "available": None}
    line = BudgetLineFactory(programme=programme, **assigned)
    sent = {"amount": "661 000,00 €", "on": "27/09/2022", "subject": "Marché"}

    done = texts(client.post(reverse("budget:commit", args=[line.public_id]), sent, follow=True))
    more = send(client, "commit", sent | {"amount": "102 900,01"}, line.public_id)

    assert "Il reste 102 900,00 € à engager sur 763 900,00 € affectés." in done
    assert "Il manque 0,01 €" in texts(more)


def give_back(client, commitment, **changes):
    sent = {"amount": "10000,00", "on": "15/05/2023", "reason": "Annulée"} | changes
    return client.post(reverse("budget:release", args=[commitment.public_id]), sent)


def test_a_line_lists_what_was_given_back_with_its_reason(client, programme):
    line = BudgetLineFactory(programme=programme)
    taken = commitments.commit(line, amount=Decimal(10_000), on=DAY, subject="NEC", **WHO)
    answer = give_back(client, taken, amount="1 000", reason="Moins cher")
    assert answer.url == reverse("budget:budget-line", args=[line.public_id])

    seen = texts(page(client, "budget:budget-line", line))
    assert "Dégagement : Moins cher" in seen
    assert "−1 000,00" in seen
    assert "9 000,00" in seen
    give_back(client, taken, amount="9 000")
    assert "dégagé en entier" in texts(page(client, "budget:budget-line", line))


def test_what_an_act_leaves_on_a_line_is_read_before_it_is_recorded(client, programme):
    line = BudgetLineFactory(programme=programme)
    left = line.balance
    facts = {"on": "27/09/2022", "etape": "verifier"}

    said = texts(send(client, "commit", facts | {"amount": "10", "subject": "NEC"}, line.public_id))
    more = {"amount": str(left + 1), "subject": "NEC"}
    refused = texts(send(client, "commit", facts | more, line.public_id))
    assert not Commitment.objects.exists()
    taken = commitments.commit(line, amount=Decimal(10), on=DAY, subject="NEC", **WHO)
    given = facts | {"amount": "4", "reason": "Rendu"}
    back = texts(send(client, "release", given, taken.public_id))

    assert f"Il restera {euros(left - 10).replace(NBSP, ' ')} à engager sur cette ligne." in said
    assert "Il manque 1,00 €." in refused
    assert "Il restera 6,00 € à dégager" in back
    assert not taken.releases.exists()
