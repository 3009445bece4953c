"""The receipt of a hand-out."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from common import formats, pdf
from distribution import rules
from distribution.models import HandOut
from distribution.readings.ledger import undoing
from places.models import Place


def receipt_pdf(given: HandOut, places: Sequence[Place]) -> bytes:
    """The receipt of a hand-out of `with_carnets` as a PDF: A4, in 14 points. `places` are the
    nearest ones.
    """
    programme, person = given.programme, given.decision.request.person
    facts = [
        {"key": "Remis à", "value": person.full_name},
        {"key": "Par", "value": f"{given.depot}"},
        {"key": "Le", "value": formats.day(given.handed_on)},
    ]
    if not given.is_undone and any(line.reason for line in given.lines.all()):
        facts.append({"key": "Annulée en partie", "value": undoing(given)})
    context = {
        "authority": programme.authority.name,
        "reference": f"reçu n°\u00a0{given.receipt}",
        "facts": facts,
        "given": given,
        "carnets": ", ".join(rules.range_in_words(*pair) for pair in rules.ranges(given.numbers)),
        "signatories": [
            {"quality": "La personne", "name": person.full_name},
            {"quality": f"Pour {given.depot}", "name": given.handed_by},
        ],
        "places": places,
        "valid_until": given.valid_until,  # type: ignore[attr-defined]
        "value": given.passes * programme.face_value,
        "face_value": programme.face_value,
        "hotline": programme.hotline,
        "notice_url": settings.PASSNUM_BASE_URL + reverse("programmes:personal-data"),
        "draft": False,
        "void": {"word": "Annulée", "how": undoing(given)} if given.is_undone else None,
    }
    title = "Reçu de carnet de pass numériques"
    return pdf.render(
        "documents/receipt.html",
        context,
        title=title,
        base=f"{programme.code} {given.receipt}",
        made_at=given.handed_at,
    )
