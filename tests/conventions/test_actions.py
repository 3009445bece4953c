import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from common import errors
from common.past_days import DayBeforeCause, DayInFuture
from common.workflow import MoveRefused
from conventions.actions import avenants, conventions, signature_checks, texts, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec
from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState
from conventions.models import Clause
from conventions.rules.clause_rows import Row
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
LATER = NOON + dt.timedelta(days=60)
VOTE = dt.date(2021, 2, 8)
SIGNATURE = dt.date(2021, 3, 11)


def draft(programme=None, **more):
    facts = {"code": "anct", "title": "Convention ANCT", "funder": OrganisationFactory()}
    return conventions.draft(programme or ProgrammeFactory(), **{**facts, **more}, **WHO)


END = ClauseSpec(ClauseKind.ACTION_END, dt.date(2023, 7, 30), "2")
REPORT = ObligationSpec("Rapport d’étape", Cadence.ONCE, dt.date(2022, 1, 31))


def test_a_convention_is_drafted_voted_and_signed_and_then_in_force():
    convention = draft(clauses=[END], obligations=[REPORT])
    deliberation = DeliberationFactory(programme=convention.programme)

    assert convention.clauses_in_force(dt.date(2030, 1, 1)) == {}
    convention = votes.vote(convention, on=VOTE, deliberation=deliberation, **WHO)
    convention = conventions.sign(convention, on=SIGNATURE, **WHO)

    assert convention.state == ConventionState.SIGNED
    assert convention.clauses_in_force(dt.date(2021, 3, 10)) == {}
    assert convention.clauses_in_force(SIGNATURE)[ClauseKind.ACTION_END].value == dt.date(
        2023, 7, 30
    )
    assert convention.obligations.get().effective_on == SIGNATURE
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"convention.drafted", "convention.voted", "convention.signed"} <= verbs


def test_a_stated_effect_comes_before_the_signature():
    convention = draft(clauses=[END])
    deliberation = DeliberationFactory(programme=convention.programme)
    votes.vote(convention, on=VOTE, deliberation=deliberation, **WHO)

    conventions.sign(convention, on=SIGNATURE, effective_on=dt.date(2021, 1, 1), **WHO)

    assert ClauseKind.ACTION_END in convention.clauses_in_force(dt.date(2021, 1, 1))


def test_a_signature_of_unknown_day_needs_its_source():
    convention = ConventionFactory(voted=True)

    with pytest.raises(signature_checks.SignatureUnknown):
        conventions.sign(convention, on=None, **WHO)
    signed = conventions.sign(convention, on=None, source="délibération 2020.00263", **WHO)

    assert (signed.state, signed.signed_on) == (ConventionState.SIGNED, None)


def test_clauses_need_a_day_of_effect_when_the_day_of_signature_is_unknown():
    convention = ConventionFactory(voted=True)
    ClauseFactory(convention=convention)

    with pytest.raises(signature_checks.SignatureUnknown) as refused:
        conventions.sign(convention, on=None, source="une délibération", **WHO)
    assert refused.value.field == "effective_on"
    convention.refresh_from_db()
    assert convention.state == ConventionState.VOTED


def test_obligations_alone_need_a_day_of_effect_too():
    convention = ConventionFactory(voted=True)
    ObligationFactory(convention=convention)

    with pytest.raises(signature_checks.SignatureUnknown):
        conventions.sign(convention, on=None, source="une délibération", **WHO)


@pytest.mark.parametrize("text", ["convention", "avenant"])
def test_a_vote_is_of_the_programme_and_of_this_day_at_most(text):
    row = ConventionFactory() if text == "convention" else AvenantFactory()
    programme = getattr(row, "convention", row).programme
    ours = DeliberationFactory(programme=programme)

    with pytest.raises(signature_checks.VotedElsewhere):
        votes.vote(row, on=VOTE, deliberation=DeliberationFactory(), **WHO)
    with pytest.raises(DayInFuture) as refused:
        votes.vote(row, on=NOON.date() + dt.timedelta(days=1), deliberation=ours, **WHO)
    assert refused.value.field == "voted_on"
    assert votes.vote(row, on=NOON.date(), deliberation=ours, **WHO).state == "voted"


def test_a_signature_follows_the_vote():
    with pytest.raises(DayBeforeCause, match="07/02/2021"):
        conventions.sign(ConventionFactory(voted=True), on=dt.date(2021, 2, 7), **WHO)


def test_a_code_of_convention_comes_once_in_a_programme():
    programme = ProgrammeFactory()
    draft(programme)

    with pytest.raises(errors.AlreadyRecorded):
        draft(programme)


