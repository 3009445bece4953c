"""The French sentences of refusals: what is refused, why, and what to do next."""

import datetime as dt
from dataclasses import dataclass
from typing import assert_never

from common.formats import NBSP, count, day, grouped, hour, pass_number
from mediation.enums import Reason
from mediation.rules.passes import PassSituation

NOTHING_DONE = "Rien n’a été encaissé."
JUST_NOW = dt.timedelta(minutes=15)
ALWAYS = {
    Reason.WRONG_PROGRAMME: f"d’un autre programme. Ce lieu ne peut pas l’accepter. {NOTHING_DONE}",
    Reason.NOT_HANDED_OUT: "pas encore remis à cette date. "
    f"{NOTHING_DONE} Prévenez le département.",
    Reason.OWN_HAND_OUT: f"remis par la même personne. {NOTHING_DONE} Un collègue l’encaisse.",
}


@dataclass(frozen=True, slots=True)
class PreviousUse:
    """When a pass was spent, and whether it was at the place where it is presented again."""

    held_at: dt.datetime
    received_at: dt.datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class RefusedPass:
    """A refused pass, as its sentence names it.

    `hotline` is the telephone of the programme; `previous_use` is known for a spent pass only.
    """

    number: str
    held_on: dt.date
    at: dt.datetime
    hotline: str
    previous_use: PreviousUse | None = None


def pass_refused(reason: Reason, situation: PassSituation, refused: RefusedPass) -> str:
    """The sentence of a refused pass, for every reason but `unknown_code`."""
    named = f"Pass n°{NBSP}{pass_number(refused.number)}"
    match reason:
        case Reason.WRONG_PROGRAMME | Reason.NOT_HANDED_OUT | Reason.OWN_HAND_OUT:
            return f"{named} {ALWAYS[reason]}"
        case Reason.BLOCKED:
            return f"{named} bloqué. {NOTHING_DONE} Demandez un autre pass.{_hotline(refused)}"
        case Reason.NOT_ACTIVE:
            return _not_active(named, situation)
        case Reason.ALREADY_REDEEMED:
            return _already_redeemed(named, refused)
        case Reason.EXPIRED:
            return _expired(named, situation, refused.held_on)
        case Reason.UNKNOWN_CODE:
            raise ValueError(reason)
        case _:
            assert_never(reason)


def place_not_qualified(on: dt.date) -> str:
    return (
        f"Aucun programme n’accepte ce lieu le {day(on)}. {NOTHING_DONE} Prévenez le département."
    )


def outside_window(held_at: dt.datetime, at: dt.datetime, window: int) -> str:
    if held_at > at:
        return f"La séance est à venir. {NOTHING_DONE} Corrigez le jour ou l’heure."
    return (
        f"La séance date du {day(held_at)}. Le délai est de {count(window, 'jour')}. "
        f"{NOTHING_DONE} Prévenez le département."
    )


def mixed_programmes(number: str) -> str:
    return (
        f"Pass n°{NBSP}{pass_number(number)} d’un autre programme que le premier. {NOTHING_DONE} "
        "Encaissez-le à part."
    )


def telephone(text: str) -> str:
    """`0300000000` as `03 00 00 00 00`; any other form is kept as it is."""
    digits = "".join(text.split())
    return grouped(digits, 2) if len(digits) == 10 and digits.isdigit() else text


def _hotline(refused: RefusedPass) -> str:
    if not refused.hotline:
        return ""
    return f" Un doute{NBSP}? Appelez le{NBSP}{telephone(refused.hotline)}."


def _not_active(named: str, situation: PassSituation) -> str:
    if situation.lot_state != "active":
        return (
            "Ce pass n’est pas encore en service. Son paiement n’est pas enregistré. "
            f"{NOTHING_DONE} Prévenez le département."
        )
    if situation.first_day is None:
        return f"Le programme de ce pass n’est pas ouvert à cette date. {NOTHING_DONE}"
    return f"{named} utilisable à partir du {day(situation.first_day)}. {NOTHING_DONE}"


def _already_redeemed(named: str, refused: RefusedPass) -> str:
    previous_use = refused.previous_use
    if previous_use is None:
        return f"{named} déjà utilisé. {NOTHING_DONE} Demandez un autre pass du carnet."
    since = refused.at - previous_use.received_at
    if previous_use.is_here and since < JUST_NOW:
        minutes = int(since.total_seconds() // 60)
        ago = f"il y a {count(minutes, 'minute')}" if minutes > 0 else "à l’instant"
        return f"{named} déjà enregistré ici {ago}. Rien à refaire."
    where = "dans ce lieu" if previous_use.is_here else "dans un autre lieu"
    when = f"{day(previous_use.held_at)} à{NBSP}{hour(previous_use.held_at)}"
    return (
        f"{named} déjà utilisé. C’était le {when}, {where}. {NOTHING_DONE} "
        f"Demandez un autre pass du carnet.{_hotline(refused)}"
    )


def _expired(named: str, situation: PassSituation, held_on: dt.date) -> str:
    until = situation.last_day or situation.valid_until
    if held_on <= until and situation.carnet_state != "expired":
        return (
            f"{named} reçu trop tard. Il fallait l’encaisser avant le "
            f"{day(situation.accepted_until)} inclus. {NOTHING_DONE}"
        )
    return (
        f"{named} expiré. Il était utilisable jusqu’au {day(until)}. {NOTHING_DONE} "
        "Demandez un autre pass."
    )
