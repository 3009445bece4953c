"""The pages of counts: a store is counted by a scanner, compared, explained and signed."""

import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from counts import actions
from counts.enums import CountState
from counts.models import Count
from distribution.codes import keyring
from movements import actions as movements
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.counts import closed_count_of, count_of
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    hand_out,
    shipment_of,
    typed_codes,
)
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = reverse("counts:counts")
DAY = "15/05/2023"


@pytest.fixture
def regie():
    return DepotFactory(regie=True, name="Régie", carnets=6)


@pytest.fixture
def counter(regie):
    return DepotFactory(programme=regie.programme, name="MDS de Lens", carnets=2)


@pytest.fixture
def acting(client, regie):
    def act(role=Role.REGISSEUR, organisation=None):
        where = organisation or regie.programme.authority
        return sign_in(client, UserFactory(role=role, organisation=where))

    return act


def page_of(name, row):
    return reverse(f"counts:{name}", args=[row.public_id])


def said(answer):
    *_, last = get_messages(answer.wsgi_request)
    return str(last).replace("\u00a0", " ")


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_a_regisseur_counts_the_regie_from_its_page(acting, regie):
    client = acting()
    depot_page = client.get(reverse("distribution:depot", args=[regie.public_id])).text
    assert page_of("open", regie) in depot_page

    answer = client.post(page_of("open", regie), {"counted_on": DAY})
    count = Count.objects.get()
    assert answer.url == page_of("add", count)

    answer = client.post(page_of("add", count), {"carnets": "00001-00003\r\n5\r\n"})
    assert said(answer) == "4 carnets ajoutés."
    answer = client.post(page_of("add", count), {"carnets": "n° 3 à 5"})
    assert said(answer) == "1 carnet ajouté. Déjà comptés : n° 00003, n° 00005."
    assert "5 carnets comptés jusqu’ici, 50 pass" in words(client.get(page_of("add", count)))

    page = words(client.get(page_of("count", count)))
    assert "5 carnets comptés sur 6 : 1 manquant. 1 écart à expliquer." in page
    assert "Stock théorique 6 60 600,00" in page
    assert "Manquants −1 −10 −100,00" in page


def test_a_count_is_explained_closed_and_signed(acting, regie):
    count, client = count_of(regie, found=[(1, 5)]), acting()
    assert "1 écart à expliquer d’abord : n° 00006." in words(client.get(page_of("close", count)))

    explained = {"numbers": "n° 00006", "reason": "lost", "note": "Plainte 2023/118"}
    answer = client.post(page_of("explain", count), explained)
    assert said(answer) == "Écart expliqué : n° 00006."
    assert "Brouillon, sans valeur" in text_of(client.get(page_of("sheet", count)))

    check = words(client.get(page_of("close", count)))
    assert "Arrêté à la somme de 500,00 € (cinq cents euros)" in check
    answer = client.post(page_of("close", count), {})
    assert "Imprimez le procès-verbal" in said(answer)

    answer = client.get(page_of("sheet", count))
    kept = Count.objects.get()
    assert answer["Content-Disposition"] == 'inline; filename="pv-comptage_1.pdf"'
    assert (kept.state, answer.content) == (CountState.CLOSED, bytes(kept.document))
    sheet = " ".join(text_of(answer).split())
    assert "Arrêté le présent procès-verbal à la somme de 500,00 €" in sheet
    assert "Plainte 2023/118" in sheet
    assert "Brouillon" not in sheet
    page = words(client.get(page_of("count", count)))
    assert "5 carnets comptés sur 6 : 1 manquant." in page
    assert "Vérifier et clore" not in page


def test_a_scanner_reads_the_codes_of_carnets_and_passes(acting, regie):
    first, second = regie.carnets.select_related("lot__programme", "lot__order").order_by("number")[
        :2
    ]
    view = keyring().view_code(first.lot.batch, 1)
    count = count_of(regie)
    client = acting()

    client.post(page_of("add", count), {"carnets": f"{view}\n{typed_codes(second)[0]}\n\n"})

    assert list(count.found.values_list("first_carnet", "last_carnet")) == [(1, 2)]


def test_what_is_not_a_carnet_adds_nothing_and_is_said(acting, regie):
    count = count_of(regie)
    page = acting().post(page_of("add", count), {"carnets": "3\nABC\n9-2"})
    assert "Rien n’est ajouté : « ABC », « 9-2 » n’est ni un numéro ni un code" in words(page)
    assert not count.found.exists()


def test_carnets_are_counted_again(acting, regie):
    count, client = count_of(regie, found=[(1, 6)]), acting()
    assert "Indiquez les carnets à retirer" in words(client.post(page_of("withdraw", count), {}))
    answer = client.post(page_of("withdraw", count), {"numbers": "2-3"})
    assert said(answer) == "2 carnets retirés."
    answer = client.post(page_of("withdraw", count), {"everything": "on"})
    assert said(answer) == "4 carnets retirés."
    page = client.post(page_of("withdraw", count), {"everything": "on"})
    assert "Aucun de ces carnets n’est compté." in words(page)


