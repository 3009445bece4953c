"""The pages that say which convention pays which carnets."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from finance.actions import funding_keys
from finance.models import FundingKey
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory, handed_out_carnet
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, spend, state_convention
from tests.reading import as_csv, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHO = {"by": SYSTEM.at(NOON)}
LIST = reverse("finance:funding-keys")
ADD = reverse("finance:add-funding-key")
KEY = {"rank": 1, "share": "100"}


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def lot(programme):
    return LotFactory(programme=programme, carnets=4)


@pytest.fixture
def convention(programme):
    return state_convention(programme)


@pytest.fixture
def finance(client, programme):
    return sign_in(client, UserFactory(role=Role.FINANCE, organisation=programme.authority))


def withdrawal(key):
    return reverse("finance:withdraw-funding-key", args=[key.public_id])


def test_a_lot_is_given_to_a_convention_then_taken_back(finance, lot, convention):
    none = texts(finance.get(LIST))
    added = texts(
        finance.post(ADD, KEY | {"lot": lot.pk, "convention": convention.pk}, follow=True)
    )
    key = FundingKey.objects.get()
    asked = texts(finance.get(withdrawal(key)))
    back = texts(finance.post(withdrawal(key), follow=True))

    assert "Aucune clé saisie." in none
    assert f"« {convention.title} » paie ces carnets." in added
    assert f"Commande {lot.order.number}, lot {lot.code}" in added
    assert "Les rapports déjà produits ne changent pas." in asked
    assert "Clé retirée." in back
    assert not FundingKey.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"lot": ""}, "Choisissez le lot"),
        ({"convention": ""}, "Choisissez la convention"),
        ({"first_carnet": "99999"}, "Ce lot va du carnet"),
        ({"first_carnet": "dix"}, "Écrivez le premier carnet en chiffres."),
        ({"rank": ""}, "l’ordre"),
        ({"share": "120"}, "la part payée"),
        ({"share": "0"}, "la part payée"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field(finance, lot, convention, sent, said):
    answer = finance.post(ADD, KEY | {"lot": lot.pk, "convention": convention.pk} | sent)

    assert texts(answer).count(said) == 2
    assert not FundingKey.objects.exists()


def test_carnets_paid_twice_on_a_basis_are_refused_at_their_field(finance, lot, convention):
    funding_keys.assign(lot, convention, **WHO)
    other = state_convention(convention.programme)

    answer = finance.post(ADD, KEY | {"lot": lot.pk, "convention": other.pk})

    assert texts(answer).count(f"« {convention.title} » paie déjà les carnets") == 2


def test_the_list_is_searched_and_its_file_has_no_act(finance, lot, convention, programme):
    funding_keys.assign(lot, convention, **WHO)
    funding_keys.assign(lot, feder_convention(programme), **WHO)

    found = texts(finance.get(LIST, {"base": "purchased"}))
    rows = as_csv(finance.get(LIST, {"fichier": "csv"}))

    assert "1 clé de financement." in found
    assert rows[0] == [
        "Lot", "Premier carnet", "Dernier carnet", "Pass", "Convention", "Ordre", "Part payée",
        "Base de règlement",
    ]  # fmt: skip
    assert [row[3] for row in rows[1:]] == ["40", "40"]


def test_a_second_convention_pays_what_the_first_leaves(finance, lot, convention, programme):
    funding_keys.assign(lot, convention, share=Decimal("62.5"), **WHO)
    other = state_convention(programme)

    sent = {"lot": lot.pk, "convention": other.pk, "rank": 2, "share": "37,5"}
    page = texts(finance.post(ADD, sent, follow=True))

    assert f"« {other.title} » paie ces carnets." in page
    shown = [row[5:7] for row in as_csv(finance.get(LIST, {"fichier": "csv"}))]
    assert shown == [["Ordre", "Part payée"], ["1", "62,5%"], ["2", "37,5%"]]


def test_an_auditor_reads_the_keys_and_is_offered_no_act(client, lot, convention, programme):
    key = funding_keys.assign(lot, convention, **WHO)
    sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))

    page = client.get(LIST).text

    assert convention.title in page
    assert withdrawal(key) not in page
    assert ADD not in page


def test_one_and_five_keys_ask_as_much(finance, programme, convention, django_assert_num_queries):
    funding_keys.assign(LotFactory(programme=programme), convention, **WHO)
    with CaptureQueriesContext(connection) as asked:
        finance.get(LIST)
    for _ in range(4):
        funding_keys.assign(LotFactory(programme=programme), convention, **WHO)
    with django_assert_num_queries(len(asked)):
        finance.get(LIST)


def test_an_account_says_how_many_passes_wait_for_a_key(finance, programme):
    state_convention(programme)
    state_convention(programme)
    spend(
        handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=NOON.date()),
        3,
        on=NOON.date(),
    )

    page = texts(finance.get(reverse("finance:index")))

    assert page.count("ne comptent pour aucune : 3 pass consommés, toutes années.") == 2
