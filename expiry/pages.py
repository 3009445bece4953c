"""What the pages of the end of a validity show: the days, the counts, what is to do and by whom."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet
from django.urls import reverse

from accounts.enums import Permission, holders_of
from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import count, day, days_from, euros, number
from common.http import address
from common.sort_key import in_reading_order
from distribution.enums import LotState
from distribution.models import Depot, Order
from expiry import readings, rules
from expiry.enums import ExtensionState, Phase
from expiry.models import Answer, Extension, Milestone
from expiry.querysets import stores_of
from expiry.tables import ANSWERS, FAMILIES, MilestoneTable, StoreTable
from programmes.models import Programme

PART = "Stock"
P = Permission
UNSPENT = "pass non utilisé|pass non utilisés"
KEEPERS = "Qui tient un dépôt de ces carnets"
# What each phase waits for: who does it, and the words that lead to it.
ACTS = {
    Phase.TO_STRIKE_OFF: (
        "expiry:establish",
        P.STOCK_CORRECT,
        "Sortir ce qui reste du stock et établir l’état contradictoire",
    ),
    Phase.TO_CREDIT: ("expiry:credit", P.ORDER_PLACE, "Clore et émettre l’avoir"),
}


@dataclass(frozen=True, slots=True)
class OnLine:
    """A day in the line: `family` is done, now (the last one that has come) or coming."""

    on: str
    what: str
    family: str


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store, what it holds, and what it answered; `url` leads its keeper to the answer."""

    depot: Depot
    here: int
    answer: Answer | None
    url: str

    @property
    def counted(self) -> int | None:
        return self.answer.carnets if self.answer else None

    @property
    def remark(self) -> str | None:
        return (self.answer.remark or None) if self.answer else None


def first_ending(orders: QuerySet[Any], on: dt.date) -> str:
    """`La première finit le 31 décembre 2023, dans 230 jours.`"""
    first = orders.filter(last_day__gte=on).aggregate(first=Min("last_day"))["first"]
    if first is None:
        return f"Aucune ne finit après le {day(on)}."
    return f"La première finit le {day(first)}, {days_from(first, on)}."


def order_page(order: Any, user: User, on: dt.date) -> dict[str, Any]:
    """An order near its end: its days, its counts, and what it waits for."""
    phase, validity = readings.phase_of(order, on), readings.validity_of(order)
    milestones = list(order.milestones.order_by("reached_on", "pk"))
    asked, stated = readings.asked_of_stores(order, on), getattr(order, "statement", None)
    stores = list(_stores(order, asked, user))
    extensions = list(order.extensions.select_related("proposed_by", "decided_by"))
    waiting = next((one for one in extensions if one.state == ExtensionState.PROPOSED), None)
    return {
        "order": order,
        "now": _now(phase, order, stores, on),
        "next": _next(phase, order, on),
        "act": _act(phase, order, user),
        "days": _line(order, on),
        "facts": [
            {"key": "État", "family": FAMILIES[phase], "word": phase.label.lower()},
            {"key": "Dernier jour d’une séance", "value": day(validity.last_day)},
            {"key": "Reçu jusqu’au", "value": day(validity.accepted_until)},
            {"key": "Émetteur", "value": str(order.supplier)},
            *_credited(order, phase),
        ],
        "milestones": MilestoneTable(_with_euros(milestones, order)) if milestones else None,
        "first": day(next(iter(validity.days.values()))),
        **_held(stores, is_asked=bool(asked or stated)),
        "waiting": waiting,
        "confirms": user.can(P.LOT_ACTIVATE),
        "extensions": [_told(one) for one in extensions if one is not waiting],
        "can_extend": user.can(P.LOT_PROPOSE) and waiting is None and phase in BEFORE_STATEMENT,
        "files": list(_files(order, phase, user)),
    }


