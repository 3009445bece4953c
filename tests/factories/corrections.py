"""Corrections proposed and decided, and the signed convention that they are about."""

import datetime as dt
from decimal import Decimal

from conventions.actions import avenants, conventions, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import Cadence, ClauseKind, PartyQuality
from corrections import actions
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

SIGNED_ON = dt.date(2021, 3, 11)
DAY = dt.timedelta(days=1)
BEFORE, LATER = NOON + DAY, NOON + 2 * DAY
REASON = "Lu 275 000 au lieu de 257 000 sur la page 4."
GRANT = ClauseKind.GRANT_MAX
END = ClauseSpec(ClauseKind.ACTION_END, dt.date(2023, 7, 30))


def grant(amount, **more):
    return ClauseSpec(GRANT, Decimal(amount), **more)


def by(user, at=LATER):
    return user.as_actor().at(at)


def amended(signed, user, *, on=SIGNED_ON, **written):
    made = avenants.draft(signed, subject="Objet", **written, by=by(user, NOON))
    vote = signed.deliberation
    votes.vote(made, on=vote.session_on, deliberation=vote, by=by(user, NOON))
    return avenants.sign(made, on=on, by=by(user, NOON))


def signed_by(user):
    """Signed on 11/03/2021, with a grant, an end, an obligation and a party."""
    programme = ProgrammeFactory()
    who = {"by": by(user, NOON)}
    text = conventions.draft(
        programme,
        code="anct",
        title="Convention",
        funder=OrganisationFactory(name="ANCT"),
        clauses=[grant(275_000), END],
        obligations=[ObligationSpec("Bilan", Cadence.ONCE, dt.date(2022, 1, 31))],
        parties=[PartySpec(OrganisationFactory(name="État"), PartyQuality.FUNDER)],
        **who,
    )
    vote = DeliberationFactory(programme=programme)
    text = votes.vote(text, on=vote.session_on, deliberation=vote, **who)
    return conventions.sign(text, on=SIGNED_ON, **who)


def correct_grant(text, first, second, clause=None):
    clause = clause or grant(257_000)
    made = actions.propose_clause(
        text, kind=GRANT, clause=clause, reason=REASON, by=by(first, BEFORE)
    )
    return actions.approve(made, by=by(second))
