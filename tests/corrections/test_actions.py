"""What was wrongly entered when a text was signed is corrected by two people, later, on record."""

import datetime as dt
from decimal import Decimal

import pytest

from common.errors import AvenantOpen, ReasonMissing
from common.past_days import DayAfterConsequence
from common.workflow import MoveRefused
from conventions.actions import avenants, conventions
from conventions.actions.signature_checks import EffectTooLate, SignatureUnknown
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState, PartyQuality
from conventions.models import Obligation, Party
from corrections import actions
from corrections.actions import (
    AlreadyProposed,
    AnotherProposes,
    NothingToCorrect,
    NotSigned,
    SamePerson,
    SignatureStands,
)
from corrections.models import Correction
from corrections.readings import as_known, corrections_of
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory
from tests.factories.conventions import ClauseFactory, ConventionFactory
from tests.factories.corrections import (
    BEFORE,
    DAY,
    END,
    GRANT,
    LATER,
    REASON,
    SIGNED_ON,
    amended,
    by,
    correct_grant,
    grant,
)
from tests.factories.deliberations import DeliberationFactory

pytestmark = pytest.mark.django_db


def in_force(convention, kind=GRANT, on=SIGNED_ON, known_at=None):
    clause = convention.clauses_in_force(on, known_at).get(kind)
    return clause and clause.value


def test_a_value_is_corrected_since_its_day_of_effect_and_was_known_otherwise(
    signed, first, second
):
    made = correct_grant(signed, first, second)

    assert in_force(signed) == 257_000
    assert in_force(signed, known_at=LATER - DAY) == 275_000
    assert in_force(signed, known_at=LATER) == 257_000
    assert in_force(signed, on=SIGNED_ON - DAY) is None
    assert signed.clauses.count() == 2
    (view,) = corrections_of(signed)
    assert (view.before, view.after) == ("275\u00a0000,00\u00a0€", "257\u00a0000,00\u00a0€")
    assert (made.proposed_by, made.decided_by_id, made.reason) == (first, second.pk, REASON)


def test_a_corrected_value_never_beats_that_of_an_avenant_of_the_same_day(signed, first, second):
    amended(signed, first, clauses=[grant(300_000)])

    correct_grant(signed, first, second)

    assert in_force(signed) == 300_000


def test_a_value_is_corrected_again(signed, first, second):
    correct_grant(signed, first, second)
    made = actions.propose_clause(
        signed, kind=GRANT, clause=grant(250_000), reason=REASON, by=by(second)
    )
    actions.approve(made, by=by(first, LATER + DAY))

    assert [in_force(signed, known_at=at) for at in (NOON, LATER, LATER + DAY)] == [
        275_000,
        257_000,
        250_000,
    ]


def test_a_value_that_the_text_does_not_hold_is_withdrawn(signed, first, second):
    made = actions.propose_clause(signed, kind=GRANT, clause=None, reason=REASON, by=by(first))
    actions.approve(made, by=by(second))

    assert in_force(signed) is None
    assert in_force(signed, known_at=NOON) == 275_000


def test_a_forgotten_value_is_added_with_the_effect_of_its_text(signed, first, second):
    rate = ClauseSpec(ClauseKind.AID_RATE, Decimal(50))
    made = actions.propose_clause(signed, kind=rate.kind, clause=rate, reason=REASON, by=by(first))
    assert in_force(signed, rate.kind) is None

    actions.approve(made, by=by(second))

    assert in_force(signed, rate.kind) == 50


def test_a_forgotten_value_needs_a_day_of_effect(first, second):
    text = ConventionFactory(signed=True, signed_on=None, signed_source="Le registre.")
    made = actions.propose_clause(text, kind=GRANT, clause=grant(1), reason=REASON, by=by(first))

    with pytest.raises(SignatureUnknown, match="jour d’effet"):
        actions.approve(made, by=by(second))


def test_who_proposes_does_not_decide_but_may_withdraw(signed, first, second):
    made = actions.propose_clause(signed, kind=GRANT, clause=grant(1), reason=REASON, by=by(first))
    with pytest.raises(SamePerson):
        actions.approve(made, by=by(first))
    with pytest.raises(SamePerson):
        actions.refuse(made, by=by(first))
    with pytest.raises(AnotherProposes):
        actions.withdraw(made, by=by(second))

    assert actions.withdraw(made, by=by(first)).state == "withdrawn"
    assert in_force(signed) == 275_000
    with pytest.raises(MoveRefused):
        actions.approve(made, by=by(second))


def test_a_refused_correction_changes_nothing_and_another_may_follow(signed, first, second):
    made = actions.propose_clause(signed, kind=GRANT, clause=grant(1), reason=REASON, by=by(first))
    actions.refuse(made, by=by(second))

    assert in_force(signed) == 275_000
    assert corrections_of(signed) == []
    correct_grant(signed, first, second)