def _held(stores: list[StoreLine], *, is_asked: bool) -> dict[str, Any]:
    """The stores, how many carnets they hold, and what they answered once asked."""
    if not stores:
        return {"stores": None}
    carnets = sum(one.here for one in stores)
    exclude = () if is_asked else ANSWERS
    return {
        "stores": StoreTable(stores, totals={"here": carnets}, exclude=exclude),
        "stores_title": f"{count(len(stores), 'dépôt')}\u00a0: {count(carnets, 'carnet')}",
    }


AFTER_STATEMENT = {Phase.OBJECTION, Phase.TO_CREDIT, Phase.CREDITED}
BEFORE_STATEMENT = set(Phase) - AFTER_STATEMENT


def _with_euros(milestones: list[Milestone], order: Order) -> list[Milestone]:
    for one in milestones:
        left = one.issued_passes - one.spent_passes
        one.unspent_euros = left * order.programme.face_value  # type: ignore[attr-defined]
    return milestones


def _line(order: Any, on: dt.date) -> list[OnLine]:
    validity = readings.validity_of(order)
    reached = validity.reached(on)
    return [
        OnLine(
            day(when),
            f"{validity.offset(when)}\u00a0: {kind.label.lower()}",
            "now" if reached and kind == reached[-1] else "done" if kind in reached else "coming",
        )
        for kind, when in validity.days.items()
    ]


def _stores(order: Any, asked: Any, user: User) -> Iterator[StoreLine]:
    """The stores that a member sees, with what they answered."""
    seen = stores_of(order).filter(pk__in=Depot.objects.visible_to(user))
    found = asked or getattr(order, "statement", None)
    answers = {one.depot_id: one for one in found.answers.all()} if found else {}
    for depot in in_reading_order(seen, "name", "pk"):
        answer = answers.get(depot.pk)
        may = asked is not None and answer is None and depot.is_kept_by(user)
        url = reverse("expiry:answer", args=[order.public_id, depot.public_id]) if may else ""
        yield StoreLine(depot, depot.here, answer, url)


def _now(phase: Phase, order: Any, stores: list[StoreLine], on: dt.date) -> str:
    """What is to do today, and by whom."""
    if phase in ACTS:
        _, permission, words = ACTS[phase]
        return f"{words}\u00a0: {holders_of(permission).lower()}."
    validity = readings.validity_of(order)
    answered = sum(one.answer is not None for one in stores)
    asked = f"{number(answered)} sur {count(len(stores), 'dépôt a répondu|dépôts ont répondu')}."
    match phase:
        case Phase.RUNNING:
            return "Rien à faire encore."
        case Phase.NEAR:
            return f"{KEEPERS} dit combien il lui en reste. {asked}"
        case Phase.TOLERANCE:
            until = day(validity.accepted_until)
            return f"Les séances tenues à temps sont encore reçues jusqu’au {until}. {asked}"
        case Phase.OBJECTION:
            until = day(order.statement.objections_until)
            return f"{KEEPERS} répond à l’état jusqu’au {until}. {asked}"
        case _:
            note = order.statement.credit_note
            return f"Rien\u00a0: avoir de {euros(note.amount)} émis le {day(note.issued_on)}."


def _next(phase: Phase, order: Any, on: dt.date) -> str:
    """What comes after, when and by whom."""
    validity = readings.validity_of(order)
    coming = [(kind, when) for kind, when in validity.days.items() if when > on]
    match phase:
        case Phase.RUNNING | Phase.NEAR:
            kind, when = coming[0]
            return f"{kind.label} le {day(when)}."
        case Phase.TOLERANCE:
            after = day(validity.accepted_until + dt.timedelta(1))
            return f"Sortie du stock à partir du {after}\u00a0: {_who(P.STOCK_CORRECT)}."
        case Phase.TO_STRIKE_OFF:
            days = count(order.programme.objection_days, "jour")
            return f"Les dépôts ont {days} pour répondre à l’état."
        case Phase.OBJECTION:
            after = day(order.statement.objections_until + dt.timedelta(1))
            return f"Avoir à partir du {after}\u00a0: {_who(P.ORDER_PLACE)}."
        case _:
            return ""


