"""The pages of hand-outs: found, counted net of what was taken back, named to who may read."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from audit.models import Event
from distribution.actions import hand_outs, ledger
from distribution.models import HandOut
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    hand_out,
    qr_codes,
    typed_codes,
)
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = reverse("hand_outs:hand-outs")
MARCH = dt.date(2023, 3, 1)
WHY = {"on": TODAY, "reason": "Mauvaise personne", **JOURNAL}


@pytest.fixture
def depot():
    programme = ProgrammeFactory(with_calendar=True)
    return DepotFactory(programme=programme, carnets=9, name="Arras")


@pytest.fixture
def given(depot):
    """One of March that stands; of today, one taken back in part and one taken back whole."""
    person = named(depot, "Haddad", "Zoé")
    first = hand_out(depot, person=person, on=MARCH, first_carnet=2)
    decision = DecisionFactory(
        person=named(depot, "Lefort", "Ali"), request__filed_on=TODAY, passes=20
    )
    part = hand_outs.hand_out(decision, depot=depot, on=TODAY, **JOURNAL)
    ledger.reverse(part.lines.get(first_carnet=3), **WHY)
    whole = hand_out(depot, person=named(depot, "Abadie", "Léa"), first_carnet=4)
    hand_outs.undo(whole, **WHY)
    return first, part, whole


def named(depot, last_name, first_name):
    who = {"last_name": last_name, "first_name": first_name}
    return PersonFactory(
        programme=depot.programme, registered_by=depot.organisation, **who, sort_key=who_key(who)
    )


def who_key(who):
    return f"{who['last_name']} {who['first_name']}".lower().replace("é", "e")


@pytest.fixture
def opened(client, depot):
    """`opened(role)`: somebody signed in, at the counter or at the authority."""

    def opened(role, organisation=None):
        counter = role == Role.DISTRIBUTOR
        host = depot.organisation if counter else depot.programme.authority
        return sign_in(client, UserFactory(role=role, organisation=organisation or host))

    return opened


def found(desk, **asked):
    page = desk.post(PAGE, asked, follow=True)
    return {row.record.receipt for row in page.context["listing"].table.rows}


def rows(desk, page=PAGE, **asked):
    return as_csv(desk.get(page, {"fichier": "csv", **asked}))


def test_every_hand_out_is_listed_newest_first_and_counted_net(opened, given):
    desk = opened(Role.MANAGER)

    assert rows(desk) == [
        ["Reçu", "Remis le", "Personne", "Dépôt", "Numéros", "Carnets", "Pass", "État"],
        [
            *(given[2].receipt, "2023-05-15", "Abadie Léa", "Arras", "n°\u00a000004"),
            *("0", "0", "annulée le 15/05/2023"),
        ],
        [
            *(given[1].receipt, "2023-05-15", "Lefort Ali", "Arras"),
            *("n°\u00a000001, n°\u00a000003", "1", "10", "annulée en partie le 15/05/2023"),
        ],
        [
            *(given[0].receipt, "2023-03-01", "Haddad Zoé", "Arras", "n°\u00a000002"),
            *("1", "10", "remis"),
        ],
    ]
    page = desk.get(PAGE)
    assert "3 remises, 1 annulée" in words(page)
    assert "2 carnets remis, 20 pass." in words(page)
    assert "Total, sans les remises annulées" in words(page)
    totals = page.context["listing"].table.totals
    assert totals == HandOut.objects.net() == {"carnets": 2, "passes": 20}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"etat": "remis"}, [0, 1]),
        ({"etat": "annulee"}, [2]),
        ({"etat": "annulee-en-partie"}, [1]),
        ({"du": "01/05/2023"}, [1, 2]),
        ({"au": "01/03/2023"}, [0]),
        ({"q": "haddad"}, [0]),
        ({"q": "arras"}, [0, 1, 2]),
        ({"q": "carnet n° 00003"}, [1, 2]),  # and the receipt of this number
        ({"q": "{letter} 0000 0031"}, [2]),
        ({"q": "{letter}0000-0031"}, [2]),
        ({"q": "- 0000 0031"}, [2]),
        ({"q": "00000031"}, [2]),
        ({"q": "reçu r 2023 3"}, [2]),
        ({"q": "personne de ce nom"}, []),
    ],
)
def test_the_list_is_filtered_and_searched(opened, depot, given, asked, kept):
    letter = depot.programme.letter.lower()
    asked = {name: value.format(letter=letter) for name, value in asked.items()}

    assert found(opened(Role.MANAGER), **asked) == {given[one].receipt for one in kept}


def test_a_scanned_code_finds_its_hand_out_and_never_stands_in_an_address(opened, given):
    carnet = given[0].carnets.select_related("lot__programme", "lot__order").get()
    desk = opened(Role.REGISSEUR)

    for code in (typed_codes(carnet)[4], qr_codes(carnet)[0]):
        answer = desk.post(PAGE, {"q": code}, follow=True)
        assert code not in answer.redirect_chain[0][0]
        assert [row.record for row in answer.context["listing"].table.rows] == [given[0]]


def test_a_pass_of_another_series_finds_nothing(opened, depot, given):
    other = next(one for one in "PQ" if one != depot.programme.letter)

    assert found(opened(Role.MANAGER), q=f"{other}00000031") == set()


def test_a_depot_is_a_filter_of_the_list(opened, depot, given):
    other = DepotFactory(programme=depot.programme, carnets=1, name="Lens")
    theirs = hand_out(other)

    assert found(opened(Role.MANAGER), depot=str(other.public_id)) == {theirs.receipt}
    page = opened(Role.MANAGER).get(reverse("distribution:depot", args=[other.public_id]))
    assert f"{PAGE}?depot={other.public_id}" in page.text
    assert found(opened(Role.DISTRIBUTOR)) == {one.receipt for one in given}


@pytest.mark.parametrize("role", [Role.REGISSEUR, Role.COMPTABLE, Role.FINANCE, Role.AUDITOR])
def test_who_may_not_read_people_finds_hand_outs_and_no_name(opened, given, role):
    desk = opened(role)

    assert "Personne" not in rows(desk)[0]
    assert found(desk, q="haddad") == set()
    one = desk.get(reverse("hand_outs:hand-out", args=[given[0].public_id]))
    assert not any(name in words(page) for page in (desk.get(PAGE), one) for name in ("Haddad",))
    assert reverse("distribution:receipt", args=[given[0].public_id]) not in one.text
    assert not Event.objects.filter(verb__in=["person.listed", "person.read"]).exists()


def test_a_list_that_names_people_says_so_in_the_journal(opened, given):
    opened(Role.MANAGER).get(PAGE, {"lignes": "2"})

    event = Event.objects.get(verb="person.listed")
    assert (event.details["page"], event.details["people"]) == ("Remises", 2)


def test_the_hand_outs_of_a_person_are_reached_from_their_page(opened, depot, given):
    person = given[1].decision.request.person
    desk, own = opened(Role.DISTRIBUTOR), reverse("hand_outs:of-person", args=[person.public_id])

    assert own in desk.get(reverse("beneficiaries:detail", args=[person.public_id])).text
    assert "1 carnet remis, 10 pass. Personne : Ali Lefort." in words(desk.get(own))
    assert [row.record for row in desk.get(own).context["table"].rows] == [given[1]]
    stranger = PersonFactory(programme=depot.programme)
    assert desk.get(reverse("hand_outs:of-person", args=[stranger.public_id])).status_code == 404


def test_an_erased_person_has_no_name_in_the_list(opened, depot, given):
    person = given[0].decision.request.person
    blank = dict.fromkeys(("last_name", "first_name", "phone", "identity_key", "sort_key"), "")
    type(person).objects.filter(pk=person.pk).update(
        **blank, born_on=None, erased_on=TODAY, erased_for="rights"
    )

    assert "Personne effacée" in {row[2] for row in rows(opened(Role.MANAGER))}


def test_the_page_of_a_hand_out_says_what_became_of_it(opened, given):
    desk = opened(Role.DISTRIBUTOR)
    stands, part, whole = (
        desk.get(reverse("hand_outs:hand-out", args=[one.public_id])) for one in given
    )

    assert "1 carnet remis, 10 pass, 100,00 €." in words(stands)
    assert "Annuler la remise" not in words(stands)  # of March
    assert "Annulée en partie (n° 00003) le 15 mai 2023" in words(part)
    assert "Annuler la remise" in words(part)
    assert "Annulée le 15 mai 2023" in words(whole)
    assert "Motif : Mauvaise personne" in words(whole)
    assert "Bloquer un carnet" not in words(whole)
    assert reverse("distribution:receipt", args=[given[2].public_id]) in whole.text


def test_the_regisseur_reverses_what_people_kept(opened, given):
    desk = opened(Role.REGISSEUR)
    page = desk.get(reverse("hand_outs:hand-out", args=[given[1].public_id]))

    kept, back = given[1].lines.get(first_carnet=1), given[1].lines.filter(first_carnet=3)
    assert reverse("movements:reverse", args=[kept.public_id]) in page.text
    assert not any(reverse("movements:reverse", args=[one.public_id]) in page.text for one in back)


def test_a_hand_out_is_shown_to_the_counter_that_made_it_alone(opened, depot, given):
    other = DepotFactory(programme=depot.programme).organisation
    desk = opened(Role.DISTRIBUTOR, other)

    assert desk.get(reverse("hand_outs:hand-out", args=[given[0].public_id])).status_code == 404
    assert found(desk) == set()


@pytest.mark.parametrize(
    ("rank", "said"),
    [(0, None), (1, "Annulée en partie"), (2, "ANNULÉE")],
)
def test_a_receipt_that_is_printed_again_says_what_was_taken_back(opened, given, rank, said):
    answer = opened(Role.MANAGER).get(reverse("distribution:receipt", args=[given[rank].public_id]))
    text = " ".join(
        "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages).split()
    )

    assert given[rank].receipt in text
    if said is None:
        assert "nnulée" not in text
    else:
        assert said in text
        assert "le 15 mai 2023 par" in text.replace("\u00a0", " ")
        assert "Mauvaise personne" in text


def test_the_counter_leads_to_every_hand_out(opened, depot):
    assert PAGE in opened(Role.DISTRIBUTOR).get(reverse("distribution:counter")).text
    assert PAGE in opened(Role.AUDITOR).get(reverse("distribution:stock")).text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGISSEUR])
def test_the_pages_ask_as_many_queries_for_one_row_as_for_five(
    opened, depot, role, django_assert_max_num_queries
):
    desk, first = opened(role), hand_out(depot)
    own = reverse("hand_outs:hand-out", args=[first.public_id])
    asked = []
    for more in (0, 4):
        for _ in range(more):
            hand_outs.undo(hand_out(depot), **WHY)
        for page in (PAGE, own):
            desk.get(page)
            with django_assert_max_num_queries(12) as queries:
                desk.get(page)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_an_empty_list_and_an_unreadable_day_are_told(opened, depot):
    desk = opened(Role.MANAGER)

    assert "Aucun carnet n’a encore été remis." in words(desk.get(PAGE))
    assert "0 remise" in words(desk.get(PAGE))
    assert "Remis du" in words(desk.get(PAGE, {"du": "hier"}))
