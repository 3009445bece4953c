"""The paper of a sheet: the stock of a régie on a day, to be signed by two people, then frozen."""

import hashlib
from decimal import Decimal
from typing import Any

from common import formats, pdf
from regies.enums import SheetState
from regies.models import Sheet
from regies.readings.sheets import content_of
from stock_accounts.rules import euros_in_words

TITLES = {
    "handover": "Procès-verbal de remise de service",
    "year_end": "Arrêté de la régie au 31 décembre",
}


def frozen(sheet: Sheet, second: str) -> tuple[bytes, str]:
    """The document of a sheet that `second` now signs, and its SHA-256."""
    document = _render(sheet, sheet.content, second=second)
    return document, hashlib.sha256(document).hexdigest()


def draft(sheet: Sheet, on: Any) -> bytes:
    """The document before both signed: it says so on every page."""
    return _render(sheet, sheet.content or content_of(sheet, sheet.on or on), on=on)


def file_name(sheet: Sheet) -> str:
    kind = "remise-de-service" if sheet.is_handover else "arrete"
    on = f"_{sheet.on:%Y-%m-%d}" if sheet.on else ""
    return f"{kind}_{sheet.regie.depot.code}{on}.pdf"


def lines_of(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The lines of a part of what is kept, with their amounts as numbers."""
    return [{**line, "amount": Decimal(line["amount"])} for line in content[name]]


def _render(sheet: Sheet, content: Any, *, second: str = "", on: Any = None) -> bytes:
    regie, is_draft = sheet.regie, sheet.state != SheetState.CLOSED
    reference = f"{regie.depot}, {formats.day(sheet.on or on)}"
    amount = Decimal(content["amount"])
    context = {
        "authority": regie.programme.authority.name,
        "reference": reference,
        "facts": _facts(sheet, on),
        "lines": lines_of(content, "ranges"),
        "on_the_way": lines_of(content, "on_the_way"),
        "totals": {**content, "amount": amount},
        "in_words": euros_in_words(amount),
        "on": sheet.on or on,
        "reserves": sheet.reserves,
        "signatories": _signatories(sheet, second),
        "draft": is_draft,
        "void": None,
    }
    return pdf.render(
        "documents/regie_sheet.html",
        context,
        title=TITLES[sheet.kind],
        base=f"{sheet.public_id} {sheet.state}",
        made_at=sheet.closed_at or sheet.signed_at or sheet.prepared_at,
    )


def _facts(sheet: Sheet, on: Any) -> list[dict[str, str]]:
    regie = sheet.regie
    act = f"n°\u00a0{regie.act_number} du {formats.day(regie.act_on)}"
    opinion = f"avis conforme du comptable le {formats.day(regie.opinion_on)}"
    facts = [
        {"key": "Programme", "value": regie.programme.name},
        {"key": "Régie", "value": f"{regie.depot} ({regie.get_kind_display().lower()})"},
        {"key": "Acte constitutif", "value": f"{act}, {opinion}"},
        {"key": "Stock à la fin du", "value": formats.day(sheet.on or on)},
    ]
    if sheet.outgoing is not None and sheet.incoming is not None:
        facts += [
            {"key": "Remet le service", "value": sheet.outgoing.name},
            {"key": "Prend le service", "value": sheet.incoming.name},
        ]
    return facts


def _signatories(sheet: Sheet, second: str) -> list[dict[str, Any]]:
    """Who signs, and when each signed with their account."""
    first = sheet.outgoing.name if sheet.outgoing else ""
    follows = sheet.incoming.name if sheet.incoming else second
    qualities = ("Régisseur sortant", "Régisseur entrant")
    if not sheet.is_handover:
        qualities = ("Régisseur", "Comptable public")
    return [
        {"quality": qualities[0], "name": first, "at": sheet.signed_at},
        {"quality": qualities[1], "name": follows, "at": sheet.closed_at},
    ]
