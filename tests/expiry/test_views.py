"""The guided page of the end of a validity, and what each role does there."""

import datetime as dt
import hashlib
import io

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from expiry.actions import statements
from expiry.models import Answer, CreditNote, Extension, Statement
from finance.actions import funding_keys
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import JOURNAL, DepotFactory, hand_out
from tests.factories.expiry import ENDS, by_on, credit, establish, order_of, propose, reach
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import state_convention
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, HOME = reverse("expiry:orders"), reverse("reporting:home")
DAY = dt.timedelta(days=1)
OVER = ENDS + 32 * DAY


@pytest.fixture
def depot():
    programme = ProgrammeFactory(with_calendar=True)
    return DepotFactory(programme=programme, name="CCAS de Lens")


@pytest.fixture
def order(depot):
    return order_of(depot, carnets=4)


@pytest.fixture
def acting(depot):
    def act(role=Role.MANAGER):
        host = depot.organisation if role == Role.DISTRIBUTOR else depot.programme.authority
        return sign_in(Client(), UserFactory(role=role, organisation=host))

    return act


def page_of(name, order, *more):
    return reverse(f"expiry:{name}", args=[order.public_id, *more])


def said(answer):
    *_, last = get_messages(answer.wsgi_request)
    return str(last).replace("\u00a0", " ")


def move(clock, day):
    """The clock at nine on a day."""
    clock.instant = clock.instant.replace(year=day.year, month=day.month, day=day.day)


def test_a_keeper_answers_the_milestones_of_its_carnets(acting, depot, order):
    hand_out(depot)
    manager, keeper, page = acting(), acting(Role.DISTRIBUTOR), page_of("order", order)
    answer = page_of("answer", order, depot.public_id)
    first = "Aucun jalon n’est venu : le premier compte est arrêté le 15 mai 2023."
    assert first in words(manager.get(page))

    reach(order, ENDS - 30 * DAY)
    assert "Dire combien de carnets tient CCAS de Lens" in words(keeper.get(HOME))
    assert "0 sur 1 dépôt a répondu." in words(keeper.get(page))
    assert answer in keeper.get(page).text
    assert answer not in manager.get(page).text
    assert "Au grand livre, CCAS de Lens détient 3 carnets." in words(keeper.get(answer))
    assert "dites d’où vient l’écart" in words(keeper.post(answer, {"carnets": "2", "remark": ""}))
    given = keeper.post(answer, {"carnets": "3", "remark": ""})
    assert (given.url, said(given)) == (page, "Réponse enregistrée, CCAS de Lens.")
    assert "1 sur 1 dépôt a répondu." in words(manager.get(page))
    assert "a déjà répondu" in words(keeper.get(answer))
    assert "Dire combien" not in words(keeper.get(HOME))


def test_what_is_left_is_struck_off_once_nothing_is_received(acting, depot, order, clock):
    hand_out(depot)
    manager, regisseur = acting(), acting(Role.REGISSEUR)
    page, establishing = page_of("order", order), page_of("establish", order)
    move(clock, ENDS + DAY)
    until = "Les séances tenues à temps sont encore reçues jusqu’au 15 juillet 2023."
    assert until in words(manager.get(page))
    too_soon = "Rien à sortir du stock : l’état est « tolérance »."
    assert too_soon in words(regisseur.get(establishing))

    move(clock, OVER)
    reach(order, OVER)
    assert "Sortir ce qui reste du stock" in words(regisseur.get(HOME))
    assert "Sortir ce qui reste du stock" not in words(manager.get(HOME))
    assert establishing in regisseur.get(page).text
    shown = words(regisseur.get(establishing))
    assert "40 pass non utilisés, 400,00 €." in shown
    assert "3 carnets en stock : ils en sortent au grand livre" in shown
    assert "encore reçus" in words(regisseur.post(establishing, {"on": "14/07/2023"}))
    done = regisseur.post(establishing, {"on": "16/07/2023"})
    assert said(done) == "État établi, contestable jusqu’au 22 juillet 2023."
    assert "3 carnets expirés" in words(regisseur.get(reverse("distribution:stock")))


def test_the_statement_is_answered_then_credited(acting, depot, order, clock):
    hand_out(depot)
    manager, keeper, page = acting(), acting(Role.DISTRIBUTOR), page_of("order", order)
    answer, crediting = page_of("answer", order, depot.public_id), page_of("credit", order)
    move(clock, OVER)
    establish(order)
    assert "Dire combien de carnets tient CCAS de Lens" in words(keeper.get(HOME))
    assert "CCAS de Lens détenait 3 carnets" in words(keeper.get(answer))
    keeper.post(answer, {"carnets": "2", "remark": "Un carnet rendu en juin."})
    assert Answer.objects.filter(statement__isnull=False).count() == 1
    assert "l’état est « en contestation »" in words(manager.get(crediting))
    assert "1 sur 1 dépôt a répondu." in words(manager.get(page))

    move(clock, OVER + 7 * DAY)
    assert "Clore et émettre l’avoir" in words(manager.get(HOME))
    assert "Émettre un avoir de 400,00 €" in words(manager.get(crediting))
    done = manager.post(crediting, {"on": "23/07/2023"})
    assert said(done) == "Avoir de 400,00 € émis."
    assert "Rien : avoir de 400,00 € émis le 23 juillet 2023." in words(manager.get(page))
    assert "Clore et émettre" not in words(manager.get(HOME))


def test_what_is_wrong_on_the_day_is_said_in_the_form(acting, order, clock):
    stated = establish(order)
    move(clock, stated.objections_until + DAY)
    answer = acting().post(page_of("credit", order), {"on": "22/07/2023"})
    assert "l’avoir s’émet le lendemain, au plus tôt." in words(answer)
    assert not CreditNote.objects.exists()


