"""Why a pass is not redeemed, in the words of places: what, why, what was not done, what to do."""

import datetime as dt
from dataclasses import dataclass

from common.formats import NBSP, count, day, grouped, hour, pass_number
from mediation.enums import Reason
from mediation.rules import PassFacts

NOTHING = "Rien n’a été encaissé."
JUST_NOW = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Spent:
    """When a pass was spent, and whether where it is presented again."""

    held_at: dt.datetime
    received_at: dt.datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence needs besides the facts; `hotline` is the telephone of the programme."""

    number: str
    held_on: dt.date
    at: dt.datetime
    hotline: str
    spent: Spent | None = None


def refusal(reason: Reason, facts: PassFacts, context: Context) -> str:
    """The sentence of a refused pass; `unknown_code` has its own, without facts."""
    named = f"Pass n°{NBSP}{pass_number(context.number)}"
    match reason:
        case Reason.WRONG_PROGRAMME:
            return f"{named} d’un autre programme. Ce lieu ne peut pas l’accepter. {NOTHING}"
        case Reason.BLOCKED:
            return f"{named} bloqué. {NOTHING} Demandez un autre pass.{_doubt(context)}"
        case Reason.NOT_ACTIVE:
            return _not_active(named, facts)
        case Reason.NOT_HANDED_OUT:
            return f"{named} pas encore remis à cette date. {NOTHING} Prévenez le département."
        case Reason.ALREADY_REDEEMED:
            return _already_redeemed(named, context)
        case _:
            return _expired(named, facts, context.held_on)


def not_qualified(on: dt.date) -> str:
    return f"Aucun programme n’accepte ce lieu le {day(on)}. {NOTHING} Prévenez le département."


def outside_window(held_at: dt.datetime, at: dt.datetime, window: int) -> str:
    if held_at > at:
        return f"La séance est à venir. {NOTHING} Corrigez le jour ou l’heure."
    return (
        f"La séance date du {day(held_at)}. Le délai est de {count(window, 'jour')}. "
        f"{NOTHING} Prévenez le département."
    )


def mixed_programmes(number: str) -> str:
    return (
        f"Pass n°{NBSP}{pass_number(number)} d’un autre programme que le premier. {NOTHING} "
        "Encaissez-le à part."
    )


def phone(text: str) -> str:
    """`03 00 00 00 00`; another form is kept."""
    digits = "".join(text.split())
    return grouped(digits, 2) if len(digits) == 10 and digits.isdigit() else text


def _doubt(context: Context) -> str:
    if not context.hotline:
        return ""
    return f" Un doute{NBSP}? Appelez le{NBSP}{phone(context.hotline)}."


def _not_active(named: str, facts: PassFacts) -> str:
    if facts.lot_state != "active":
        return (
            f"Ce pass n’est pas encore en service. Son paiement n’est pas enregistré. {NOTHING} "
            "Prévenez le département."
        )
    if facts.first_day is None:
        return f"Le programme de ce pass n’est pas ouvert à cette date. {NOTHING}"
    return f"{named} utilisable à partir du {day(facts.first_day)}. {NOTHING}"


def _already_redeemed(named: str, context: Context) -> str:
    spent = context.spent
    if spent is None:
        return f"{named} déjà utilisé. {NOTHING} Demandez un autre pass du carnet."
    since = context.at - spent.received_at
    if spent.is_here and since < JUST_NOW:
        minutes = int(since.total_seconds() // 60)
        ago = f"il y a {count(minutes, 'minute')}" if minutes > 0 else "à l’instant"
        return f"{named} déjà enregistré ici {ago}. Rien à refaire."
    where = "dans ce lieu" if spent.is_here else "dans un autre lieu"
    when = f"{day(spent.held_at)} à{NBSP}{hour(spent.held_at)}"
    return (
        f"{named} déjà utilisé. C’était le {when}, {where}. {NOTHING} "
        f"Demandez un autre pass du carnet.{_doubt(context)}"
    )


def _expired(named: str, facts: PassFacts, held_on: dt.date) -> str:
    until = facts.last_day or facts.valid_until
    if held_on <= until and facts.carnet_state != "expired":
        return (
            f"{named} reçu trop tard. Il fallait l’encaisser avant le "
            f"{day(facts.accepted_until)} inclus. {NOTHING}"
        )
    return (
        f"{named} expiré. Il était utilisable jusqu’au {day(until)}. {NOTHING} "
        "Demandez un autre pass."
    )
