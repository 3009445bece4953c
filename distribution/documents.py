"""The receipt of a hand-out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common import formats, pdf
from distribution import rules
from distribution.models import HandOut
from places.models import Place


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt shows; `carnets` are ranges of numbers, `places` the nearest ones."""

    hand_out: HandOut
    carnets: Sequence[tuple[int, int]]
    places: Sequence[Place]
    valid_until: dt.date

    @property
    def file_name(self) -> str:
        return f"recu_{self.hand_out.receipt}.pdf"


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as a PDF: A4, in 14 points."""
    given, programme = receipt.hand_out, receipt.hand_out.programme
    person = given.decision.request.person
    facts = [
        {"key": "Remis à", "value": person.full_name},
        {"key": "Par", "value": f"{given.depot}"},
        {"key": "Le", "value": formats.day(given.handed_on)},
    ]
    context = {
        "authority": programme.authority.name,
        "reference": f"reçu n°\u00a0{given.receipt}",
        "facts": facts,
        "given": given,
        "carnets": ", ".join(rules.range_in_words(*pair) for pair in receipt.carnets),
        "signatories": [
            {"quality": "La personne", "name": person.full_name},
            {"quality": f"Pour {given.depot}", "name": given.handed_by},
        ],
        "places": receipt.places,
        "valid_until": receipt.valid_until,
        "value": given.passes * programme.face_value,
        "face_value": programme.face_value,
        "hotline": programme.hotline,
        "draft": False,
    }
    title = "Reçu de carnet de pass numériques"
    return pdf.render(
        "documents/receipt.html",
        context,
        title=title,
        base=f"{programme.code} {given.receipt}",
        made_at=given.handed_at,
    )