def _who(permission: Permission) -> str:
    return holders_of(permission).lower()


def _act(phase: Phase, order: Order, user: User) -> tuple[str, str] | None:
    """The address and the words of what a user does now."""
    if phase not in ACTS or not user.can(ACTS[phase][1]):
        return None
    name, _, words = ACTS[phase]
    return address(name, order.public_id), words


def _credited(order: Any, phase: Phase) -> list[dict[str, str]]:
    if phase != Phase.CREDITED:
        return []
    return [{"key": "Avoir", "value": euros(order.statement.credit_note.amount)}]


def _files(order: Order, phase: Phase, user: User) -> Iterator[tuple[str, str]]:
    """The documents of an order, for those who see it whole."""
    if user.acting is None or user.acting.organisation_id != order.programme.authority_id:
        return
    if phase in AFTER_STATEMENT:
        yield address("expiry:statement", order.public_id), "État contradictoire"
    if phase == Phase.CREDITED:
        yield address("expiry:credit-note", order.public_id), "Avoir"


def _told(one: Extension) -> dict[str, Any]:
    """An extension that was decided, in a timeline."""
    is_refused = one.state == ExtensionState.REFUSED
    refused = f" Refusée\u00a0: {one.refusal}" if is_refused else ""
    return {
        "what": f"{one.text}. {one.reason.rstrip('.')}.{refused}",
        "was": "" if is_refused else day(one.former_end),
        "now": day(one.new_end),
        "at": f"{day(one.proposed_at)}, décidée le {day(one.decided_at)}",
        "by": f"proposée par {one.proposed_by}, décidée par {one.decided_by}",
    }


def answer_step(order: Order, depot: Depot, expected: int, *, is_statement: bool) -> Step:
    """What a store is asked."""
    what = "l’état contradictoire" if is_statement else "la fin de validité"
    held = "détenait" if is_statement else "détient"
    return Step(
        f"Répondre sur {what}",
        "Envoyer cette réponse",
        address("expiry:order", order.public_id),
        f"{order}. Au grand livre, {depot} {held} {count(expected, 'carnet')}.",
        ["Votre réponse porte votre nom et ce jour. Elle ne se reprend pas."],
        part=PART,
    )


def establish_step(order: Any, on: dt.date) -> Step:
    """What striking off does, before it is done."""
    left = readings.unspent_of(order)
    stock = sum(store.here for store in stores_of(order))
    passes = sum(one.passes for one in left)
    value = euros(passes * order.programme.face_value)
    until = rules.objections_until(on, order.programme.objection_days)
    return Step(
        f"Sortir du stock, commande {order.number}",
        "Sortir du stock et établir l’état",
        address("expiry:order", order.public_id),
        f"{count(passes, UNSPENT)}, {value}.",
        [
            f"{count(stock, 'carnet')} en stock\u00a0: ils en sortent au grand livre, dépôt par "
            "dépôt. Aucun n’est plus remis.",
            "Les carnets remis expirent\u00a0: plus aucun lieu n’en reçoit un pass.",
            f"Chaque dépôt répond à l’état jusqu’au {day(until)}.",
            "Une prolongation n’est plus possible. Cette sortie ne se reprend pas.",
        ],
        grave=True,
        part=PART,
    )


def credit_step(order: Any) -> Step:
    passes = readings.passes_left(order).count()
    value = euros(passes * order.programme.face_value)
    return Step(
        f"Clore la commande {order.number}",
        f"Émettre un avoir de {value}",
        address("expiry:order", order.public_id),
        f"{count(passes, UNSPENT)}. {order.supplier} doit leur valeur faciale.",
        [
            "Ces pass sont marqués remboursés\u00a0: aucun ne se dépense plus jamais.",
            "L’avoir est figé, avec son empreinte au journal. Il ne se reprend pas.",
            "Les financeurs qui ont payé ces pass voient leur base baisser\u00a0: prévenez-les.",
        ],
        grave=True,
        part=PART,
    )


