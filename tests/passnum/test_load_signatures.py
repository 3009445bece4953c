"""Signatures that never were, or whose days cross, stand in a file with what was before."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from conventions.actions import avenants, texts, votes
from conventions.actions.texts import ClauseSpec
from conventions.enums import Block, ClauseKind
from conventions.models import Avenant, Convention
from corrections import actions
from deadlines.actions import occurrences
from deadlines.models import Occurrence
from deliberations.models import Deliberation
from dossiers.actions import sign, sign_avenant
from tests.factories.accounts import NOON
from tests.factories.corrections import DAY, by
from tests.passnum.full_programme import open_accounts
from tests.passnum.loaded_elsewhere import (
    ACCOUNTS,
    AVENANTS,
    BUDGET,
    DECIDED,
    MONTH,
    check_the_same_elsewhere,
    corrected,
)
from tests.passnum.loading import adds_nothing, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ENTERED = 'signed_source = "Cru signé."\neffective_on = 2021-03-11'
SIGNED_AVENANT = "number = 1\n", "signed_on = 2021-09-01\n"
UNVOTED = SMALL[: SMALL.index(AVENANTS)] + SMALL[SMALL.index("[[plans]]") :]


def never_signed(text, people, at):
    corrected(partial(actions.propose_no_signature, text), *people, at)
    text.refresh_from_db()


def test_what_was_signed_again_is_written_with_what_was_before():
    def make():
        people = open_accounts()
        load_text(UNVOTED.replace("signed_on = 2021-03-11", ENTERED), at=NOON - MONTH)
        convention = Convention.objects.get()
        occurrence = Occurrence.objects.earliest("due_on")
        occurrences.waive(occurrence, reason="Non tenu.", by=by(people[0], NOON - 6 * DAY))
        never_signed(convention, people, NOON - 5 * DAY)
        votes.withdraw(convention, by=by(people[0], NOON - 3 * DAY))
        clauses = [
            ClauseSpec(ClauseKind.BUDGET, Decimal(900)),
            ClauseSpec(ClauseKind.BASIS, "consumed"),
        ]
        texts.set_block(convention, Block.COST, clauses=clauses, by=by(people[0], NOON - 3 * DAY))
        days = {"on": dt.date(2021, 4, 1), "deliberation": Deliberation.objects.get()}
        votes.vote(convention, **days, by=by(people[0], NOON - 3 * DAY))
        sign(convention, on=dt.date(2021, 4, 2), by=by(people[0], NOON - 2 * DAY))
        propose = partial(actions.propose_clause, convention, kind=ClauseKind.BUDGET)
        corrected(propose, *people, NOON - DAY, clause=None)

    check_the_same_elsewhere(make)


def day(text):
    return dt.date.fromisoformat(text)


def signed_on(text, people, on, at):
    corrected(partial(actions.propose_signature_day, text, on=day(on)), *people, at)


def test_a_convention_signed_later_than_its_avenant_was_once_the_avenant_is_corrected():
    def make():
        people = open_accounts()
        load_text(SMALL, at=NOON - MONTH)
        convention, avenant = Convention.objects.get(), Avenant.objects.get()
        sign_avenant(avenant, on=day("2021-03-20"), by=by(people[0], NOON - 20 * DAY))
        signed_on(avenant, people, "2021-05-01", NOON - 10 * DAY)
        signed_on(convention, people, "2021-04-01", NOON - 5 * DAY)

    check_the_same_elsewhere(make)


def test_an_avenant_signed_before_its_convention_was_once_the_convention_is_corrected():
    def make():
        people = open_accounts()
        load_text(SMALL, at=NOON - MONTH)
        convention, avenant = Convention.objects.get(), Avenant.objects.get()
        signed_on(convention, people, "2021-03-01", NOON - 10 * DAY)
        sign_avenant(avenant, on=day("2021-03-05"), by=by(people[0], NOON - 5 * DAY))

    check_the_same_elsewhere(make)


# The days to which a convention of 11/03 (c) and its avenant of 20/03 (a) are corrected, in order.
CROSSINGS = {
    "back before the avenant": "a 05-01, c 04-01, c 03-01, a 03-05",
    "later twice": "a 05-01, c 04-01, a 04-10, c 03-15, a 03-16, a 06-01, c 05-15",
    "earlier, then later": "c 03-01, a 03-05, c 03-04, a 05-01, c 04-01, a 04-02, c 03-01, a 03-02",
}


@pytest.mark.parametrize("days", CROSSINGS.values(), ids=CROSSINGS)
def test_days_of_signature_that_cross_are_loaded_in_an_order_that_holds(days):
    def make():
        people = open_accounts()
        load_text(SMALL, at=NOON - 2 * MONTH)
        convention, avenant = Convention.objects.get(), Avenant.objects.get()
        sign_avenant(avenant, on=day("2021-03-20"), by=by(people[0], NOON - MONTH))
        texts_named = {"c": convention, "a": avenant}
        for rank, said in enumerate(days.split(", ")):
            which, on = said.split()
            signed_on(texts_named[which], people, f"2021-{on}", NOON - (25 - 2 * rank) * DAY)

    check_the_same_elsewhere(make)


def test_a_signature_that_never_was_is_written_while_its_text_waits():
    def make():
        people = open_accounts()
        load_text(SMALL.replace(SIGNED_AVENANT[0], "".join(SIGNED_AVENANT)), at=NOON - MONTH)
        convention, avenant = Convention.objects.get(), Avenant.objects.get()
        drafted = avenants.draft(convention, subject="Rien", by=by(people[0], NOON - 9 * DAY))
        avenants.abandon(drafted, by=by(people[0], NOON - 8 * DAY))
        never_signed(avenant, people, NOON - 7 * DAY)
        avenants.abandon(avenant, by=by(people[0], NOON - 5 * DAY))
        never_signed(convention, people, NOON - 4 * DAY)

    check_the_same_elsewhere(make)


NEVER = f'[[conventions.corrections]]\nsubject = "no_signature"\n{ACCOUNTS}{DECIDED}\n'
AGAIN = """[[conventions.again]]
deliberation = "2021-10"
clauses = [{ kind = "budget", value = 1 }]

