"""What is in force as of a day, as known at an instant, against a replay read one by one."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.actors import SYSTEM
from conventions.actions import avenants, conventions, texts, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import Block, Cadence, ClauseKind, PartyQuality
from conventions.models import Avenant
from tests.factories.accounts import OrganisationFactory
from tests.factories.conventions import ConventionFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2021, 1, 1)
OPENED = dt.datetime(2023, 1, 2, 12, tzinfo=dt.UTC)
SIGNED_ON = dt.date(2022, 12, 1)
DAYS = st.integers(0, 12).map(lambda months: FIRST_DAY + dt.timedelta(days=31 * months))
VALUES = {
    ClauseKind.ACTION_END: st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31)),
    ClauseKind.GRANT_MAX: st.integers(1, 10**6).map(Decimal),
    ClauseKind.PASSES_TARGET: st.integers(1, 10**6),
    ClauseKind.AID_RATE: st.integers(1, 99).map(Decimal),
}


@st.composite
def written(draw):
    """Some values of a text, its day of effect, and the minutes since the text before it."""
    kinds = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, unique=True))
    return (
        {kind: draw(VALUES[kind]) for kind in kinds},
        draw(DAYS),
        draw(st.integers(0, 3)),
        draw(st.sampled_from(["signed", "signed", "signed", "abandoned"])),
    )


def write(convention, clauses, **who):
    for block in Block:
        own = [spec for spec in clauses if spec.kind in block.kinds]
        if own:
            texts.set_block(convention, block, clauses=own, **who)


def enter(programme, history):
    """Each text through the actions of the pages; gives the convention and what was entered."""
    convention, entered, at = ConventionFactory(programme=programme), [], OPENED
    vote = DeliberationFactory(programme=programme, session_on=FIRST_DAY)
    for rank, (values, effect, minutes, fate) in enumerate(history):
        at += dt.timedelta(minutes=minutes)
        who = {"by": SYSTEM.at(at)}
        clauses = [ClauseSpec(kind, value) for kind, value in values.items()]
        voted = {"on": vote.session_on, "deliberation": vote}
        if rank == 0:
            write(convention, clauses, **who)
            votes.vote(convention, **voted, **who)
            conventions.sign(convention, on=FIRST_DAY, effective_on=effect, **who)
        else:
            avenant = avenants.draft(convention, subject="Objet", clauses=clauses, **who)
            votes.vote(avenant, **voted, **who)
            if fate == "abandoned":
                avenants.abandon(avenant, **who)
                continue
            avenants.sign(avenant, on=SIGNED_ON, effective_on=effect, **who)
        entered.append((values, effect, at))
    return convention, entered


def replayed(entered, day, known_at):
    """The naive answer: read the texts in the order of entry, keep what rules at least as late."""
    found = {}
    for values, effect, at in entered:
        if effect > day or (known_at is not None and at > known_at):
            continue
        for kind, value in values.items():
            if kind not in found or effect >= found[kind][0]:
                found[kind] = (effect, value)
    return {kind: value for kind, (_, value) in found.items()}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.lists(written(), min_size=1, max_size=7),
    moments=st.lists(
        st.tuples(DAYS, st.none() | st.integers(-1, 22)), min_size=4, max_size=8, unique=True
    ),
)
def test_as_of_a_day_as_known_at_an_instant_is_what_a_replay_says(programme, history, moments):
    convention, entered = enter(programme, history)

    for day, minutes in moments:
        known_at = None if minutes is None else OPENED + dt.timedelta(minutes=minutes)
        said = {kind: row.value for kind, row in convention.clauses_in_force(day, known_at).items()}
        assert said == replayed(entered, day, known_at)


def text(effect, value, minutes=1):
    return ({ClauseKind.GRANT_MAX: Decimal(value)}, effect, minutes, "signed")


JANUARY, JUNE, JULY = dt.date(2022, 1, 1), dt.date(2022, 6, 1), dt.date(2022, 7, 1)


def grant(convention, day, known_at=None):
    return convention.clauses_in_force(day, known_at)[ClauseKind.GRANT_MAX].value


def test_a_back_dated_avenant_does_not_hide_a_later_effect_signed_before_it(programme):
    convention, _ = enter(programme, [text(FIRST_DAY, 1), text(JUNE, 2), text(JANUARY, 3)])

    assert [grant(convention, day) for day in (dt.date(2021, 12, 31), JANUARY, JUNE)] == [1, 3, 2]


def test_of_two_values_of_one_day_the_last_recorded_rules_even_at_the_same_instant(programme):
    convention, entered = enter(
        programme, [text(FIRST_DAY, 1), text(JUNE, 2), text(JUNE, 3, minutes=0)]
    )

    assert entered[1][2] == entered[2][2]
    assert grant(convention, JULY) == 3


def test_a_back_dated_avenant_leaves_what_was_known_before_it(programme):
    convention, entered = enter(programme, [text(FIRST_DAY, 1), text(JANUARY, 2)])
    before = entered[1][2] - dt.timedelta(microseconds=1)

    assert (grant(convention, JUNE, before), grant(convention, JUNE)) == (1, 2)


def obligation(title, **more):
    return ObligationSpec(title, Cadence.MONTHLY, **more)


@pytest.fixture
def convention():
    found = ConventionFactory()
    who = {"by": SYSTEM.at(OPENED)}
    vote = DeliberationFactory(programme=found.programme)
    texts.set_obligations(found, obligations=[obligation("Suivi"), obligation("Bilan")], **who)
    texts.set_parties(found, parties=[party("État"), party("Département")], **who)
    votes.vote(found, on=vote.session_on, deliberation=vote, **who)
    return conventions.sign(found, on=SIGNED_ON, effective_on=FIRST_DAY, **who)


def party(name):
    return PartySpec(OrganisationFactory(name=name), PartyQuality.PARTNER)


def signed_avenant(convention, effect, minutes=1, **written):
    who = {"by": SYSTEM.at(OPENED + dt.timedelta(minutes=minutes))}
    vote = convention.deliberation
    avenant = avenants.draft(convention, subject="Objet", **written, **who)
    votes.vote(avenant, on=vote.session_on, deliberation=vote, **who)
    return avenants.sign(avenant, on=SIGNED_ON, effective_on=effect, **who)


def titles(convention, day, known_at=None):
    rows = convention.obligations.as_of(day, known_at=known_at)
    return sorted(row.title for row in rows)


def test_a_replaced_obligation_leaves_on_the_day_of_effect_of_its_replacement(convention):
    former = convention.obligations.get(title="Suivi")
    signed_avenant(convention, JUNE, obligations=[obligation("Suivi resserré", replaces=former)])

    assert titles(convention, dt.date(2022, 5, 31)) == ["Bilan", "Suivi"]
    assert titles(convention, JUNE) == ["Bilan", "Suivi resserré"]
    assert titles(convention, JUNE, known_at=OPENED) == ["Bilan", "Suivi"]


def test_a_replacement_that_is_not_signed_ends_nothing(convention):
    former = convention.obligations.get(title="Suivi")
    avenants.draft(
        convention,
        subject="Objet",
        obligations=[obligation("Suivi resserré", replaces=former)],
        by=SYSTEM.at(OPENED),
    )

    assert titles(convention, JULY) == ["Bilan", "Suivi"]


def names(convention, day, known_at=None):
    rows = convention.parties.as_of(day, known_at=known_at)
    return [row.organisation.name for row in rows]


def test_the_parties_are_the_last_list_in_force_in_its_order(convention):
    signed_avenant(convention, JUNE, parties=[party("Région"), party("Agence")])
    signed_avenant(convention, JANUARY, minutes=2, parties=[party("Commune")])

    assert names(convention, dt.date(2021, 12, 31)) == ["État", "Département"]
    assert names(convention, JANUARY) == ["Commune"]
    assert names(convention, JULY) == ["Région", "Agence"]
    assert names(convention, JULY, known_at=OPENED) == ["État", "Département"]


def test_the_parties_of_an_avenant_not_signed_bind_nobody(convention):
    avenants.draft(convention, subject="Objet", parties=[party("Région")], by=SYSTEM.at(OPENED))

    assert Avenant.objects.get().parties.count() == 1
    assert names(convention, JULY) == ["État", "Département"]


@pytest.mark.parametrize("rows", ["obligations", "parties"])
def test_obligations_and_parties_in_force_are_one_query_each(
    convention, rows, django_assert_num_queries
):
    signed_avenant(convention, JUNE, parties=[party("Région")], obligations=[obligation("Point")])

    with django_assert_num_queries(1):
        list(getattr(convention, rows).as_of(JULY, known_at=OPENED + dt.timedelta(minutes=5)))