def test_one_correction_of_a_thing_waits_at_a_time(signed, first, second):
    actions.propose_clause(signed, kind=GRANT, clause=grant(1), reason=REASON, by=by(first))

    with pytest.raises(AlreadyProposed, match=str(first)):
        actions.propose_clause(signed, kind=GRANT, clause=grant(2), reason=REASON, by=by(second))
    actions.propose_clause(signed, kind=END.kind, clause=None, reason=REASON, by=by(second))


@pytest.mark.parametrize(
    ("clause", "reason", "refusal"),
    [(grant(275_000), REASON, NothingToCorrect), (grant(1), " ", ReasonMissing)],
)
def test_a_correction_says_something_and_why(signed, first, clause, reason, refusal):
    with pytest.raises(refusal):
        actions.propose_clause(signed, kind=GRANT, clause=clause, reason=reason, by=by(first))

    assert not Correction.objects.exists()


def test_a_text_that_is_not_signed_is_edited(first):
    with pytest.raises(NotSigned):
        actions.propose_no_signature(ConventionFactory(), reason=REASON, by=by(first))


def propose_parties(signed, user, *names):
    parties = [PartySpec(OrganisationFactory(name=name), PartyQuality.FUNDER) for name in names]
    return actions.propose_parties(signed, parties=parties, reason=REASON, by=by(user))


def names_of(convention, known_at=None):
    rows = Party.recorded.filter(convention=convention).as_of(SIGNED_ON, known_at=known_at)
    return [row.organisation.name for row in rows]


def test_the_parties_are_corrected_as_a_list(signed, first, second):
    made = propose_parties(signed, first, "Préfecture", "Région")
    assert names_of(signed) == ["État"]

    actions.approve(made, by=by(second))

    assert names_of(signed) == ["Préfecture", "Région"]
    assert names_of(signed, known_at=NOON) == ["État"]
    (view,) = corrections_of(signed)
    assert (view.before, view.after) == ("État", "Préfecture\u00a0; Région")


def test_the_same_parties_are_no_correction(signed, first):
    same = [PartySpec(signed.parties.get().organisation, PartyQuality.FUNDER)]

    with pytest.raises(NothingToCorrect):
        actions.propose_parties(signed, parties=same, reason=REASON, by=by(first))


def correct_day(text, first, second, on, effective_on=None):
    days = {"on": on, "effective_on": effective_on}
    made = actions.propose_signature_day(text, **days, reason=REASON, by=by(first, BEFORE))
    return actions.approve(made, by=by(second))


def test_the_corrected_effect_of_a_convention_is_not_ten_years_after_its_end(signed, first):
    far = dt.date(2099, 1, 1)

    with pytest.raises(EffectTooLate):
        actions.propose_signature_day(
            signed, on=SIGNED_ON, effective_on=far, reason=REASON, by=by(first)
        )


def test_a_signature_day_moves_the_effect_of_all_that_its_text_holds(signed, first, second):
    new = SIGNED_ON + 20 * DAY
    kept = signed.obligations.get()

    correct_day(signed, first, second, new)

    signed.refresh_from_db()
    assert signed.signed_on == new
    assert in_force(signed) is None
    assert in_force(signed, on=new) == 275_000
    assert in_force(signed, known_at=NOON) == 275_000
    assert as_known([signed], NOON)[0].signed_on == SIGNED_ON
    assert as_known([signed], LATER)[0].signed_on == new
    obligation = signed.obligations.get()
    assert (obligation.pk, obligation.effective_on) == (kept.pk, new)
    recorded = Obligation.recorded.as_of(SIGNED_ON, known_at=NOON)
    assert [row.title for row in recorded] == ["Bilan"]


def test_a_day_of_effect_is_corrected_beside_that_of_the_signature(signed, first, second):
    avenant = amended(signed, first, clauses=[grant(300_000)], parties=[])
    stated = SIGNED_ON + 30 * DAY

    correct_day(avenant, first, second, SIGNED_ON, stated)

    avenant.refresh_from_db()
    assert (avenant.signed_on, avenant.stated_effective_on) == (SIGNED_ON, stated)
    assert (in_force(signed), in_force(signed, on=stated)) == (275_000, 300_000)
    former = as_known([signed, avenant], NOON)[1]
    assert former.stated_effective_on == SIGNED_ON
    (view,) = corrections_of(avenant)
    assert view.before == "signé le 11\u00a0mars\u00a02021"
    assert view.after == f"{view.before}, en vigueur le 10\u00a0avril\u00a02021"


def test_the_day_of_the_signature_alone_leaves_the_effect_that_is_stated(signed, first, second):
    avenant = amended(signed, first, clauses=[grant(300_000)], stated_effective_on=SIGNED_ON)

    correct_day(avenant, first, second, SIGNED_ON + DAY, SIGNED_ON)

    clause = avenant.clauses.get()
    assert (clause.effective_on, clause.recorded_at) == (SIGNED_ON, NOON)


