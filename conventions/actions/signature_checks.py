"""Checks on the days of votes and signatures: in their order, never in the future."""

import datetime as dt

from common.errors import Refusal
from common.formats import legal_day
from common.past_days import DayOutsideProgramme, check_day
from common.periods import plus_months
from conventions.models import Convention, Text
from conventions.readings.schedules import bounds_of_effect
from conventions.readings.texts import convention_of_text
from deliberations.models import Deliberation

LATEST_EFFECT_MONTHS = 120
EFFECT_MISSING = "Indiquez le jour d’effet\u00a0: celui de la signature est inconnu."


class SignatureUnknown(Refusal):
    """Neither the day nor the source of a signature is given, or the day of effect is not."""


class VotedElsewhere(Refusal):
    """The deliberation is of another programme."""


class EffectBeforeBeginning(Refusal):
    """A text takes effect before its convention begins."""


class EffectTooLate(Refusal):
    """A text takes effect more than ten years after the end of its convention."""


class EffectAfterEnd(Refusal):
    """A text takes effect after the end in force, and nobody confirmed it."""


def check_programme(convention: Convention, deliberation: Deliberation, *, field: str) -> None:
    """Refuse a deliberation of another programme."""
    if deliberation.programme_id != convention.programme_id:
        raise VotedElsewhere(
            f"La délibération n°\u00a0{deliberation.number} est d’un autre programme.", field=field
        )


def check_vote(
    convention: Convention, on: dt.date, deliberation: Deliberation, *, at: dt.datetime
) -> None:
    """Refuse a vote of another programme, or in the future."""
    check_programme(convention, deliberation, field="deliberation")
    check_day("Le vote", on, at, field="voted_on", years=convention.programme.years)


def check_signature(text: Text, on: dt.date | None, source: str = "", *, at: dt.datetime) -> None:
    """Refuse a signature without day or source, or out of its order.

    It follows the vote. That of an avenant follows that of its convention, which precedes the end
    and the first deliberation that cites it as signed.
    """
    if on is None:
        if not source:
            raise SignatureUnknown(
                "Indiquez le jour de la signature, ou la source qui l’établit.", field="signed_on"
            )
        return
    convention = convention_of_text(text)
    after, before = {"le vote": text.voted_on}, {}
    if text is convention:
        first = convention.avenants.exclude(signed_on=None).order_by("signed_on").first()
        before = {f"celle de l’avenant n°\u00a0{first.number}": first.signed_on} if first else {}
        before["la fin de la convention"] = convention.ended_on
        if (cited_by := convention.cited_by) is not None:
            before[f"la délibération n°\u00a0{cited_by.number}, qui la cite"] = cited_by.session_on
    else:
        after["celle de la convention"] = convention.signed_on
    years = convention.programme.years
    check_day("La signature", on, at, field="signed_on", years=years, after=after, before=before)


def check_effect(
    text: Text,
    on: dt.date | None,
    *,
    is_confirmed: bool,
    may_precede: bool = False,
    at: dt.datetime,
) -> None:
    """Refuse an effect before the programme, before the beginning of a convention (unless
    `may_precede`, when it is this beginning that is corrected), or ten years after its end (after
    this day without one); after its end, unless it is confirmed.
    """
    if on is None:
        return
    _check_programme_begun(convention_of_text(text), on)
    begins_on, ends_on = bounds_of_effect(text, on)
    said = f"Le jour d’effet ({on:%d/%m/%Y})"
    if begins_on is not None and on < begins_on and not may_precede:
        raise EffectBeforeBeginning(
            f"{said} précède le début de la convention ({begins_on:%d/%m/%Y})\u00a0: sa signature, "
            "le début de son action ou de ses dépenses, ou l’effet de ses premières valeurs. "
            "Corrigez ce jour.",
            field="effective_on",
        )
    last = ends_on or legal_day(at)
    if on > plus_months(last, LATEST_EFFECT_MONTHS):
        since = "la fin en vigueur" if ends_on else "aujourd’hui"
        raise EffectTooLate(
            f"{said} vient plus de dix ans après {since} ({last:%d/%m/%Y}). Corrigez ce jour.",
            field="effective_on",
        )
    if ends_on is not None and on > ends_on and not is_confirmed:
        raise EffectAfterEnd(
            f"{said} suit la fin en vigueur ({ends_on:%d/%m/%Y}). Corrigez-le, ou confirmez-le.",
            field="effective_on",
        )


def _check_programme_begun(convention: Convention, on: dt.date) -> None:
    first = convention.programme.years[0]
    if on.year < first:
        raise DayOutsideProgramme(
            f"Le jour d’effet ({on:%d/%m/%Y}) précède le programme, qui commence en {first}.",
            field="effective_on",
        )
