"""Signatures come in their order: a convention, then its avenants, then its end."""

import datetime as dt

import pytest
from django.db import IntegrityError

from audit.actors import SYSTEM
from common.past_days import DayAfterConsequence, DayBeforeCause
from conventions.actions import avenants, conventions, signatures, texts
from conventions.actions.signature_checks import SignatureUnknown, VotedElsewhere
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import (
    AvenantState,
    Block,
    Cadence,
    ClauseKind,
    ConventionState,
    Origin,
    PartyQuality,
)
from conventions.models import Avenant, Convention
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

WHO = {"by": SYSTEM.at(NOON)}
SIGNED_ON = dt.date(2021, 3, 11)
EFFECT = dt.date(2021, 6, 1)
DAY = dt.timedelta(days=1)


def voted():
    return AvenantFactory(voted=True, voted_on=dt.date(2021, 2, 8))


def test_an_avenant_is_not_signed_before_its_convention():
    avenant = voted()

    with pytest.raises(DayBeforeCause, match="11/03/2021") as refused:
        avenants.sign(avenant, on=SIGNED_ON - DAY, **WHO)

    assert refused.value.field == "signed_on"
    assert Avenant.objects.get().state == AvenantState.VOTED


def test_an_avenant_may_be_signed_on_the_day_of_its_convention():
    assert avenants.sign(voted(), on=SIGNED_ON, **WHO).signed_on == SIGNED_ON


def undated(**more):
    return ConventionFactory(
        **{"signed": True, "signed_on": None, "signed_source": "une lettre"} | more
    )


def test_the_day_said_of_a_signature_does_not_follow_that_of_an_avenant():
    convention = undated()
    AvenantFactory(convention=convention, signed=True, signed_on=SIGNED_ON)

    with pytest.raises(DayAfterConsequence, match="11/03/2021"):
        signatures.record_day(convention, on=SIGNED_ON + DAY, **WHO)

    assert Convention.objects.get().signed_on is None
    assert signatures.record_day(convention, on=SIGNED_ON, **WHO).signed_on == SIGNED_ON


def test_the_day_said_of_a_signature_does_not_follow_the_end_of_the_convention():
    convention = undated(state=ConventionState.CLOSED, ended_on=SIGNED_ON, ended_at=NOON)

    with pytest.raises(DayAfterConsequence, match="11/03/2021"):
        signatures.record_day(convention, on=SIGNED_ON + DAY, **WHO)

    assert signatures.record_day(convention, on=SIGNED_ON, **WHO).signed_on == SIGNED_ON


CITED_ON = dt.date(2020, 2, 4)


@pytest.fixture
def cited():
    vote = DeliberationFactory(number="2020.00263", session_on=CITED_ON)
    return ConventionFactory(programme=vote.programme, cited_by=vote)


def test_a_convention_that_nobody_voted_is_signed_only_when_a_vote_cites_it():
    with pytest.raises(conventions.VoteMissing):
        conventions.sign(ConventionFactory(), on=SIGNED_ON, **WHO)

    assert Convention.objects.get().state == ConventionState.DRAFT


def test_a_convention_that_a_vote_cites_as_signed_is_signed_by_then(cited):
    with pytest.raises(DayAfterConsequence, match="qui la cite") as refused:
        conventions.sign(cited, on=CITED_ON + DAY, **WHO)
    assert refused.value.field == "signed_on"

    signed = conventions.sign(cited, on=None, source="un visa", effective_on=CITED_ON, **WHO)
    assert (signed.state, signed.voted_on) == (ConventionState.SIGNED, None)
    with pytest.raises(DayAfterConsequence):
        signatures.record_day(signed, on=CITED_ON + DAY, **WHO)
    assert signatures.record_day(signed, on=CITED_ON, **WHO).signed_on == CITED_ON


def test_a_convention_is_cited_by_a_vote_of_its_programme():
    with pytest.raises(VotedElsewhere) as refused:
        conventions.draft(
            ProgrammeFactory(),
            code="etat",
            title="État",
            funder=OrganisationFactory(),
            cited_by=DeliberationFactory(),
            **WHO,
        )

    assert refused.value.field == "cited_by"


def test_an_avenant_signed_on_an_unknown_day_needs_its_source_and_its_effect():
    with pytest.raises(SignatureUnknown) as without_source:
        avenants.sign(voted(), on=None, effective_on=EFFECT, **WHO)
    with pytest.raises(SignatureUnknown) as without_effect:
        avenants.sign(Avenant.objects.get(), on=None, source="une lettre", **WHO)

    assert without_source.value.field == "signed_on"
    assert without_effect.value.field == "effective_on"
    assert Avenant.objects.get().state == AvenantState.VOTED


def test_the_parties_of_an_avenant_of_unknown_day_count_from_its_effect_and_its_day_is_said_once():
    avenant = voted()
    texts.write_text(avenant, parties=[PartySpec(OrganisationFactory(), PartyQuality.FUNDER)])

    signed = avenants.sign(avenant, on=None, source="une lettre", effective_on=EFFECT, **WHO)
    parties = signed.convention.parties
    known = [len(parties.as_of(day)) for day in (EFFECT - DAY, EFFECT)]
    with pytest.raises(DayBeforeCause, match="11/03/2021"):
        signatures.record_day(signed, on=SIGNED_ON - DAY, **WHO)
    dated = signatures.record_day(signed, on=SIGNED_ON + DAY, **WHO)

    assert known == [0, 1]
    assert (dated.signed_on, dated.effective_on) == (SIGNED_ON + DAY, EFFECT)
    with pytest.raises(IntegrityError, match="its signature is kept"):
        Avenant.objects.update(signed_on=SIGNED_ON)


@pytest.mark.parametrize("kind", [ClauseKind.DURATION_MONTHS, ClauseKind.EXTENSION_MONTHS])
def test_a_duration_of_more_than_a_century_is_refused(kind):
    draft = ConventionFactory()

    with pytest.raises(texts.TooLong, match="1\u00a0200 mois") as refused:
        texts.set_block(draft, Block.DURATION, clauses=[ClauseSpec(kind, 1_201)], **WHO)

    assert refused.value.field == kind
    texts.set_block(draft, Block.DURATION, clauses=[ClauseSpec(kind, 1_200)], **WHO)


def test_a_delay_of_more_than_a_century_is_refused():
    draft = ConventionFactory()
    obligation = ObligationSpec(
        "Bilan", Cadence.WITHIN, delay_months=32_767, counted_from=Origin.SIGNATURE
    )

    with pytest.raises(texts.TooLong, match="Bilan"):
        texts.set_obligations(draft, obligations=[obligation], **WHO)
