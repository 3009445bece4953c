"""The carnets that are not begun, and the letters that remind of them."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from audit.models import Event
from circulation import actions
from circulation.models import UseReminder
from circulation.readings.asleep import carnets_asleep, nearest
from distribution.models import Carnet
from incidents.actions import block
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.factories.distribution import DepotFactory, hand_out, handed_out_carnet
from tests.factories.incidents import block_of
from tests.factories.places import CommuneFactory, EpciFactory, PlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, REMIND = reverse("circulation:asleep"), reverse("circulation:remind")
MARCH, MAY = dt.date(2023, 3, 1), dt.date(2023, 5, 15)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def depot():
    programme = ProgrammeFactory(with_calendar=True, hotline="0300000000")
    return DepotFactory(programme=programme, carnets=9, name="Arras")


@pytest.fixture
def agent(depot):
    return UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation)


@pytest.fixture
def desk(client, agent):
    return sign_in(client, agent)


@pytest.fixture
def carnet(depot):
    return handed_out_carnet(depot, on=MARCH)


def numbers(answer):
    return [row.record.number for row in answer.context["listing"].table.rows]


def person_of(carnet):
    return carnet.hand_out.decision.request.person


def remind(carnet, agent, *more, on=MAY, organisation=None):
    owner = organisation or agent.acting.organisation
    by = agent.as_actor().at(NOON)
    chosen = Carnet.objects.filter(pk__in=[carnet.pk, *(one.pk for one in more)])
    return actions.remind(carnet.programme, chosen, organisation=owner, on=on, by=by)


def test_the_list_has_the_carnets_of_which_no_pass_is_spent_after_the_weeks(desk, depot, carnet):
    spend(handed_out_carnet(depot, on=MARCH), 1, on=MARCH)
    late = handed_out_carnet(depot, on=MAY - 4 * WEEK)

    assert numbers(desk.get(LIST)) == [carnet.number]
    assert numbers(desk.get(LIST, {"semaines": "4"})) == [carnet.number, late.number]
    assert numbers(desk.get(LIST, {"semaines": "4", "q": f"n° {late.number:05d}"})) == [late.number]
    assert numbers(desk.get(LIST, {"depot": depot.public_id})) == [carnet.number]
    depot.programme.asleep_weeks = 4
    depot.programme.save()
    assert "2 carnets jamais entamés" in words(desk.get(LIST))
    assert LIST in desk.get(reverse("circulation:stages")).text


def test_only_the_counter_that_registered_a_person_reads_their_name(client, depot, carnet, agent):
    other = DepotFactory(programme=depot.programme, carnets=1, name="Lens")
    theirs = person_of(carnet)
    given = hand_out(
        other,
        person=PersonFactory(
            programme=depot.programme, registered_by=depot.organisation, last_name="Abeille"
        ),
        on=MARCH,
    )
    neighbour = UserFactory(role=Role.DISTRIBUTOR, organisation=other.organisation)
    manager = UserFactory(role=Role.MANAGER, organisation=depot.programme.authority)

    shown = words(sign_in(client, agent).get(LIST))
    assert theirs.last_name in shown
    assert "Abeille" in shown
    shown = words(sign_in(client, neighbour).get(LIST))
    assert f"n° {given.numbers[0]:05d}" in shown
    assert "suivie par une autre structure" in shown
    assert "Abeille" not in shown
    assert numbers(client.get(LIST)) == given.numbers
    shown = client.get(LIST, {"fichier": "csv"}).text
    assert "Abeille" not in shown
    answer = sign_in(client, manager).get(LIST)
    assert len(numbers(answer)) == 2
    assert "Personne" not in as_csv(client.get(LIST, {"fichier": "csv"}))[0]
    assert "Abeille" not in words(answer)
    assert REMIND not in answer.text
    assert client.get(REMIND).status_code == 403


def test_the_letters_are_read_again_sent_once_and_say_what_came_of_them(desk, depot, carnet):
    other = handed_out_carnet(depot, on=MARCH)
    PlaceFactory(programme=depot.programme, name="Médiathèque d’Arras")
    block_of(depot)
    assert REMIND in desk.get(LIST).text
    step = words(desk.get(REMIND))
    assert "2 personnes à prévenir." in step
    assert person_of(carnet).last_name in step

    answer = desk.post(REMIND, {"carnets": [str(carnet.number)]})

    made = UseReminder.objects.get()
    assert made.carnet == carnet
    assert answer.url == reverse("circulation:sending", args=[made.sending])
    page = desk.get(answer.url)
    assert "1 lettre à imprimer" in words(page)
    assert "Carnets entamés depuis 0 sur 1" in words(page)
    spend(carnet, 1, on=MAY)
    assert "Carnets entamés depuis 1 sur 1" in words(desk.get(answer.url))
    assert numbers(desk.get(LIST, {"etat": "a-prevenir"})) == [other.number]
    assert numbers(desk.get(LIST, {"etat": "prevenu"})) == []
    assert Event.objects.filter(verb="carnet.reminded").count() == 1
    again = desk.post(REMIND, {"carnets": [str(carnet.number)]})
    assert "Un de ces carnets n’est plus à rappeler" in words(again)
    letters = desk.get(reverse("circulation:letters", args=[made.sending]))
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(letters.content)).pages)
    assert "Médiathèque" in text


def test_a_sending_has_one_page_a_person(desk, depot, carnet):
    other = handed_out_carnet(depot, on=MARCH)
    desk.post(REMIND, {"carnets": [str(carnet.number), str(other.number)]})
    sending = UseReminder.objects.first().sending

    letters = desk.get(reverse("circulation:letters", args=[sending]))

    pages = [one.extract_text() for one in PdfReader(io.BytesIO(letters.content)).pages]
    assert len(pages) == 2
    for text, one in zip(pages, (carnet, other), strict=True):
        assert person_of(one).last_name in text
        assert f"{one.number:05d}" in text
        assert "31 décembre 2023" in text.replace("\xa0", " ")


def test_nobody_is_left_to_remind(desk, depot, carnet):
    desk.post(REMIND, {"carnets": [str(carnet.number)]})
    assert "Aucune personne à prévenir" in words(desk.get(REMIND))
    assert "Aucune personne à prévenir" in words(desk.post(REMIND, {}))
    assert REMIND not in desk.get(LIST).text


def test_the_step_says_what_is_left_aside(desk, depot, carnet, agent):
    remind(handed_out_carnet(depot, on=MARCH), agent)
    blocked = handed_out_carnet(depot, on=MARCH)
    block(blocked, cause="lost", note="Perdu dans le bus.", on=MAY, by=agent.as_actor().at(NOON))
    stranger = PersonFactory(programme=depot.programme)
    hand_out(depot, person=stranger, on=MARCH)

    step = words(desk.get(REMIND))

    assert "1 personne à prévenir." in step
    assert "1 carnet d’une personne suivie par une autre structure" in step
    assert "1 personne prévenue depuis moins de 8 semaines" in step
    assert "1 carnet bloqué ou perdu" in step


def test_another_counter_reads_neither_the_letters_nor_the_sending(client, depot, carnet, agent):
    sending = remind(carnet, agent)
    other = DepotFactory(programme=depot.programme)
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=other.organisation))
    for page in ("sending", "letters"):
        assert client.get(reverse(f"circulation:{page}", args=[sending])).status_code == 404


def test_a_person_is_reminded_again_once_the_weeks_are_over(carnet, agent):
    remind(carnet, agent, on=MAY - 8 * WEEK)
    remind(carnet, agent, on=MAY)
    assert UseReminder.objects.count() == 2


def test_each_refusal_leaves_nobody_reminded(depot, carnet, agent):
    begun, blocked = handed_out_carnet(depot, on=MARCH), block_of(depot).carnet
    spend(begun, 1, on=MARCH)
    lately = handed_out_carnet(depot, on=MARCH)
    remind(lately, agent, on=MAY - WEEK)
    elsewhere = UserFactory(role=Role.DISTRIBUTOR).acting.organisation
    by = agent.as_actor().at(NOON)

    with pytest.raises(actions.NobodyToRemind):
        actions.remind(depot.programme, [], organisation=depot.organisation, on=MAY, by=by)
    for other, refusal in (
        (begun, actions.CarnetBegun),
        (blocked, actions.CarnetUnusable),
        (lately, actions.RemindedLately),
    ):
        with pytest.raises(refusal):
            remind(carnet, agent, other)
    with pytest.raises(actions.FollowedElsewhere):
        remind(carnet, agent, organisation=elsewhere)
    with pytest.raises(actions.CarnetUnusable):
        remind(carnet, agent, on=dt.date(2024, 1, 1))
    assert UseReminder.objects.filter(carnet=carnet).count() == 0


def test_a_reminder_never_changes_and_is_one_a_day(carnet, agent):
    remind(carnet, agent)
    made = UseReminder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        UseReminder.objects.update(sent_on=MARCH)
    made.pk, made.public_id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        UseReminder.objects.create(
            sending=made.sending, carnet=carnet, hand_out=made.hand_out, sent_on=MAY, sent_at=NOON
        )


def test_the_places_of_the_commune_come_first_then_those_of_its_epci():
    epci, other = EpciFactory(), EpciFactory(siren="200069037")
    here, near, far, alone = (
        CommuneFactory(insee=f"6200{rank}", epci=one)
        for rank, one in enumerate((epci, epci, other, None))
    )
    away = PlaceFactory(commune=CommuneFactory(in_picardie=True))
    places = [PlaceFactory(commune=one) for one in (far, near, here, alone)]

    found = nearest([away, *places], here)

    assert [one.commune for one in found] == [here, near, far]
    assert nearest(places, alone)[0].commune == alone


def test_a_carnet_of_another_programme_is_not_asleep_here(depot, carnet):
    handed_out_carnet(DepotFactory(carnets=1), on=MARCH)
    assert [one.pk for one in carnets_asleep(depot.programme, on=MAY)] == [carnet.pk]


def test_the_pages_ask_as_much_of_many_carnets_as_of_one(
    desk, depot, carnet, agent, django_assert_max_num_queries
):
    for page in (LIST, REMIND):
        with django_assert_max_num_queries(14) as first:
            desk.get(page)
        for _ in range(2):
            handed_out_carnet(depot, on=MARCH)
        with django_assert_max_num_queries(14) as second:
            desk.get(page)
        assert len(first) == len(second)