def extend_step(order: Any) -> Step:
    return Step(
        f"Prolonger la commande {order.number}",
        "Proposer cette prolongation",
        address("expiry:order", order.public_id),
        f"Utilisable jusqu’au {day(order.valid_until)}.",
        [
            f"Une autre personne confirme\u00a0: {_who(P.LOT_ACTIVATE)}.",
            "Les jalons repartent de la nouvelle fin. L’ancienne reste au journal.",
            "Les carnets imprimés, et leur QR, gardent l’ancien jour\u00a0: les lieux encaissent "
            "selon la nouvelle fin, prévenez-les.",
        ],
        part=PART,
    )


def confirm_step(extension: Extension) -> Step:
    order = extension.order
    return Step(
        f"Confirmer la prolongation de la commande {order.number}",
        f"Prolonger jusqu’au {day(extension.new_end)}",
        address("expiry:order", order.public_id),
        f"{extension.text}. Proposée par {extension.proposed_by}.",
        [
            f"La fin passe du {day(extension.former_end)} au {day(extension.new_end)}.",
            f"Motif\u00a0: {extension.reason}",
            "Les pass remis et non utilisés se dépensent jusqu’à la nouvelle fin.",
        ],
        part=PART,
    )


def refuse_step(extension: Extension) -> Step:
    order = extension.order
    return Step(
        f"Refuser la prolongation de la commande {order.number}",
        "Refuser cette prolongation",
        address("expiry:order", order.public_id),
        f"{extension.text}. Proposée par {extension.proposed_by}.",
        [f"La fin reste le {day(order.valid_until)}. Le motif reste sur la page."],
        part=PART,
    )


def settled(heading: str, order: Order, said: str) -> Settled:
    url = address("expiry:order", order.public_id)
    return Settled(heading, said, url, "Revenir à la fin de validité")


def endings_to_do(
    user: User, lots: Iterable[Any], programme: Programme, on: dt.date
) -> Iterator[tuple[str, str, str, str]]:
    """For each thing that the end of an order waits for from a user: a word, the act, its page,
    and why. The `lots` of the programme were read with `waiting_of_lots`.
    """
    seen = set[int]()
    for lot in sorted(lots, key=lambda one: (one.until, one.pk)):
        if lot.state == LotState.ACTIVE and lot.order_id not in seen:
            seen.add(lot.order_id)
            lot.order.programme, lot.order.last_day = programme, lot.until
            yield from _waiting_of(lot, user, on)


def _waiting_of(lot: Any, user: User, on: dt.date) -> Iterator[tuple[str, str, str, str]]:
    order, validity = lot.order, readings.validity_of(lot.order)
    stated = {"objections_until": lot.objections_until, "is_credited": lot.is_credited}
    phase, page = rules.phase(validity, on, **stated), address("expiry:order", order.public_id)
    ends = f"{order}, utilisable jusqu’au {day(order.last_day)}."
    if lot.is_extended and user.can(P.LOT_ACTIVATE):
        yield "à confirmer", "Décider une prolongation de validité", page, ends
    if phase in ACTS and user.can(ACTS[phase][1]):
        yield "à faire", ACTS[phase][2], page, ends
    asked = lot.uncontested if phase == Phase.OBJECTION else lot.unanswered
    is_asked = phase == Phase.OBJECTION or (lot.last_milestone and phase in readings.ANSWERED)
    for store in (is_asked and asked) or ():  # null for who keeps no store
        url = reverse("expiry:answer", args=[order.public_id, store["public_id"]])
        yield "à répondre", f"Dire combien de carnets tient {store['name']}", url, ends
