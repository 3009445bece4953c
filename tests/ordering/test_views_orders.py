"""The list of orders, and the pages that place one."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Organisation
from distribution.models import Lot, Order
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, PLACE = reverse("ordering:orders"), reverse("ordering:place")
LOTS = {
    "lots-TOTAL_FORMS": "2",
    "lots-INITIAL_FORMS": "0",
    "lots-0-code": "picardie",
    "lots-0-carnets": "30",
    "lots-0-passes_per_carnet": "10",
    "lots-0-territory": "60, Somme",
    "lots-1-code": "nord",
    "lots-1-carnets": "1 000",
    "lots-1-passes_per_carnet": "5",
}
TYPED = {
    "number": "n° 2023-07",
    "other_name": "Imprimerie",
    "other_siret": "",
    "ordered_on": "12/05/2023",
    "valid_from": "01/07/2023",
    "valid_until": "31/12/2024",
    **LOTS,
}


@pytest.fixture
def programme():
    found = ProgrammeFactory(territory=["59", "60", "80"])
    LotFactory(depot=DepotFactory(programme=found, regie=True), carnets=2, size=5)
    return found


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


def read_again(client, **changed):
    """The page that is read before the order is placed, and its address."""
    page = client.get(PLACE, TYPED | changed)
    return page, f"{PLACE}?{page.request['QUERY_STRING']}"


def ordered(client, **changed):
    page, address = read_again(client, **changed)
    return client.post(address, {"read": page.context["form"]["read"].value()})


def test_the_carnets_and_the_days_proposed_are_those_of_the_programme(manager, programme):
    programme.carnet_sizes, programme.validity_months = "10", 18
    programme.save()

    form = manager.get(PLACE).context["form"]

    offered = [line.fields["passes_per_carnet"].choices for line in form.sets["lots"].forms]
    assert offered == [[(10, "10 pass")]] * len(offered) != []
    days = [form[name].value() for name in ("valid_from", "valid_until")]
    assert days == ["15/05/2023", "14/11/2024"]
    assert "Choisissez" in words(read_again(manager)[0])
    assert Order.objects.count() == 1


def test_an_order_is_read_again_with_its_numbers_then_placed(manager, programme):
    assert PLACE in manager.get(LIST).text
    assert "Relire la commande" in manager.get(PLACE).text

    page, address = read_again(manager)
    read = words(page)
    assert "1 030 carnets, 5 300 pass : 53 000,00 € de valeur faciale." in read
    assert "n° 00003 à 00032" in read
    assert "E 0000 0011 à E 0000 0310".replace("E", programme.letter) in read
    assert "31 jours après le dernier jour" in read
    assert Order.objects.count() == 1

    answer = ordered(manager)
    order = Order.objects.latest("pk")
    assert answer.url == reverse("ordering:order", args=[order.public_id])
    assert (order.number, order.supplier.name) == ("2023-07", "Imprimerie")
    assert (order.ordered_on, order.valid_until) == (dt.date(2023, 5, 12), dt.date(2024, 12, 31))
    lots = Lot.objects.filter(order=order).order_by("first_carnet")
    shown = lots.values_list("code", "first_carnet", "last_carnet", "passes_per_carnet")
    assert list(shown) == [("picardie", 3, 32, 10), ("nord", 33, 1032, 5)]
    assert [lot.territory for lot in lots] == [["60", "80"], []]
    *_, said = get_messages(answer.wsgi_request)
    assert str(said) == "Commande 2023-07 enregistrée\u00a0: 5\u00a0300\u00a0pass commandés."

    again = manager.post(address, {"read": "2"})
    assert "La commande 2023-07 est déjà enregistrée." in words(again)
    assert Order.objects.count() == 2
    assert Organisation.objects.filter(name="Imprimerie").count() == 1


def test_a_line_left_as_the_page_offers_it_is_no_lot(manager):
    (*_, blank) = manager.get(PLACE).context["form"].sets["lots"].forms
    offered, _ = blank.fields["passes_per_carnet"].choices[0]
    left = {"lots-TOTAL_FORMS": "3", "lots-2-passes_per_carnet": offered}

    assert "1 030 carnets, 5 300 pass" in words(read_again(manager, **left)[0])


def test_numbers_taken_meanwhile_are_read_again_before_they_are_ordered(manager, programme):
    page, address = read_again(manager)
    LotFactory(depot=programme.depots.get(kind="regie"), carnets=4, state="ordered")

    answer = manager.post(address, {"read": page.context["form"]["read"].value()})
    assert "Une autre commande a pris ces numéros entre-temps." in words(answer)
    assert "n° 00007 à 00036" in words(answer)
    assert not Order.objects.filter(number="2023-07").exists()

    shown = answer.context["form"]["read"].value()
    assert manager.post(address, {"read": shown}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"number": "C-1"}, "number", "La commande C-1 est déjà enregistrée."),
        ({"number": ""}, "number", "Indiquez le numéro de la commande."),
        ({"other_name": ""}, "organisation", "Choisissez l’émetteur dans la liste"),
        ({"ordered_on": "16/05/2023"}, "ordered_on", "ne peut pas suivre ce jour"),
        ({"valid_until": "30/06/2023"}, "valid_until", "doit suivre son début"),
        ({"lots-1-code": "picardie"}, "lots", "chacun avec son propre code"),
        ({"lots-0-territory": "62"}, "lots", "62 n’est pas du programme"),
        ({"lots-0-territory": "Syldavie"}, "", "Aucun département ne s’appelle"),
        ({"lots-0-carnets": "0"}, "lots", "au moins un carnet"),
        ({"lots-1-carnets": "40 000 000"}, "lots", "s’arrête à"),
        (dict.fromkeys([one for one in LOTS if one[5].isdigit()], ""), "lots", "au moins un lot"),
    ],
)
def test_what_cannot_be_ordered_is_said_at_its_field(manager, changed, field, why):
    page = read_again(manager, **changed)[0]

    assert "Relire la commande" in page.text
    form = page.context["form"]
    errors = form.sets["lots"].non_form_errors() if field == "lots" else form.errors.get(field, [])
    said = words(page) if not field else " ".join(str(one) for one in errors)
    assert why in said.replace("\u00a0", " ")
    assert Order.objects.count() == 1


def test_a_line_is_added_and_an_order_that_was_read_is_corrected(manager):
    assert len(manager.get(PLACE, TYPED | {"add-lots": "1"}).context["form"].sets["lots"].forms) > 2

    corrected = manager.get(PLACE, TYPED | {"corriger": "1"})
    assert 'value="picardie"' in corrected.text
    assert "corriger" in words(read_again(manager)[0]).lower()


def test_a_known_supplier_is_chosen(manager, programme):
    known = programme.orders.get().supplier

    assert ordered(manager, organisation=known.pk, other_name="").status_code == 302
    assert Order.objects.latest("pk").supplier == known


def test_the_orders_are_filtered_sorted_and_downloaded(manager, programme):
    regie = programme.depots.get(kind="regie")
    LotFactory(depot=regie, carnets=4, state="ordered", ordered_on=dt.date(2021, 3, 1))
    LotFactory(depot=regie, carnets=3, state="delivered", supplier=OrganisationFactory(name="Up"))

    def found(**asked):
        return [row.record.number for row in manager.get(LIST, asked).context["listing"].table.rows]

    assert found(sort="number") == ["C-1", "C-2", "C-3"]
    assert found(etat="a-livrer") == ["C-2"]
    assert found(etat="sans-mandat") == ["C-3"]
    assert found(etat="en-service") == ["C-1"]
    assert found(annee="2021") == ["C-2"]
    assert found(q="up") == ["C-3"]
    assert "Aucune commande pour ces filtres." in words(manager.get(LIST, {"q": "zzzz"}))
    head, *rows = as_csv(manager.get(LIST, {"fichier": "csv", "etat": "a-livrer"}))
    assert head[0] == "Commande"
    assert [row[0] for row in rows] == ["C-2"]


def test_who_reads_the_stock_is_not_led_to_order(client, programme):
    finance = UserFactory(role=Role.FINANCE, organisation=programme.authority)

    assert PLACE not in sign_in(client, finance).get(LIST).text