"""
SIGNED_AGAIN = AGAIN.replace("clauses", "signed_on = 2021-05-03\nclauses")


def never(*said):
    return UNVOTED.replace("[[plans]]", "".join(said) + "[[plans]]", 1)


def test_what_a_text_becomes_is_completed_by_a_later_file():
    open_accounts()
    load_text(never(NEVER, AGAIN))
    convention = Convention.objects.get()
    assert (convention.state, convention.voted_on) == ("voted", dt.date(2021, 2, 8))
    assert not convention.obligations.exists()

    load_text(never(NEVER, SIGNED_AGAIN), at=NOON + DAY)

    convention.refresh_from_db()
    assert convention.signed_on == dt.date(2021, 5, 3)
    assert adds_nothing(never(NEVER, AGAIN))
    assert adds_nothing(never(NEVER))
    assert adds_nothing(UNVOTED)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (never(NEVER, AGAIN, AGAIN), "again[2]", "Aucune correction ne dit"),
        (
            never(NEVER, AGAIN.replace("value = 1", "value = 2")),
            "again[1].clauses[1].value",
            "1,00",
        ),
        (never(NEVER, SIGNED_AGAIN.replace("-03", "-04")), "again[1].signed_on", "03/05/2021"),
        (
            never(NEVER, SIGNED_AGAIN.replace("clauses", "effective_on = 2021-05-09\nclauses")),
            "again[1].effective_on",
            "03/05/2021",
        ),
        (never(BUDGET, NEVER, AGAIN), "corrections[1]", "n’a pas eu lieu"),
    ],
)
def test_what_differs_of_a_signature_that_never_was_is_refused(text, place, said):
    open_accounts()
    load_text(never(NEVER, SIGNED_AGAIN))

    assert said in faults(text)[f"conventions[1].{place}"]
