"""A store is renamed, closed once it is empty, and opened again."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from distribution.actions import depots, hand_outs
from distribution.actions.depots import DepotClosed, DepotNotEmpty, DepotTaken
from distribution.actions.ledger import reverse as reverse_line
from distribution.enums import DepotKind
from distribution.models import Depot, StockLine
from distribution.pages.hand_outs import visible_stores
from movements import actions
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, hand_out, shipment_of
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def store(programme):
    return DepotFactory(programme=programme, name="MDS de Lens")


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


def page_of(act, depot):
    return reverse(f"distribution:{act}", args=[depot.public_id])


def closed(store):
    return depots.close(store, on=TODAY, **JOURNAL)


class TestActions:
    def test_two_stores_have_two_names_whatever_their_case(self, store, programme):
        other = DepotFactory(programme=programme)
        with pytest.raises(DepotTaken):
            depots.rename(other, name="mds de lens", **JOURNAL)
        code = store.code

        named = depots.rename(store, name="MDS de LENS", **JOURNAL)

        assert (named.name, named.code) == ("MDS de LENS", code)

    def test_one_that_holds_carnets_is_not_closed(self, programme):
        with pytest.raises(DepotNotEmpty, match="il tient 3"):
            closed(DepotFactory(programme=programme, carnets=3))

    def test_nor_is_one_to_which_carnets_are_on_their_way_or_from_which_some_are_to_settle(
        self, store, programme
    ):
        source = DepotFactory(programme=programme, carnets=2)
        sent = shipment_of(source, store)
        for depot in (source, store):
            with pytest.raises(DepotNotEmpty, match=r"1.envoi à compter ou à régler"):
                closed(depot)
        actions.cancel(sent, on=TODAY, reason="Erreur", **JOURNAL)

        assert closed(store).closed_on == TODAY

    def test_nothing_enters_it_until_it_is_opened_again(self, store, programme):
        source = DepotFactory(programme=programme, regie=True, carnets=2)
        closed(store)
        with pytest.raises(DepotClosed, match=r"MDS de Lens est fermé depuis le 15.mai.2023"):
            move(source, store, 1, 1)
        with pytest.raises(DepotClosed):
            closed(store)
        assert store not in Depot.objects.reached_from(source)

        depots.open_again(store, **JOURNAL)

        assert store in Depot.objects.reached_from(source)
        move(source, store, 1, 1)

    def test_nor_does_what_was_handed_out_or_sent_from_it_come_back(self, programme):
        store = DepotFactory(programme=programme, carnets=2)
        given = hand_out(store)
        line = move(store, DepotFactory(programme=programme, regie=True), 2, 2)
        closed(store)
        with pytest.raises(DepotClosed):
            hand_outs.undo(given, on=TODAY, reason="Erreur", **JOURNAL)
        with pytest.raises(DepotClosed):
            reverse_line(line, on=TODAY, reason="Erreur", **JOURNAL)

    def test_the_database_refuses_a_line_into_it_and_an_exit_that_closes(self, store, programme):
        source = DepotFactory(programme=programme, regie=True, carnets=2)
        line = move(source, store, 1, 1)
        move(store, source, 1, 1)
        closed(store)
        again = StockLine.objects.get(pk=line.pk)
        again.pk, again.public_id = None, source.public_id
        refused = pytest.raises(IntegrityError, match="one of these depots is closed")
        with refused, transaction.atomic():
            again.save()
        lost = depots.single_depot(programme, DepotKind.LOST)
        lost.closed_on = TODAY
        with pytest.raises(IntegrityError, match="depot_closed_is_a_store"), transaction.atomic():
            lost.save()


class TestPages:
    def test_a_store_is_renamed_and_what_changed_meanwhile_is_said(self, manager, store):
        address = page_of("rename-depot", store)
        shown = manager.get(address)
        assert store.code in words(shown)
        answer = manager.post(address, {"name": "Antenne de Lens"})
        assert answer.url == page_of("depot", store)
        assert "Antenne de Lens" in words(manager.get(answer.url))

        late = {"name": "MDS", "seen": shown.context["form"].fingerprint}
        assert "a été modifié depuis" in words(manager.post(address, late))
        assert Depot.objects.get(pk=store.pk).name == "Antenne de Lens"

    def test_a_store_is_closed_and_opened_again(self, manager, store):
        close, again = page_of("close-depot", store), page_of("open-depot-again", store)
        assert "Ce dépôt est ouvert." in words(manager.get(again))
        assert close in manager.get(page_of("depot", store)).text

        assert manager.post(close).url == page_of("depot", store)

        shown = manager.get(page_of("depot", store))
        assert "Fermé le 15 mai 2023." in words(shown)
        assert again in shown.text
        assert "fermé depuis le 15 mai 2023" in words(manager.get(close))
        assert manager.post(again).status_code == 302
        assert Depot.objects.get(pk=store.pk).closed_on is None

    def test_of_one_that_is_not_empty_the_page_says_what_it_holds(self, manager, programme):
        store = DepotFactory(programme=programme, carnets=4)
        for answer in (manager.get, manager.post):
            assert "il tient 4 carnets" in words(answer(page_of("close-depot", store)))
        assert Depot.objects.get(pk=store.pk).closed_on is None

    def test_no_counter_offers_a_closed_store(self, store, programme):
        other = DepotFactory(programme=programme, organisation=store.organisation, name="Annexe")
        agent = UserFactory(role=Role.DISTRIBUTOR, organisation=store.organisation)
        closed(store)

        assert list(visible_stores(agent, programme)) == [other]
