"""Subsidies over HTTP: entered, paid, reported, given back and corrected."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Organisation, User
from audit.actors import SYSTEM
from budget.actions import subsidies
from budget.enums import Side
from budget.models import Release, Subsidy
from common.errors import SamePerson
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.deliberations import DeliberationFactory
from tests.reading import lines, page, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "manager"),
]
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)


@pytest.fixture
def subsidy(programme):
    return SubsidyFactory(programme=programme)


def send(client, name, data, *args):
    return client.post(reverse(f"budget:{name}", args=args), data)


def subsidy_form(programme, line, **changes):
    return {
        "deliberation": DeliberationFactory(programme=programme).pk,
        "other_name": "Futur Composé",
        "purpose": "NEC 2022",
        "amount": "10 000",
        "line": line.pk,
        "third_party_budget": "486 000",
        "beneficiary_quality": "titulaire du marché de l’ANCT",
        "taxes": "ttc",
        **lines(
            "charges",
            {"kind": "sous-total", "label": "Achats", "amount": "300000"},
            {"kind": "poste", "label": "Matériel", "amount": "300000"},
            {"kind": "sous-total", "label": "Salaires", "amount": "186000"},
        ),
        **lines(
            "resources",
            {"kind": "sous-total-public", "label": "Aides", "amount": "396000"},
            {"kind": "poste", "label": "ANCT", "amount": "396000"},
            {"kind": "sous-total", "label": "Mécénat", "amount": "90000"},
        ),
        **changes,
    }


def test_a_subsidy_adds_its_beneficiary_and_takes_its_line(client, programme):
    line = BudgetLineFactory(programme=programme)

    assert send(client, "add-subsidy", subsidy_form(programme, line)).status_code == 302

    subsidy = Subsidy.objects.get()
    assert subsidy.beneficiary.name == "Futur Composé"
    assert subsidy.items.get(label="Matériel").part_of.label == "Achats"
    said = texts(page(client, "budget:subsidy", subsidy))
    assert "soit 2,06 % de son budget de 486 000,00 €" in said
    assert "Solde : 0,00 €" in said
    assert "titulaire du marché de l’ANCT" in said
    assert "toutes taxes comprises (TTC)" in said
    assert "Recettes publiques : 81,48 % (396 000,00 € sur 486 000,00 €)" in said
    assert [one.label for one in subsidy.items.filter(is_public=True)] == ["Aides"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"charges-0-kind": "poste"}, "Le premier poste n’a pas de sous-total au-dessus de lui."),
        ({"charges-1-amount": "299999"}, "1 poste fait 299 999,00 €"),
        ({"amount": "10 000,01"}, "Il manque 0,01 €."),
        ({"other_name": ""}, "Choisissez le bénéficiaire dans la liste, ou indiquez son nom."),
    ],
)
def test_a_subsidy_refused_leaves_nothing_behind(client, programme, changes, said):
    line = BudgetLineFactory(programme=programme)

    found = send(client, "add-subsidy", subsidy_form(programme, line, **changes))

    assert said in texts(found)
    assert not Subsidy.objects.exists()
    assert not Organisation.objects.filter(name="Futur Composé").exists()


@pytest.fixture
def author(client):
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_who_wrote_a_subsidy_does_not_record_its_payment(client, programme, author):
    subsidy = SubsidyFactory(programme=programme, written_by=author)
    pay = reverse("budget:pay-subsidy", args=[subsidy.public_id])
    sent = {"amount": "1,00 €", "on": "01/10/2022", "mandat_number": "2022-77"}

    said = page(client, "budget:subsidy", subsidy)
    answers = [client.get(pay), client.post(pay, sent)]

    assert pay not in said.text
    assert "une autre personne enregistre ce qui en est payé" in texts(said)
    assert ["une autre personne enregistre" in texts(one) for one in answers] == [True, True]
    assert not subsidy.payments.exists()
    colleague = UserFactory(role=Role.FINANCE, organisation=programme.authority)
    assert sign_in(client, colleague).post(pay, sent).status_code == 302
    assert subsidy.payments.get().recorded_by == colleague


def test_who_corrects_a_subsidy_does_not_record_its_payment(programme, author):
    subsidy, by = SubsidyFactory(programme=programme), author.as_actor().at(NOON)
    posts = [subsidies.SubTotal(side, "Tout", subsidy.third_party_budget) for side in Side]
    facts = {name: getattr(subsidy, name) for name in ("deliberation", "beneficiary", "amount")}
    line = {"line": subsidy.commitment.line, "on": subsidy.commitment.committed_on, "today": DAY}
    budget = {"third_party_budget": subsidy.third_party_budget, "sub_totals": posts}
    subsidies.edit(subsidy, purpose="Autre objet", **facts, **line, **budget, by=by)

    with pytest.raises(SamePerson):
        subsidies.pay(subsidy, on=DAY, amount=Decimal(1), mandat_number="1", by=by)


def test_what_a_payment_leaves_is_read_before_it_is_recorded(client, programme):
    subsidy = SubsidyFactory(programme=programme, beneficiary=OrganisationFactory())
    sent = {"amount": "9 999,00 €", "on": "01/10/2022", "mandat_number": "2022-77"}

    asked = send(client, "pay-subsidy", sent | {"etape": "verifier"}, subsidy.public_id)
    again = send(client, "pay-subsidy", sent | {"etape": "modifier"}, subsidy.public_id)

    assert "Il restera 1,00 € à payer." in texts(asked)
    assert "2022-77" in texts(asked)
    assert 'value="verifier"' in again.text
    assert 'value="9 999,00 €"' in texts(again)
    assert not subsidy.payments.exists()


def test_a_subsidy_is_paid_and_its_report_received(client, programme):
    subsidy = SubsidyFactory(programme=programme, beneficiary=OrganisationFactory())
    sent = {"amount": "10 000,00 €", "on": "01/10/2022", "mandat_number": "2022-77"}

    assert send(client, "pay-subsidy", sent, subsidy.public_id).status_code == 302
    again = send(client, "pay-subsidy", sent, subsidy.public_id)
    done = send(client, "receive-report", {"on": "15/01/2023"}, subsidy.public_id)
    same = send(client, "receive-report", {"on": "15/01/2023"}, subsidy.public_id)

    assert "Le mandat 2022-77 est déjà enregistré" in texts(again)
    assert done.status_code == 302
    assert "Le bilan est déjà noté reçu le 15 janvier 2023." in texts(same)
    said = texts(page(client, "budget:subsidy", subsidy))
    assert "Elle est payée en entier." in said
    assert "reçu le 15 janvier 2023" in said


def give_back(client, commitment, **changes):
    sent = {"amount": "10000,00", "on": "15/05/2023", "reason": "Annulée"} | changes
    return client.post(reverse("budget:release", args=[commitment.public_id]), sent)


def test_a_subsidy_is_abandoned_then_taken_up_from_its_page(client, subsidy):
    assert "Abandonner cette subvention" in texts(page(client, "budget:subsidy", subsidy))
    answer = give_back(client, subsidy.commitment)
    assert answer.url == reverse("budget:subsidy", args=[subsidy.public_id])

    seen = texts(page(client, "budget:subsidy", subsidy))
    assert "abandonnée" in seen
    assert "Reprendre cette subvention" in seen
    assert "Enregistrer un paiement" not in seen
    assert "Abandonner" not in seen


def test_a_subsidy_paid_in_part_says_what_went_back(client, subsidy):
    subsidies.pay(subsidy, on=DAY, amount=Decimal(4_000), mandat_number="2022-1", **WHO)
    seen = texts(page(client, "budget:subsidy", subsidy))
    assert "Dégager le reste" in seen
    assert "Corriger cette subvention" not in seen

    give_back(client, subsidy.commitment, amount="6 000")
    seen = texts(page(client, "budget:subsidy", subsidy))
    assert "soldée" in seen
    assert "4 000,00 € sont payés, le reste (6 000,00 €) est rendu à sa ligne." in seen


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
    address = reverse("budget:edit-subsidy", args=[subsidy.public_id])
    answer = client.post(address, correction(subsidy))

    assert answer.status_code == 302, texts(answer)
    found = Subsidy.objects.get()
    assert (found.purpose, found.due) == ("Rencontres", 200)
    seen = texts(page(client, "budget:edit-subsidy", found))
    assert 'value="Tout charges"' in seen
    assert 'value="200"' in seen


def test_a_wrong_correction_keeps_what_was_typed(client, subsidy):
    address = reverse("budget:edit-subsidy", args=[subsidy.public_id])
    seen = texts(client.post(address, correction(subsidy, amount="501")))

    assert "La subvention (501,00 €) dépasse le budget du tiers (500,00 €)." in seen
    assert 'value="Rencontres"' in seen
    assert Subsidy.objects.get().amount == 10_000


def test_a_correction_made_meanwhile_is_told_before_it_is_replaced(client, subsidy):
    address = reverse("budget:edit-subsidy", args=[subsidy.public_id])
    seen = client.get(address).context["form"].fingerprint
    client.post(address, correction(subsidy, purpose="Autre"))

    told = client.post(address, correction(subsidy, seen=seen))
    assert "a été modifié depuis que vous l’avez ouverte" in texts(told)
    assert Subsidy.objects.get().purpose == "Autre"
    client.post(address, correction(subsidy, seen=told.context["form"].fingerprint))
    assert Subsidy.objects.get().purpose == "Rencontres"
