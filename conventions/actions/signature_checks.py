"""Checks on the days of votes and signatures: in their order, never in the future."""

import datetime as dt

from common.errors import Refusal
from common.past_days import check_day
from conventions.models import Convention
from deliberations.models import Deliberation


class SignatureUnknown(Refusal):
    """Neither the day nor the source of a signature is given, or the day of effect is not."""


class SignedBeforeConvention(Refusal):
    """An avenant is signed before the convention that it changes."""


class SignedAfterEnd(Refusal):
    """A convention is said to be signed after its end."""


class VotedElsewhere(Refusal):
    """The deliberation is of another programme."""


def check_vote(
    convention: Convention, on: dt.date, deliberation: Deliberation, *, at: dt.datetime
) -> None:
    """Refuse a vote of another programme, or in the future."""
    if deliberation.programme_id != convention.programme_id:
        raise VotedElsewhere(
            f"La délibération n°\u00a0{deliberation.number} est d’un autre programme.",
            field="deliberation",
        )
    check_day("Le vote", on, at, field="voted_on")


def check_signature(
    voted_on: dt.date | None, on: dt.date | None, source: str = "", *, at: dt.datetime
) -> None:
    """Refuse a signature without day or source, in the future, or before the vote."""
    if on is None and not source:
        raise SignatureUnknown(
            "Indiquez le jour de la signature, ou la source qui l’établit.", field="signed_on"
        )
    if on is not None:
        check_day("La signature", on, at, field="signed_on", after={"le vote": voted_on})


def check_signed_after_convention(convention: Convention, on: dt.date) -> None:
    """Refuse an avenant signed before its convention, when that day is known."""
    if convention.signed_on is not None and on < convention.signed_on:
        raise SignedBeforeConvention(
            f"La signature de l’avenant ({on:%d/%m/%Y}) doit suivre celle de la convention "
            f"({convention.signed_on:%d/%m/%Y}).",
            field="signed_on",
        )


def check_signed_before_avenants(convention: Convention, on: dt.date) -> None:
    """Refuse a day of signature of a convention that follows one of its avenants, or its end."""
    rows = convention.avenants.filter(signed_on__lt=on).order_by("signed_on")
    if (first := rows.first()) is not None:
        raise SignedBeforeConvention(
            f"La signature ({on:%d/%m/%Y}) doit précéder celle de l’avenant "
            f"n°\u00a0{first.number} ({first.signed_on:%d/%m/%Y}).",
            field="signed_on",
        )
    if convention.ended_on is not None and on > convention.ended_on:
        raise SignedAfterEnd(
            f"La signature ({on:%d/%m/%Y}) doit précéder la fin de la convention "
            f"({convention.ended_on:%d/%m/%Y}).",
            field="signed_on",
        )
