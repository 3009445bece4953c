"""The contradictory statement of an order, and its credit note."""

import datetime as dt
import hashlib
from typing import Any

from common import formats, pdf
from distribution.models import Order
from expiry.models import CreditNote, Statement
from finance.models import FundingKey


def statement_pdf(stated: Statement) -> bytes:
    """What was not spent, by store and by lot, what each store says of it and until when."""
    facts = {
        "Établi le": f"{formats.day(stated.stated_on)} par {stated.stated_by}",
        "Contestable jusqu’au": f"{formats.day(stated.objections_until)} inclus",
        **_facts(stated.order),
    }
    context = {
        **_shown(stated),
        "facts": [{"key": key, "value": value} for key, value in facts.items()],
        "reference": f"commande n°\u00a0{stated.order.number}",
        "signatories": ["Pour la collectivité", "Pour le comptable ou la régie", "Pour l’émetteur"],
    }
    title = "État contradictoire de fin de validité"
    return _render(
        "documents/statement.html", context, stated.order, title=title, made_at=stated.stated_at
    )


def credit_note_pdf(note: CreditNote) -> bytes:
    """The face value of the passes that were not spent: who owes it, to whom, and which texts paid
    these passes.
    """
    stated = note.statement
    order = stated.order
    facts = {
        "Émis le": f"{formats.day(note.issued_on)} par {note.issued_by}",
        "Montant": formats.euros(note.amount),
        "Dû par": str(order.supplier),
        "Dû à": order.programme.authority.name,
        "Pièce": f"état contradictoire du {formats.day(stated.stated_on)}",
        **_facts(order),
        "Base des financeurs à corriger": _payers(order),
    }
    context = {
        **_shown(stated),
        "facts": [{"key": key, "value": value} for key, value in facts.items()],
        "reference": f"avoir sur la commande n°\u00a0{order.number}",
        "note": note,
        "signatories": ["Pour la collectivité", "Pour l’émetteur"],
        "value": order.programme.face_value,
    }
    title = "Avoir sur des pass non utilisés"
    return _render(
        "documents/credit_note.html", context, order, title=title, made_at=note.issued_at
    )


def fingerprint(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _facts(order: Order) -> dict[str, str]:
    return {
        "Utilisables jusqu’au": formats.day(order.valid_until),
        "Émetteur": str(order.supplier),
        "Programme": order.programme.name,
    }


def _shown(stated: Statement) -> dict[str, Any]:
    lines = list(stated.lines.select_related("depot", "lot").order_by("lot__first_carnet", "depot"))
    sums = ("carnets", "passes", "amount")
    return {
        "authority": stated.order.programme.authority.name,
        "lines": lines,
        "totals": {name: sum(getattr(one, name) for one in lines) for name in sums},
        "answers": stated.answers.select_related("depot").order_by("said_at", "pk"),
        "draft": False,
    }


def _payers(order: Order) -> str:
    """The conventions that the keys of its lots name."""
    keys = FundingKey.objects.filter(lot__order=order).select_related("convention")
    named = sorted({str(one.convention) for one in keys})
    return ", ".join(named) or "aucune convention ne paie ces pass"


def _render(
    template: str, context: dict[str, Any], order: Order, *, title: str, made_at: dt.datetime
) -> bytes:
    return pdf.render(
        template,
        context,
        title=title,
        base=f"{order.programme.code} {order.number}",
        made_at=made_at,
    )
