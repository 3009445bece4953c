"""The letters that remind people of a carnet that they did not begin."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from circulation.models import UseReminder
from circulation.readings.asleep import nearest
from common import formats, pdf
from places.models import Place
from programmes.models import Programme


def letters_pdf(
    programme: Programme, reminders: Sequence[UseReminder], places: Sequence[Place]
) -> bytes:
    """One page a person, in 14 points: A4. `places` are all those where passes are spent."""
    letters = [
        {
            "person": one.hand_out.decision.request.person,
            "carnet": one.carnet,
            "sent_on": one.sent_on,
            "handed_on": one.hand_out.handed_on,
            "until": one.until,  # type: ignore[attr-defined]
            "passes": one.carnet.lot.passes_per_carnet,
            "from": one.hand_out.decision.request.person.registered_by,
            "places": nearest(places, one.hand_out.decision.request.person.commune),
        }
        for one in reminders
    ]
    first = reminders[0]
    context = {
        "authority": programme.authority.name,
        "reference": f"rappels du {formats.day(first.sent_on)}",
        "letters": letters,
        "programme": programme,
        "notice_url": settings.PASSNUM_BASE_URL + reverse("programmes:personal-data"),
        "facts": [],
        "draft": False,
        "void": None,
    }
    return pdf.render(
        "documents/reminders.html",
        context,
        title="Votre carnet de pass numériques",
        base=f"{programme.code} {first.sending}",
        made_at=first.sent_at,
    )