@pytest.mark.parametrize(
    ("kind", "value", "named"),
    [
        (ClauseKind.ACTION_END, Decimal(3), "un jour"),
        (ClauseKind.BUDGET, 3, "un montant"),
        (ClauseKind.PASSES_TARGET, "beaucoup", "un nombre entier"),
        (ClauseKind.AID_RATE, 50, "un taux"),
        (ClauseKind.BASIS, "", "un texte"),
        (ClauseKind.BASIS, "x", "attend consumed ou purchased"),
        (ClauseKind.SCHEDULE, "courbe", "et non courbe"),
        (ClauseKind.TERRITORY, "Picardie", "60, 80.*, et non Picardie"),
        (ClauseKind.AID_RATE, Decimal(470), "un taux de 0 à 100\u00a0%"),
        (ClauseKind.TARGET_SHARES, (Row("RSA", rate=Decimal(101)),), "un taux de 0 à 100\u00a0%"),
    ],
)
def test_a_clause_carries_the_value_of_its_kind(kind, value, named):
    with pytest.raises(texts.WrongValue, match=named):
        draft(clauses=[ClauseSpec(kind, value)])
    assert not Clause.objects.exists()


@pytest.fixture
def convention():
    convention = ConventionFactory(signed=True)
    ClauseFactory(convention=convention, in_force=True)
    return convention


def open_avenant(convention, number=1, **more):
    end = ClauseSpec(ClauseKind.ACTION_END, dt.date(2023, 12, 31), "2")
    return avenants.draft(
        convention, number=number, subject="Prolongation", clauses=[end], **more, **WHO
    )


def signed(avenant, on=dt.date(2023, 6, 1), **more):
    deliberation = DeliberationFactory(programme=avenant.convention.programme)
    votes.vote(avenant, on=dt.date(2023, 5, 15), deliberation=deliberation, **WHO)
    return avenants.sign(avenant, on=on, by=SYSTEM.at(LATER), **more)


def end_on(convention, *day, **known):
    return convention.clauses_in_force(dt.date(*day), **known)[ClauseKind.ACTION_END].value


def test_a_voted_avenant_changes_nothing_until_it_is_signed(convention):
    avenant = open_avenant(convention)
    deliberation = DeliberationFactory(programme=convention.programme)
    votes.vote(avenant, on=dt.date(2023, 5, 15), deliberation=deliberation, **WHO)

    assert end_on(convention, 2023, 12, 31) == dt.date(2023, 7, 30)


def test_an_avenant_takes_effect_on_its_signature_unless_it_states_a_day(convention):
    signed(open_avenant(convention))

    assert end_on(convention, 2023, 5, 31) == dt.date(2023, 7, 30)
    assert end_on(convention, 2023, 6, 1) == dt.date(2023, 12, 31)


@pytest.mark.parametrize("stated_when", ["drafted", "signed"])
def test_a_stated_day_of_effect_rules(convention, stated_when):
    stated = dt.date(2023, 7, 1)
    if stated_when == "drafted":
        signed(open_avenant(convention, stated_effective_on=stated))
    else:
        signed(open_avenant(convention), effective_on=stated)

    assert end_on(convention, 2023, 6, 30) == dt.date(2023, 7, 30)
    assert end_on(convention, 2023, 7, 1) == dt.date(2023, 12, 31)


def test_as_of_a_day_as_known_at_an_instant_is_one_query(convention, django_assert_num_queries):
    later = NOON + dt.timedelta(days=20)
    avenant = open_avenant(convention)
    deliberation = DeliberationFactory(programme=convention.programme)
    votes.vote(avenant, on=dt.date(2023, 5, 15), deliberation=deliberation, **WHO)
    avenants.sign(avenant, on=dt.date(2023, 6, 1), by=SYSTEM.at(later))

    with django_assert_num_queries(1):
        before = end_on(convention, 2023, 6, 2, known_at=NOON + dt.timedelta(days=19))
    with django_assert_num_queries(1):
        since = end_on(convention, 2023, 6, 2, known_at=later)

    assert (before, since) == (dt.date(2023, 7, 30), dt.date(2023, 12, 31))


def test_a_second_open_avenant_is_refused_until_the_first_is_abandoned(convention):
    first = open_avenant(convention)

    with pytest.raises(avenants.AvenantOpen, match="n°\u00a01"):
        open_avenant(convention, number=2)
    avenants.abandon(first, **WHO)

    assert open_avenant(convention, number=2).state == AvenantState.DRAFT
    with pytest.raises(MoveRefused, match="abandonné"):
        signed(first)


def test_a_number_of_avenant_comes_once(convention):
    AvenantFactory(convention=convention, number=1, signed=True)

    with pytest.raises(errors.AlreadyRecorded):
        open_avenant(convention)


def test_an_avenant_is_not_signed_before_its_vote(convention):
    with pytest.raises(DayBeforeCause):
        signed(open_avenant(convention), on=dt.date(2023, 5, 14))


def test_a_signature_to_come_is_not_recorded(convention):
    with pytest.raises(DayInFuture, match="16/05/2023"):
        avenants.sign(
            AvenantFactory(convention=convention, voted=True), on=dt.date(2023, 5, 16), **WHO
        )


def test_only_a_signed_convention_is_changed_by_an_avenant():
    with pytest.raises(avenants.ConventionNotSigned):
        open_avenant(ConventionFactory(voted=True))
