"""The journal: who did what to what, with the page of each thing that the reader may open."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from audit.models import Event

# The page of a thing of the journal, and who opens it.
PAGES = {
    "conventions.convention": ("dossiers:convention", Permission.CONVENTION_READ),
    "conventions.avenant": ("dossiers:avenant", Permission.CONVENTION_READ),
    "deliberations.deliberation": ("dossiers:deliberation", Permission.CONVENTION_READ),
    "deadlines.occurrence": ("deadlines:occurrence", Permission.CONVENTION_READ),
    "budget.budgetline": ("budget:budget-line", Permission.CONVENTION_READ),
    "budget.subsidy": ("budget:subsidy", Permission.CONVENTION_READ),
    "financing.plan": ("financing:plan", Permission.CONVENTION_READ),
    "distribution.depot": ("distribution:depot", Permission.STOCK_READ),
    "distribution.order": ("ordering:order", Permission.STOCK_READ),
    "distribution.shipment": ("movements:shipment", Permission.STOCK_READ),
    "places.place": ("places:detail", Permission.PLACE_READ),
    "reporting.report": ("reporting:report", Permission.REPORT_READ),
}
Links = dict[tuple[str, int], str]


def links_of(user: User, events: Iterable[Event]) -> Links:
    """The address of each thing that events name and that the user may open: one query a kind."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for event in events:
        page = PAGES.get(event.subject_type)
        if page is not None and user.can(page[1]):
            by_kind[event.subject_type].add(event.subject_id)
    return {
        (kind, pk): reverse(PAGES[kind][0], args=[public_id])
        for kind, ids in by_kind.items()
        for pk, public_id in apps.get_model(kind)
        .objects.filter(pk__in=ids)
        .values_list("pk", "public_id")
        .order_by("pk")
    }
