"""What the pages of movements show: shipments, what an act will do, and what was done already."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.models import User
from audit.journal import last_change
from common.form_pages import Settled, Step
from common.formats import count, day, euros, number, of
from common.http import address
from distribution import rules
from distribution.actions.ledger import REVERSIBLE
from distribution.enums import CarnetState, DepotKind, LineKind, LotState, ShipmentState
from distribution.models import Carnet, Depot, Shipment, StockLine
from distribution.querysets import ShipmentQuerySet
from distribution.rules import Ranges
from movements.readings import excesses, first_in_service, ranges_on_the_way, ranges_sent
from movements.tables import FAMILIES, ShipmentLineTable, ShipmentTable
from programmes.models import Programme

PART = "Stock"
MOST_RANGES = 3
LOST = "perdu ou volé|perdus ou volés"
CANCEL = "Annuler l’envoi"
SENT, TO_SETTLE = ShipmentState.SENT, ShipmentState.TO_SETTLE


def visible_shipments(user: User, programme: Programme) -> ShipmentQuerySet:
    """The shipments that a member sees, with what their pages show."""
    seen = Shipment.objects.visible_to(user).filter(programme=programme).with_carnets()
    return seen.select_related("programme", "source", "destination").prefetch_related("lines")


def shipments_page(shipments: ShipmentQuerySet) -> dict[str, Any]:
    """The shipments, and how many wait to be counted or settled."""
    waiting = shipments.aggregate(
        total=Count("pk"),
        sent=Count("pk", filter=Q(state=SENT)),
        to_settle=Count("pk", filter=Q(state=TO_SETTLE)),
    )
    return {"table": ShipmentTable(shipments), "count": waiting["total"], **waiting}


def shipment_page(shipment: Any, user: User) -> dict[str, Any]:
    """A shipment, its lines, and what the user may do with it."""
    lines = shipment.lines.select_related("destination").order_by("pk")
    state, acts = shipment.state, list(_acts(shipment, user))
    return {
        "shipment": shipment,
        "said": _situation(shipment),
        "facts": [
            {"key": "État", "family": FAMILIES[state], "word": ShipmentState(state).label},
            {"key": "De", "value": shipment.source},
            {"key": "À", "value": shipment.destination},
            {"key": "Envoyé", "value": f"le {day(shipment.sent_on)} par {shipment.sent_by}"},
            {"key": "Valeur", "value": euros(shipment.passes * shipment.programme.face_value)},
        ],
        "numbers": rules.ranges_in_words(ranges_sent(shipment)),
        "table": ShipmentLineTable(lines),
        "main": next((one for one in acts if one[1] != CANCEL), None),
        "others": [one for one in acts if one[1] == CANCEL],
    }


def _situation(shipment: Any) -> str:
    """What became of the carnets, in a sentence."""
    sent, left = count(shipment.carnets, "carnet"), count(shipment.on_the_way, "carnet")
    if shipment.state == SENT:
        return f"{sent} en chemin\u00a0: à compter par {shipment.destination}."
    if shipment.state == ShipmentState.CANCELLED:
        return f"Annulé\u00a0: {sent} de retour dans le stock {of(str(shipment.source))}."
    moved = Counter[str]()
    for line in shipment.lines.all():
        moved[line.kind] += line.carnets
    counted = f"{count(moved[LineKind.RECEIPT], 'carnet reçu')} sur {number(shipment.carnets)}"
    if shipment.state == TO_SETTLE:
        return f"{counted}. {left} en chemin\u00a0: {shipment.source} dit ce qu’ils deviennent."
    if not moved[LineKind.RETURN]:
        return f"{counted}, rien ne manque."
    back = (
        f"{count(moved[LineKind.RETURN], 'carnet')} de retour au compte {of(str(shipment.source))}"
    )
    lost = _lost_since(shipment)
    return f"{counted}. {back}{f', dont {count(lost, LOST)}' if lost else ''}."


def _lost_since(shipment: Shipment) -> int:
    """How many of the carnets that came back are lost."""
    back = [line for line in shipment.lines.all() if line.kind == LineKind.RETURN]
    found = Carnet.objects.in_ranges([(line.first_carnet, line.last_carnet) for line in back])
    return found.filter(programme=shipment.programme_id, state=CarnetState.LOST).count()


def _acts(shipment: Shipment, user: User) -> Iterator[tuple[str, str]]:
    """The address and the words of what a user may do with a shipment."""
    ends = [shipment.source_id, shipment.destination_id]
    kept = set(Depot.objects.kept_by(user).filter(pk__in=ends).values_list("pk", flat=True))
    offered = (
        ("receive", SENT, shipment.destination_id, "Recevoir l’envoi"),
        ("settle", TO_SETTLE, shipment.source_id, "Régler le reste"),
        ("cancel", SENT, shipment.source_id, CANCEL),
    )
    for name, state, keeper, words in offered:
        if shipment.state == state and keeper in kept:
            yield address(f"movements:{name}", shipment.public_id), words


def shipments_to_do(user: User, programme: Programme) -> Iterator[tuple[str, str, str, str]]:
    """For each shipment that waits for the user: a word, the act, its page and why."""
    mine = Shipment.objects.filter(programme=programme)
    waiting: Any = mine.to_receive_by(user) | mine.to_settle_by(user)  # read at once
    waiting = waiting.with_carnets().select_related("source", "destination").order_by("number")
    by_state = {
        state: [one for one in waiting if one.state == state] for state in (SENT, TO_SETTLE)
    }
    for one in by_state[SENT]:
        yield (
            "à recevoir",
            f"Recevoir un envoi de {count(one.carnets, 'carnet')}",
            address("movements:receive", one.public_id),
            f"{one}, parti le {day(one.sent_on)} {of(str(one.source))} pour {one.destination}.",
        )
    for one in by_state[TO_SETTLE]:
        yield (
            "à régler",
            f"Régler le reste d’un envoi\u00a0: {count(one.on_the_way, 'carnet')}",
            address("movements:settle", one.public_id),
            f"{one}, compté par {one.destination} le {day(one.answered_on)}. {one.reason}",
        )


def settled(act: str, shipment: Shipment) -> Settled:
    """What is said of a shipment of which an act is not open, or no longer."""
    said = {
        SENT: "Cet envoi n’est pas encore compté à l’arrivée.",
        TO_SETTLE: "Cet envoi est compté à l’arrivée\u00a0: il reste "
        f"{count(rules.size(ranges_on_the_way(shipment)), 'carnet')} à régler.",
        ShipmentState.CLOSED: "Cet envoi est terminé\u00a0: plus aucun carnet n’est en chemin.",
        ShipmentState.CANCELLED: "Cet envoi est annulé\u00a0: ses carnets sont revenus. "
        f"Enregistré {last_change(shipment, 'shipment.cancelled')}.",
    }
    url = address("movements:shipment", shipment.public_id)
    return Settled(act, said[ShipmentState(shipment.state)], url, "Revenir à l’envoi")


def send_page(depot: Depot, on: dt.date) -> dict[str, Any]:
    """What a store has to send: its carnets in service."""
    ready = first_in_service(depot, None, on)
    return {
        "depot": depot,
        "ready": rules.size(ready),
        "numbers": rules.ranges_in_words(ready[:MOST_RANGES]),
        "more": len(ready) > MOST_RANGES,
    }


def send_check(depot: Depot, destination: Depot, ranges: Ranges, on: dt.date) -> dict[str, Any]:
    """What is read again before carnets are sent."""
    waiting = ~Q(lot__state=LotState.ACTIVE)
    found = (
        Carnet.objects.held_by(depot)
        .in_ranges(ranges)
        .aggregate(
            passes=Sum("lot__passes_per_carnet", default=0), waiting=Count("pk", filter=waiting)
        )
    )
    carnets = count(rules.size(ranges), "carnet")
    amount = found["passes"] * depot.programme.face_value
    value = euros(amount)
    late = found["waiting"]
    return {
        "rows": [
            {"key": "De", "value": depot},
            {"key": "À", "value": destination},
            {"key": "Carnets", "value": f"{carnets}\u00a0: {rules.ranges_in_words(ranges)}"},
            {"key": "Valeur", "value": f"{count(found['passes'], 'pass')}, {value}"},
        ],
        "excesses": [one.said for one in excesses(destination, amount, on)],
        "late": f"{count(late, 'carnet')} sans mandat\u00a0: à ne pas remettre." if late else "",
        "consequences": [
            f"Ces carnets quittent le stock {of(str(depot))}\u00a0: ils sont en chemin, et "
            "personne ne peut les remettre.",
            f"{destination} les compte à l’arrivée, et dit ce qui manque.",
            "Tant que rien n’est compté, l’envoi peut être annulé.",
        ],
        "act": f"Envoyer {carnets}",
    }


def receive_step(shipment: Any) -> Step:
    """The texts of the page that receives a whole shipment."""
    carnets = count(shipment.carnets, "carnet")
    return Step(
        f"Recevoir l’envoi n°\u00a0{shipment.number}",
        f"Recevoir {carnets}",
        address("movements:shipment", shipment.public_id),
        _carried(shipment),
        [
            "Comptez les carnets et comparez leurs numéros.",
            f"{carnets} de plus dans le stock {of(str(shipment.destination))}.",
            "Ceux qui sont en service peuvent être remis.",
            "Un envoi ne se compte qu’une fois.",
        ],
        part=PART,
    )


def receive_part_step(shipment: Any) -> Step:
    """The texts of the page that receives a part of a shipment, or nothing of it."""
    return Step(
        f"Recevoir une partie de l’envoi n°\u00a0{shipment.number}",
        "Enregistrer ce comptage",
        address("movements:shipment", shipment.public_id),
        _carried(shipment),
        [
            f"Les carnets reçus entrent dans le stock {of(str(shipment.destination))}.",
            f"Les autres restent en chemin\u00a0: {shipment.source} dit ce qu’ils deviennent.",
            "Un envoi ne se compte qu’une fois.",
        ],
        part=PART,
    )


def settle_step(shipment: Shipment) -> Step:
    """The texts of the page that settles what was not received."""
    left = count(rules.size(ranges_on_the_way(shipment)), "carnet")
    return Step(
        f"Régler le reste de l’envoi n°\u00a0{shipment.number}",
        "Régler ces carnets",
        address("movements:shipment", shipment.public_id),
        f"{left} en chemin. {shipment.destination}, le {day(shipment.answered_on)}\u00a0: "
        f"«\u00a0{shipment.get_rest_display()}\u00a0». {shipment.reason}",
        [
            f"Revenus, ils sont de nouveau dans le stock {of(str(shipment.source))}.",
            f"Perdus ou volés, ils sortent du stock {of(str(shipment.source))}, et leurs pass ne "
            "peuvent pas être utilisés.",
        ],
        part=PART,
    )


def cancel_step(shipment: Any) -> Step:
    """The texts of the page that takes back a shipment before it is counted."""
    return Step(
        f"Annuler l’envoi n°\u00a0{shipment.number}",
        "Annuler l’envoi",
        address("movements:shipment", shipment.public_id),
        _carried(shipment),
        [
            f"{count(shipment.carnets, 'carnet')} de retour dans le stock "
            f"{of(str(shipment.source))}\u00a0: vérifiez que tout y est.",
            "Le grand livre garde l’envoi, et les lignes contraires qui l’annulent.",
        ],
        part=PART,
    )


def loss_step(depot: Depot) -> Step:
    """The texts of the page that says carnets of a store lost."""
    return Step(
        f"Déclarer des carnets perdus, volés ou abîmés\u00a0: {depot}",
        "Déclarer la perte",
        address("distribution:depot", depot.public_id),
        "",
        [
            f"Ces carnets sortent du stock {of(str(depot))}. Personne ne peut plus les remettre, "
            "ni utiliser leurs pass.",
            "Le grand livre garde la perte et son motif. Un carnet retrouvé revient par une "
            "contre-passation.",
        ],
        grave=True,
        part=PART,
    )


def reversal_step(line: StockLine) -> Step:
    """The texts of the page that corrects a line of the ledger."""
    carnets = count(line.carnets, "carnet")
    people = line.destination.kind == DepotKind.BENEFICIARIES
    return Step(
        f"Contre-passer\u00a0: {line.get_kind_display().lower()} du {day(line.moved_on)}",
        "Contre-passer ce mouvement",
        _ledger(line),
        _told(line),
        [
            f"{carnets} de retour dans le stock {of(str(line.source))}\u00a0: vérifiez que tout y "
            "est.",
            *([f"La personne rend {carnets}, et garde ses droits."] if people else []),
            "La ligne reste au grand livre\u00a0: une ligne contraire la corrige.",
        ],
        part=PART,
    )


def reversal_settled(line: Any) -> Settled | None:
    """What is said of a line that cannot be reversed, or was; nothing of one that may be."""
    heading = f"Contre-passer un mouvement du {day(line.moved_on)}"
    back = getattr(line, "reversed_by", None)
    if back is not None:
        said = f"Cette ligne a été contre-passée par {back.moved_by}. Motif\u00a0: {back.reason}"
    elif line.kind not in REVERSIBLE:
        said = f"Une ligne «\u00a0{line.get_kind_display()}\u00a0» ne se contre-passe pas."
    else:
        return None
    return Settled(heading, said, _ledger(line), "Revenir au grand livre")


def _carried(shipment: Any) -> str:
    """`20 carnets, n° 00012 à 00031. Envoi du 15 mai 2023 par Régie.`"""
    numbers = rules.ranges_in_words(ranges_sent(shipment))
    note = f" {shipment.note}" if shipment.note else ""
    return (
        f"{count(shipment.carnets, 'carnet')}, {numbers}. Envoi du {day(shipment.sent_on)} "
        f"par {shipment.source}.{note}"
    )


def _told(line: StockLine) -> str:
    numbers = rules.range_in_words(line.first_carnet, line.last_carnet)
    said = f"{count(line.carnets, 'carnet')}, {numbers}, {of(str(line.source))} vers"
    return f"{said} {line.destination}. Enregistré par {line.moved_by}."


def _ledger(line: StockLine) -> str:
    on = f"{line.moved_on:%d/%m/%Y}"
    url = address("distribution:depot", line.source.public_id)
    return f"{url}?du={on}&au={on}#grand-livre"
