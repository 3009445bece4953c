"""A page of a past day, or of what was known on one, is the same whatever came later."""

import copy
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse

from audit.actors import SYSTEM
from conventions.actions import avenants, conventions, signatures
from conventions.enums import AvenantState, ClauseKind
from conventions.models import Convention
from corrections import actions as corrections
from dossiers.filters import ConventionFilters
from dossiers.forms import SituationForm
from files.actions import withdraw
from tests.architecture.test_days import days
from tests.factories.accounts import UserFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.corrections import grant
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import file_of, png
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def at(text):
    return dt.datetime.fromisoformat(f"{text}T09:00:00+01:00")


DAY, TODAY = "30/06/2022", "15/05/2023"
EARLY, LATE = at("2021-03-12"), at("2023-02-02")
VOTED, SIGNED = dt.date(2023, 1, 10), dt.date(2023, 2, 1)
BY = {"by": SYSTEM.at(LATE)}
PAST = [{"jour": DAY}, {"jour": DAY, "connu": DAY}]
KNOWN = [{"connu": DAY}, {"jour": TODAY, "connu": DAY}, {"jour": DAY, "connu": DAY}]
# The addresses that take a situation, and the formats of each.
BY_STATE = {"fichier": "csv", "etat": "signed", "sort": "signed_on"}
WHOLE = {"fichier": "xlsx", "sort": "-state"}
ADDRESSES = [("dossiers:conventions", query) for query in ({}, BY_STATE, WHOLE)]
ADDRESSES += [("dossiers:convention", {})]


class World:
    """What stood on the last day of June 2022."""

    def __init__(self, programme):
        self.programme = programme
        held = {"effective_on": dt.date(2021, 3, 11), "recorded_at": EARLY}
        self.anct = ConventionFactory(programme=programme, signed=True, signed_at=EARLY)
        held["convention"] = self.anct
        ClauseFactory(**held)
        self.grant = ClauseFactory(**held, kind=ClauseKind.GRANT_MAX, day=None, amount=275_000)
        self.bilan = ObligationFactory(**held, title="Bilan", due_on=dt.date(2023, 6, 30))
        self.occurrence = OccurrenceFactory(obligation=self.bilan, due_on=self.bilan.due_on)
        first = AvenantFactory(
            convention=self.anct,
            signed=True,
            voted_on=dt.date(2022, 1, 10),
            signed_on=dt.date(2022, 2, 1),
            signed_at=at("2022-02-02"),
        )
        self.kept = file_of(self.anct, title="Convention scannée", by=SYSTEM.at(EARLY))
        ClauseFactory(
            convention=self.anct,
            avenant=first,
            kind=ClauseKind.BUDGET,
            day=None,
            amount=550_000,
            effective_on=first.signed_on,
            recorded_at=first.signed_at,
        )
        self.feder = ConventionFactory(programme=programme, voted=True)
        self.undated = ConventionFactory(
            programme=programme,
            signed=True,
            signed_on=None,
            signed_source="un visa",
            signed_at=EARLY,
        )

    def avenant(self, **facts):
        """An avenant that was voted later."""
        made = AvenantFactory(convention=self.anct, voted=True, voted_on=VOTED, **facts)
        of_it = {"convention": self.anct, "avenant": made}
        ClauseFactory(**of_it, day=dt.date(2023, 12, 31))
        ObligationFactory(**of_it, title="Bilan final", replaces=self.bilan)
        return made


def voted(world):
    world.avenant()


def amended(world):
    avenants.sign(world.avenant(), on=SIGNED, **BY)


def abandoned(world):
    avenants.abandon(world.avenant(), **BY)


def drafted(world):
    AvenantFactory(convention=world.anct, state=AvenantState.DRAFT)


def signed(world):
    conventions.sign(world.feder, on=SIGNED, **BY)


def closed(world):
    conventions.close(world.anct, on=SIGNED, reason="Solde versé", **BY)


def cited(world):
    later = DeliberationFactory(programme=world.programme, session_on=VOTED)
    Convention.objects.filter(pk=world.undated.pk).update(cited_by=later)


def filed(world):
    file_of(world.anct, title="Plan", content=png(), file_name="plan.png", by=SYSTEM.at(LATE))


def withdrawn(world):
    withdraw(world.kept, reason="Mauvaise version", **BY)


def planned(world):
    PlanFactory(programme=world.programme, convention=world.anct)


def due(world):
    OccurrenceFactory(obligation=world.bilan, due_on=dt.date(2023, 1, 31))


def corrected(world, *, is_moved=False):
    people = UserFactory(), UserFactory()
    one, other = ({"by": who.as_actor().at(LATE)} for who in people)
    facts = {"reason": "Lu de travers", **one}
    made = (
        corrections.propose_signature_day(world.anct, on=dt.date(2021, 3, 10), **facts)
        if is_moved
        else corrections.propose_clause(
            world.anct, kind=ClauseKind.GRANT_MAX, clause=grant(257_000), **facts
        )
    )
    corrections.approve(made, **other)


def moved(world):
    corrected(world, is_moved=True)


def dated(world):
    signatures.record_day(world.undated, on=dt.date(2021, 3, 11), **BY)


# What is dated later is in neither; what was recorded later about an earlier day is only not known.
DATED = [voted, amended, abandoned, drafted, signed, closed]
DATED += [cited, filed, withdrawn, planned, due]
RECORDED = [corrected, moved, dated]


def told(client, world, query):
    """Every page and file of a situation, without what changes at each answer."""
    found = {}
    for name, asked in ADDRESSES:
        is_list = name == "dossiers:conventions"
        rows = [None] if is_list else [world.anct, world.feder, world.undated]
        for row in rows:
            url = reverse(name, args=[row.public_id] if row else [])
            answer = client.get(url, query | asked)
            assert answer.status_code == 200
            found[(name, str(row), str(asked))] = plain(answer)
    return found


def plain(answer):
    if "spreadsheet" in answer["Content-Type"]:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        return [[cell.value for cell in row] for row in sheet]
    text = answer.content.decode("utf-8-sig")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text).splitlines()


def test_what_came_later_changes_nothing_of_a_past_situation(manager, programme):
    world = World(programme)
    before = [told(manager, world, query) for query in PAST + KNOWN]
    now = told(manager, world, {})
    for event in DATED + RECORDED:
        with transaction.atomic():
            event(copy.deepcopy(world))

            assert told(manager, world, {}) != now, event
            for query, was in zip(PAST + KNOWN, before, strict=True):
                if event in DATED or query in KNOWN:
                    is_now = told(manager, world, query)
                    for place, lines in was.items():
                        assert is_now[place] == lines, (event, query, place)
            transaction.set_rollback(True)


def test_every_page_that_takes_a_situation_is_walked():
    """Another form of a situation is to be added to the walk; a day of figures is not one."""
    asked = {one for one in days() if one.rsplit(".", 1)[1] in ("jour", "connu")}

    assert asked == {
        "dossiers.forms.SituationForm.jour",
        "dossiers.forms.SituationForm.connu",
        "reporting.forms.DayForm.jour",
    }
    assert {*SituationForm.base_fields} == {"jour", "connu"}
    assert {"jour", "connu"} <= {*ConventionFilters.base_filters}