def test_the_parties_of_an_avenant_follow_its_day(signed, first, second):
    parties = [PartySpec(OrganisationFactory(name="Région"), PartyQuality.FUNDER)]
    avenant = amended(signed, first, parties=parties)

    correct_day(avenant, first, second, SIGNED_ON + DAY)

    assert names_of(signed) == ["État"]
    assert names_of(signed, known_at=NOON) == ["Région"]


def test_a_corrected_day_comes_in_its_order_and_is_another(signed, first):
    amended(signed, first, on=SIGNED_ON + DAY, clauses=[grant(300_000)])

    with pytest.raises(DayAfterConsequence):
        actions.propose_signature_day(signed, on=SIGNED_ON + 2 * DAY, reason=REASON, by=by(first))
    with pytest.raises(NothingToCorrect):
        actions.propose_signature_day(signed, on=SIGNED_ON, reason=REASON, by=by(first))


def test_a_day_that_stays_unknown_needs_that_of_the_effect(first):
    text = ConventionFactory(signed=True, signed_on=None, signed_source="Le registre.")
    ClauseFactory(convention=text, effective_on=SIGNED_ON, recorded_at=NOON)

    with pytest.raises(SignatureUnknown, match="effet"):
        actions.propose_signature_day(text, on=None, reason=REASON, by=by(first))
    made = actions.propose_signature_day(
        text, on=None, effective_on=SIGNED_ON + DAY, reason=REASON, by=by(first)
    )
    actions.approve(made, by=by(UserFactory()))

    assert text.clauses.get().effective_on == SIGNED_ON + DAY
    assert corrections_of(text)[0].before.startswith("jour de signature inconnu, en vigueur")


def never_signed(text, first, second):
    made = actions.propose_no_signature(text, reason=REASON, by=by(first, BEFORE))
    return actions.approve(made, by=by(second))


def test_a_signature_that_never_was_leaves_the_text_voted(signed, first, second):
    never_signed(signed, first, second)

    signed.refresh_from_db()
    assert (signed.state, signed.signed_on) == (ConventionState.VOTED, None)
    assert in_force(signed) is None
    assert in_force(signed, known_at=NOON) == 275_000
    assert as_known([signed], NOON)[0].state == ConventionState.SIGNED
    assert corrections_of(signed)[0].after == "aucune signature"
    again = conventions.sign(signed, on=SIGNED_ON + DAY, by=by(first, LATER + DAY))
    assert (in_force(again), in_force(again, on=SIGNED_ON + DAY)) == (None, 275_000)


def test_an_avenant_never_signed_gives_back_what_it_replaced(signed, first, second):
    former = signed.obligations.get()
    monthly = ObligationSpec("Bilan mensuel", Cadence.MONTHLY, replaces=former)
    avenant = amended(signed, first, clauses=[grant(300_000)], obligations=[monthly])

    never_signed(avenant, first, second)

    avenant.refresh_from_db()
    assert avenant.state == AvenantState.VOTED
    assert in_force(signed) == 275_000
    assert [row.title for row in signed.obligations.as_of(SIGNED_ON)] == ["Bilan"]
    assert avenant.obligations.get().replaces == former


def test_a_text_signed_without_a_vote_is_a_draft_again(first, second):
    cites = DeliberationFactory()
    cited = ConventionFactory(
        programme=cites.programme,
        state=ConventionState.SIGNED,
        signed_source="un visa",
        signed_at=NOON,
        cited_by=cites,
    )

    never_signed(cited, first, second)

    cited.refresh_from_db()
    assert cited.state == ConventionState.DRAFT


def test_a_signature_stands_while_something_stands_on_it(signed, first):
    one = amended(signed, first, clauses=[grant(300_000)])
    with pytest.raises(SignatureStands, match="n°\u00a01"):
        actions.propose_no_signature(signed, reason=REASON, by=by(first))
    amended(signed, first, clauses=[grant(310_000)])
    with pytest.raises(SignatureStands, match="n°\u00a02"):
        actions.propose_no_signature(one, reason=REASON, by=by(first))
    avenants.draft(signed, subject="Objet", by=by(first))
    with pytest.raises(AvenantOpen, match="n°\u00a03"):
        actions.propose_no_signature(one, reason=REASON, by=by(first))


def test_a_signature_never_was_once_its_other_corrections_are_decided(signed, first, second):
    never = actions.propose_no_signature(signed, reason=REASON, by=by(first))
    other = actions.propose_parties(signed, parties=[], reason=REASON, by=by(second))
    with pytest.raises(SignatureStands, match="attend"):
        actions.approve(never, by=by(second))

    actions.withdraw(other, by=by(second))
    actions.approve(never, by=by(second))

    signed.refresh_from_db()
    assert signed.state == ConventionState.VOTED


def test_the_signature_of_a_convention_that_ended_stays(signed, first):
    conventions.close(signed, on=dt.date(2022, 1, 1), by=by(first))

    with pytest.raises(SignatureStands, match="fin"):
        actions.propose_no_signature(signed, reason=REASON, by=by(first))