def test_a_gap_leads_to_the_act_that_mends_it(acting, regie, counter):
    # n° 7 is handed out, n° 8 lost by the counter; n° 6 is on its way there.
    given = hand_out(counter)
    movements.declare_lost(counter, ranges=[(8, 8)], on=TODAY, reason="Vol", **JOURNAL)
    shipment_of(regie, counter, ranges=[(6, 6)])
    count = count_of(regie, found=[(1, 3), (6, 9)])
    client = acting()

    page = client.get(page_of("count", count))

    lost = reverse("movements:declare-lost", args=[regie.public_id])
    assert f"{lost}?carnets=n%C2%B0" in page.text
    for line in (given.lines.get(), counter.lines_out.get(kind="loss")):
        assert reverse("movements:reverse", args=[line.public_id]) in page.text
    assert "Recevoir l’envoi" in page.text
    declared = client.get(lost, {"carnets": "n° 00004 à 00005"})
    assert 'value="n° 00004 à 00005"' in declared.text
    explain = client.get(page_of("explain", count), {"carnets": "n° 00009"})
    assert 'value="n° 00009"' in explain.text

    movements.declare_lost(regie, ranges=[(4, 5)], on=TODAY, reason="Vol", **JOURNAL)
    page = client.get(page_of("count", count))
    assert f"{lost}?carnets=" not in page.text
    assert "Depuis : perte ou vol du 15 mai 2023." in words(page)


def test_a_distributor_counts_its_own_depot_and_reads_no_other(acting, regie, counter):
    theirs, own = count_of(regie), count_of(counter, found=[(7, 9)])
    hand_out(DepotFactory(programme=regie.programme, carnets=1))
    client = acting(Role.DISTRIBUTOR, counter.organisation)

    assert client.get(page_of("count", theirs)).status_code == 404
    assert client.get(page_of("add", theirs)).status_code == 404
    assert client.get(page_of("open", regie)).status_code == 404
    page = client.get(page_of("count", own))
    assert "Contre-passer" not in page.text  # a distributor corrects no line
    listed = client.get(LIST)
    assert "0 dépôt compté sur 1 depuis le 1er janvier 2023" in words(listed)
    assert page_of("open", counter) in listed.text

    second = DepotFactory(programme=regie.programme, organisation=counter.organisation)
    shown = words(client.get(LIST))
    assert [f"Compter : {one}" in shown for one in (counter, second, regie)] == [True, True, False]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_who_reads_the_stock_reads_counts_and_changes_none(acting, regie, role):
    count, client = count_of(regie, found=[(1, 5)]), acting(role)
    page = client.get(page_of("count", count))
    assert "Manque ici" in page.text
    for act in ("add", "close", "cancel", "explain", "withdraw"):
        assert page_of(act, count) not in page.text
        assert client.get(page_of(act, count)).status_code == 403
    assert client.get(page_of("sheet", count)).status_code == 200


def test_what_moves_since_is_shown_apart(acting, regie, counter):
    count = count_of(regie, found=[(1, 5)])
    move(regie, counter, 6, 6)
    page = words(acting().get(page_of("count", count)))
    assert "5 carnets comptés sur 6, sans écart." in page
    assert "Sortis depuis, et pas comptés −1 −10 −100,00" in page
    assert "15/05/2023 Transfert, MDS de Lens n° 00006 −1 −10 −100,00" in page


def test_the_end_of_a_day_before_is_counted(acting, regie, counter):
    move(regie, counter, 1, 1)
    client = acting()
    client.post(page_of("open", regie), {"counted_on": "31/12/2022"})
    page = words(client.get(page_of("count", Count.objects.get())))
    assert "celui du 31 décembre 2022 au soir" in page
    assert "0 carnet compté sur 6" in page


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_a_count_that_ended_says_so(acting, regie, state):
    made = closed_count_of(regie) if state == "closed" else None
    if made is None:
        made = actions.cancel(count_of(regie), reason="Mauvais dépôt", **JOURNAL)
    client = acting()
    for act in ("add", "withdraw", "explain", "close", "cancel"):
        assert "Voir ce comptage" in client.get(page_of(act, made)).text
    assert client.get(page_of("count", made)).status_code == 200


def test_a_store_being_counted_leads_to_its_count(acting, regie):
    count = count_of(regie)
    assert page_of("count", count) in acting().get(page_of("open", regie)).text


def test_a_count_is_cancelled(acting, regie):
    count, client = count_of(regie), acting()
    answer = client.post(page_of("cancel", count), {"reason": "Mauvais dépôt"})
    assert said(answer) == "Comptage n° 1 annulé."
    assert "Motif : Mauvais dépôt" in words(client.get(page_of("count", count)))


def test_counts_are_listed_with_the_gaps_of_closed_ones(acting, regie, counter):
    closed_count_of(regie, found=[(1, 5), (99, 99)])
    count_of(counter)
    client = acting()

    page = words(client.get(LIST))
    assert "2 comptages" in page
    assert "1 dépôt compté sur 2 depuis le 1er janvier 2023." in page
    assert "n° 1 clos Régie 15/05/2023 6 1 1" in page
    assert "sans objet sans objet sans objet" in page

    for asked, found in (({"etat": "open"}, 1), ({"q": "Lens"}, 1), ({"q": "n° 1"}, 1)):
        assert len(client.get(LIST, asked).context["listing"].table.rows) == found
    rows = client.get(LIST, {"fichier": "csv"}).content.decode("utf-8-sig")
    assert "Clos" in rows
    assert ";6;1;1;" in rows


def test_the_page_of_a_count_asks_as_much_for_many_gaps(
    acting, regie, django_assert_max_num_queries
):
    client = acting()
    count = count_of(regie, found=[(2, 6), (50, 50)])
    with django_assert_max_num_queries(12) as one:
        client.get(page_of("count", count))
    actions.withdraw(count, ranges=[(2, 2), (4, 4), (6, 6)], **JOURNAL)
    actions.add(count, ranges=[(52, 52), (54, 54)], **JOURNAL)
    with django_assert_max_num_queries(12) as many:
        client.get(page_of("count", count))
    assert len(one) == len(many)
