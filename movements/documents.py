"""The note that travels with a shipment."""

from common import formats, pdf
from distribution.enums import LineKind, ShipmentState
from distribution.models import Shipment
from distribution.readings.ledger import undoing


def note_pdf(sent: Shipment) -> bytes:
    """What was sent, to be counted and signed on arrival; the same whatever was received, unless
    nothing travels any more.
    """
    is_cancelled = sent.state == ShipmentState.CANCELLED
    lines = [one for one in sent.lines.all() if one.kind == LineKind.DISPATCH]
    totals = {
        "carnets": sum(line.carnets for line in lines),
        "passes": sum(line.passes for line in lines),
        "amount": sum(line.amount for line in lines),
    }
    facts = [
        {"key": "De", "value": f"{sent.source}"},
        {"key": "À", "value": f"{sent.destination}"},
        {"key": "Envoyé le", "value": formats.day(sent.sent_on)},
        {"key": "Par", "value": sent.sent_by},
        {"key": "Programme", "value": sent.programme.name},
    ]
    context = {
        "authority": sent.programme.authority.name,
        "reference": f"envoi n°\u00a0{sent.number}",
        "facts": facts,
        "lines": sorted(lines, key=lambda line: line.first_carnet),
        "totals": totals,
        "note": sent.note,
        "signatories": [
            {"quality": f"Envoyé par\u00a0: {sent.source}", "name": sent.sent_by},
            {"quality": f"Compté par\u00a0: {sent.destination}", "name": ""},
        ],
        "draft": False,
        "void": {"word": "Annulé", "how": undoing(sent)} if is_cancelled else None,
    }
    return pdf.render(
        "documents/shipment.html",
        context,
        title="Bordereau d’envoi de carnets",
        base=f"{sent.programme.code} {sent.number}",
        made_at=sent.sent_at,
    )
