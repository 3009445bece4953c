"""The pages, the papers and the files of the accounts of valeurs inactives."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DELIVERED, TODAY, DepotFactory, hand_out
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ACCOUNT, ROWS = reverse("stock_accounts:account"), reverse("stock_accounts:bordereau")
PAPERS = {
    "compte": reverse("stock_accounts:account-pdf"),
    "bordereau": reverse("stock_accounts:bordereau-pdf"),
}
MARCH = dt.date(2023, 3, 14)


@pytest.fixture
def regie():
    return DepotFactory(regie=True, name="Régie", code="regie", carnets=6)


@pytest.fixture
def depot(regie):
    """A depot that received three carnets in March and handed one out."""
    depot = DepotFactory(programme=regie.programme, name="MDS d’Arras", code="arras")
    move(regie, depot, 1, 3, on=MARCH)
    hand_out(depot, on=MARCH)
    return depot


@pytest.fixture
def comptable(client, regie):
    owner = regie.programme.authority
    return sign_in(client, UserFactory(role=Role.COMPTABLE, organisation=owner))


def of(depot, **more):
    return {"depot": depot.public_id, **more}


def read(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).replace("\u00a0", " ").split())


def test_an_account_opens_on_the_last_quarter_that_is_over(comptable, depot):
    page = words(comptable.get(ACCOUNT, of(depot)))
    assert "Compte d’emploi : MDS d’Arras" in page
    assert "2 carnets, 200,00 € à la fin du 31 mars 2023. 1er trimestre 2023." in page
    assert "Transferts reçus d’autres dépôts 3 30 300,00" in page
    assert "Remises aux ayants droit 1 10 100,00" in page
    assert "00002 00003 2 20 200,00" in page
    assert "Provisoire" not in page


def test_a_period_that_is_not_over_says_so_on_the_page_and_on_paper(comptable, depot):
    asked = of(depot, periode="2023-T2")
    assert "Provisoire" in words(comptable.get(ACCOUNT, asked))
    assert "Entrées de la période : néant" in words(comptable.get(ACCOUNT, asked))
    assert "Provisoire : la période n’est pas finie" in read(comptable.get(PAPERS["compte"], asked))


def test_a_bordereau_tells_each_movement_and_its_balance(comptable, depot):
    page = words(comptable.get(ROWS, of(depot)))
    assert "14/03/2023 Transfert de Régie 00001 à 00003 30 0 +300,00 30" in page
    assert "14/03/2023 1 remise 00001 0 10 −100,00 20" in page
    assert "31/03/2023 Existants à la fin 30 10 200,00 20" in page
    quiet = words(comptable.get(ROWS, of(depot, periode="2022-T4")))
    assert "Mouvements de la période : néant" in quiet


def test_all_the_depots_have_an_account_each_and_transfers_are_no_movement_of_the_whole(
    comptable, regie, depot
):
    for address in (ACCOUNT, ROWS):
        page = words(comptable.get(address))
        assert "MDS d’Arras 0 30 10 20 200,00" in page
        assert "Régie 60 0 30 30 300,00" in page
        assert "Ensemble 60 0 10 50 500,00" in page
        assert "3 carnets reçus, 300,00 € pendant la période" in page


def test_free_days_win_over_the_period_and_stay_in_the_address_of_the_files(comptable, depot):
    asked = of(depot, du="14/03/2023", au="14/03/2023", periode="2023-T1")
    answer = comptable.get(ROWS, asked)
    assert "Bordereau d’emploi : MDS d’Arras" in words(answer)
    assert "fichier=xlsx&amp;du=14%2F03%2F2023&amp;au=14%2F03%2F2023" in answer.text
    file = comptable.get(ROWS, {**asked, "fichier": "csv"})
    assert "bordereau-emploi_arras_2023-03-14_2023-03-14.csv" in file["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"du": "14/03/2023"}, "Indiquez aussi l’autre jour"),
        ({"au": "14/03/2023"}, "Indiquez aussi l’autre jour"),
        ({"du": "14/03/2023", "au": "13/03/2023"}, "Le dernier jour doit suivre le premier."),
        ({"periode": "2023-T9"}, "la période"),
        ({"periode": "2023-T4"}, "la période"),
        ({"depot": "00000000-0000-4000-8000-000000000000"}, "le dépôt"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_has_no_file(comptable, depot, asked, said):
    answer = comptable.get(ACCOUNT, asked)
    assert said in words(answer)
    assert "Total des entrées" not in words(answer)
    assert comptable.get(ROWS, {**asked, "fichier": "csv"}).status_code == 404
    assert comptable.get(PAPERS["compte"], asked).status_code == 404


def test_a_file_of_another_kind_does_not_exist(comptable, depot):
    assert comptable.get(ACCOUNT, {"fichier": "pdf"}).status_code == 404


def test_the_files_have_numbers_and_days(comptable, depot):
    file = comptable.get(ROWS, of(depot, fichier="xlsx"))
    assert 'filename="bordereau-emploi_arras_2023-T1.xlsx"' in file["Content-Disposition"]
    head, opening, move_in, given, closing = (
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows()
    )
    assert head[3:] == ["Entrées (pass)", "Sorties (pass)", "Valeur (€)", "Solde (pass)"]
    assert opening[1:] == ["Existants au début", "néant", 0, 0, 0, 0]
    assert move_in[0].date() == MARCH
    assert move_in[3:] == [30, 0, 300, 30]
    assert given[3:] == [0, 10, -100, 20]
    assert closing[1:] == ["Existants à la fin", "00002\u00a0à\u00a000003", 30, 10, 200, 20]


def test_the_account_and_all_the_depots_have_their_files(comptable, regie, depot):
    by_cause = as_csv(comptable.get(ACCOUNT, of(depot, fichier="csv")))
    assert [row[1] for row in by_cause] == ["Carnets", "0", "3", "3", "1", "1", "2"]
    by_depot = as_csv(comptable.get(ROWS, {"fichier": "csv"}))
    assert by_depot[-1] == ["Ensemble", "60", "0", "10", "50", "500,00"]


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_is_closed_in_figures_and_in_words_and_signed(comptable, depot, kind):
    answer = comptable.get(PAPERS[kind], of(depot))
    assert f'filename="{kind}-emploi_arras_2023-T1.pdf"' in answer["Content-Disposition"]
    text = read(answer)
    assert "des valeurs inactives" in text
    assert "Arrêté le présent état à la somme de deux cents euros (200,00 €)" in text
    assert "existants au 31 mars 2023 : 2 carnets, 20 pass." in text
    assert "Pour MDS d’Arras" in text
    assert "Le régisseur" in text
    assert "Page 1 sur 1" in text
    assert "Provisoire" not in text


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_of_all_the_depots_has_each(comptable, regie, depot, kind):
    text = read(comptable.get(PAPERS[kind]))
    assert "tous les dépôts (2)" in text
    assert "MDS d’Arras 0 30 10 20 200,00" in text


def test_a_paper_of_an_empty_depot_says_so(comptable, regie):
    empty = DepotFactory(programme=regie.programme)
    text = read(comptable.get(PAPERS["bordereau"], of(empty)))
    assert "Mouvements de la période : néant" in text
    assert "Existants : néant" in text
    assert "zéro euro (0,00 €)" in text


def test_a_distributor_reads_its_own_depot_alone(client, regie, depot):
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation)
    page = words(sign_in(client, user).get(ACCOUNT))
    assert "MDS d’Arras" in page
    assert "Régie" not in page
    assert "Total des entrées 3 30 300,00" in page
    refused = client.get(ACCOUNT, of(regie))
    assert "Total des entrées" not in words(refused)


def test_a_programme_without_stock_has_an_empty_account(client):
    user = UserFactory(role=Role.COMPTABLE)
    regie = DepotFactory(regie=True, programme__authority=user.acting.organisation)
    page = words(sign_in(client, user).get(ROWS))
    assert f"{regie} 0 0 0 0 0,00" in page


def test_the_pages_read_the_same_number_of_times_whatever_there_is(
    comptable, regie, depot, django_assert_max_num_queries
):
    whole, one = counted(comptable, ROWS), counted(comptable, ROWS, **of(depot))
    for rank in range(4):
        more = DepotFactory(programme=regie.programme)
        move(regie, more, 4, 4, on=MARCH) if rank == 0 else hand_out(DepotFactory(carnets=1))
    move(depot, regie, 2, 2, on=MARCH)
    hand_out(depot, on=TODAY)
    assert counted(comptable, ROWS) == whole <= 12
    assert counted(comptable, ROWS, **of(depot)) == one


def counted(client, address, **asked):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, {"periode": "2023", **asked}).status_code == 200
    return len(queries)


def test_the_pages_of_a_depot_and_of_the_stock_lead_there(comptable, depot):
    stock = comptable.get(reverse("distribution:stock")).text
    own = comptable.get(reverse("distribution:depot", args=[depot.public_id])).text
    assert ACCOUNT in stock
    assert f"{ROWS}?depot={depot.public_id}" in own
    assert DELIVERED.year == 2022