def test_the_statement_and_the_credit_note_are_read_and_frozen(acting, depot, order):
    convention = state_convention(depot.programme)
    funding_keys.assign(order.lots.get(), convention, **JOURNAL)
    hand_out(depot)
    manager, keeper = acting(), acting(Role.DISTRIBUTOR)
    statement, note = page_of("statement", order), page_of("credit-note", order)
    assert manager.get(statement).status_code == 404
    stated = establish(order)
    assert manager.get(note).status_code == 404
    assert keeper.get(statement).status_code == 404
    regular = text_of(manager.get(statement).content)
    for words_of in ("CCAS de Lens", "Remis aux ayants droit", "400,00", "22 juillet 2023"):
        assert words_of in regular

    made = credit_of(stated)
    first, again = (manager.get(note) for _ in range(2))
    assert first.content == again.content
    assert hashlib.sha256(first.content).hexdigest() == made.document_hash
    assert manager.get(statement).content == manager.get(statement).content
    printed = text_of(first.content)
    for words_of in ("40 pass non utilisés × 10,00 € = 400,00 €.", "Dû par", convention.title):
        assert words_of in printed
    assert {statement, note} <= links(manager.get(page_of("order", order)))
    assert not {statement, note} & links(keeper.get(page_of("order", order)))


def credit_of(stated):
    on = stated.objections_until + DAY
    return statements.credit(stated, on=on, by=by_on(on))


def text_of(content):
    """The text of a PDF, on one line."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def links(answer):
    return {part.split('"')[0] for part in answer.text.split('href="')[1:]}


def test_an_end_is_put_off_by_two_roles(acting, order):
    manager, comptable, page = acting(), acting(Role.COMPTABLE), page_of("order", order)
    extending = page_of("extend", order)
    assert extending in manager.get(page).text
    assert "gardent l’ancien jour" in words(manager.get(extending))
    facts = {"new_end": "31/12/2023", "text": "Avenant n° 1", "reason": "Déploiement lent."}
    assert "doit suivre l’actuelle" in words(
        manager.post(extending, facts | {"new_end": "14/06/2023"})
    )

    assert said(manager.post(extending, facts)).startswith("Prolongation jusqu’au 31 décembre")

    made = Extension.objects.get()
    confirming = reverse("expiry:confirm-extension", args=[made.public_id])
    refusing = reverse("expiry:refuse-extension", args=[made.public_id])
    assert "Décider une prolongation de validité" in words(comptable.get(HOME))
    assert "Décider une prolongation" not in words(manager.get(HOME))
    assert {confirming, refusing} <= links(comptable.get(page))
    assert confirming not in manager.get(page).text
    assert "La fin passe du 14 juin 2023 au 31 décembre 2023." in words(comptable.get(confirming))
    assert said(comptable.post(confirming)) == "Utilisable jusqu’au 31 décembre 2023."
    for closed in (confirming, refusing):
        assert "Cette prolongation est en vigueur." in words(comptable.get(closed))
    assert "Avenant n° 1. Déploiement lent." in words(manager.get(page))


def test_an_extension_is_refused_with_its_reason(acting, order):
    comptable, made = acting(Role.COMPTABLE), propose(order)
    refusing = reverse("expiry:refuse-extension", args=[made.public_id])
    assert "le motif" in words(comptable.post(refusing, {"refusal": ""}))
    assert said(comptable.post(refusing, {"refusal": "Trop tard."})) == "Prolongation refusée."
    assert "Refusée : Trop tard." in words(comptable.get(page_of("order", order)))


def test_nothing_is_put_off_once_stated(acting, order, clock):
    move(clock, establish(order).stated_on)
    assert "la fin ne se repousse plus" in words(acting().get(page_of("extend", order)))
    assert Statement.objects.count() == 1


def test_the_orders_are_listed_filtered_and_as_a_file(acting, depot, order, clock):
    reach(order, ENDS - 30 * DAY)
    order_of(depot, ends_on=dt.date(2024, 12, 31))
    closed = order_of(depot, ends_on=dt.date(2023, 2, 1))
    credit(closed)
    order_of(DepotFactory())
    manager, keeper = acting(), acting(Role.DISTRIBUTOR)
    assert LIST in manager.get(reverse("distribution:stock")).text

    shown = words(manager.get(LIST))
    assert "3 commandes en service" in shown
    assert "La première finit le 14 juin 2023, dans 30 jours." in shown
    found = {
        state: as_csv(manager.get(LIST, {"etat": state, "fichier": "csv"}))[1:]
        for state in ("a-suivre", "en-cours", "closes")
    }
    assert [[row[0] for row in rows] for rows in found.values()] == [["C-1"], ["C-2"], ["C-3"]]
    (row,) = found["a-suivre"]
    assert (row[1], row[4:]) == ("Fin proche", ["4", "0", "4", "0"])
    assert "3 commandes en service" in words(keeper.get(LIST))


def test_nothing_in_service_has_no_end(acting):
    shown = words(acting().get(LIST))
    assert "Aucune ne finit après le 15 mai 2023." in shown
    assert "Aucun pass n’est encore en service." in shown


def test_another_store_of_the_programme_sees_nothing_of_it(depot, order):
    other = DepotFactory(programme=depot.programme)
    keeper = UserFactory(role=Role.DISTRIBUTOR, organisation=other.organisation)
    client = sign_in(Client(), keeper)
    reach(order, ENDS - 30 * DAY)
    assert client.get(page_of("order", order)).status_code == 404
    assert client.get(page_of("answer", order, depot.public_id)).status_code == 404
    assert "Dire combien" not in words(client.get(HOME))
