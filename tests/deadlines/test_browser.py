"""The pages of occurrences in a browser: axe, a phone, keys alone."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.actors import SYSTEM
from conventions.enums import ObligationNature
from deadlines.actions import calendar_feeds, occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def occurrence(programme):
    obligation = ObligationFactory(
        convention=ConventionFactory(programme=programme, signed=True),
        in_force=True,
        title="Participer au comité technique de suivi de la convention",
        nature=ObligationNature.ATTEND,
    )
    for day in range(1, 6):
        OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 5, day))
    same_day = ObligationFactory.create_batch(
        4, convention=obligation.convention, in_force=True, cadence=obligation.cadence
    )
    for row in same_day:
        OccurrenceFactory(obligation=row, due_on=dt.date(2023, 5, 31))
    return OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 4, 30))


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, claire, occurrence):
    occurrences.prepare(occurrence, by=claire.as_actor().at(NOON))
    proof = ProofSpec(on=dt.date(2023, 5, 2), who="Claire Duhem", note="Compte rendu")
    occurrences.send(occurrence, proof=proof, by=claire.as_actor().at(NOON))
    waiting = Occurrence.objects.filter(state=OccurrenceState.TO_PREPARE).first()
    feed, _ = calendar_feeds.open_feed(
        claire, occurrence.obligation.convention.programme, by=SYSTEM.at(NOON)
    )
    names = (
        "deadlines:occurrence",
        "deadlines:send-occurrence",
        "deadlines:waive-occurrence",
        "deadlines:assign-occurrence",
        "deadlines:add-proof",
    )
    pages = [
        reverse("deadlines:occurrences"),
        reverse("deadlines:month", args=[2023, 5]),
        reverse("deadlines:month", args=[2022, 5]),
        reverse("deadlines:occurrence", args=[occurrence.public_id]),
        *(reverse(name, args=[waiting.public_id]) for name in names),
        reverse("deadlines:calendar-feeds"),
        reverse("deadlines:revoke-calendar-feed", args=[feed.public_id]),
    ]
    tour(claire.email, pages)


def test_a_phone_reads_the_month_as_a_list_of_days(phone, live_server, sign_in, claire, occurrence):
    sign_in(phone, claire.email)
    phone.goto(live_server.url + reverse("deadlines:month", args=[2023, 5]))

    days = phone.locator(".month .in-full:visible").all_inner_texts()
    assert days == [
        "lundi\u00a01er\u00a0mai\u00a02023",
        "mardi\u00a02\u00a0mai\u00a02023",
        "mercredi\u00a03\u00a0mai\u00a02023",
        "jeudi\u00a04\u00a0mai\u00a02023",
        "vendredi\u00a05\u00a0mai\u00a02023",
        "lundi\u00a015\u00a0mai\u00a02023, aujourd’hui",
        "mercredi\u00a031\u00a0mai\u00a02023",
    ]
    assert phone.get_by_role("link", name="+ 1\u00a0autre").is_visible()


def test_a_presence_is_recorded_by_keys_alone(page, live_server, sign_in, claire, occurrence):
    sign_in(page, claire.email)
    page.goto(live_server.url + reverse("deadlines:month", args=[2023, 4]))
    page.get_by_role("link", name="Participer au comité").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Enregistrer la présence").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Qui représentait la collectivité").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Indiquez qui représentait la collectivité.").first.wait_for()
    assert page.title().startswith("Erreur\u00a0: ")
    page.get_by_label("Qui représentait la collectivité").fill("Claire Duhem")
    page.keyboard.press("Enter")

    page.get_by_text("Présence enregistrée le 15\u00a0mai\u00a02023.").wait_for()
    assert Occurrence.objects.get(pk=occurrence.pk).state == OccurrenceState.SENT
