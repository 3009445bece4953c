"""The journal: who did what to what, with the page of each thing that the reader may open."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet, UUIDField, Value
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership, Organisation, User
from audit.models import Event
from programmes.querysets import organisations_of, roles_in

P = Permission
# Each thing of the journal, its page, who opens it, and the name in its address; a list has none.
PAGES = [
    ("accounts.membership", "programmes:role-holder", P.ACCOUNT_ADMINISTER, "user__public_id"),
    ("accounts.organisation", "programmes:organisation", P.ACCOUNT_ADMINISTER, "public_id"),
    ("accounts.user", "programmes:role-holder", P.ACCOUNT_ADMINISTER, "public_id"),
    ("beneficiaries.reglementversion", "beneficiaries:reglement", P.REGLEMENT_READ, "public_id"),
    ("budget.budgetline", "budget:budget-line", P.CONVENTION_READ, "public_id"),
    ("budget.subsidy", "budget:subsidy", P.CONVENTION_READ, "public_id"),
    ("conventions.avenant", "dossiers:avenant", P.CONVENTION_READ, "public_id"),
    ("conventions.convention", "dossiers:convention", P.CONVENTION_READ, "public_id"),
    ("conventions.obligation", "dossiers:convention", P.CONVENTION_READ, "convention__public_id"),
    (
        "corrections.correction",
        "corrections:convention",
        P.CONVENTION_READ,
        "convention__public_id",
    ),
    ("corrections.correction", "corrections:avenant", P.CONVENTION_READ, "avenant__public_id"),
    ("deadlines.occurrence", "deadlines:occurrence", P.CONVENTION_READ, "public_id"),
    ("deliberations.deliberation", "dossiers:deliberation", P.CONVENTION_READ, "public_id"),
    ("distribution.depot", "distribution:depot", P.STOCK_READ, "public_id"),
    ("distribution.lot", "ordering:order", P.STOCK_READ, "order__public_id"),
    ("distribution.market", "ordering:market", P.STOCK_READ, "public_id"),
    ("distribution.order", "ordering:order", P.STOCK_READ, "public_id"),
    ("distribution.shipment", "movements:shipment", P.STOCK_READ, "public_id"),
    ("financing.plan", "financing:plan", P.CONVENTION_READ, "public_id"),
    ("findings.acceptance", "findings:findings", P.CONVENTION_READ, ""),
    ("mediation.device", "mediation:devices", P.DEVICE_READ, ""),
    ("places.place", "places:detail", P.PLACE_READ, "public_id"),
    ("printing.printfile", "printing:lot", P.STOCK_READ, "lot__public_id"),
    ("programmes.programme", "parameters", P.ACCOUNT_ADMINISTER, "public_id"),
    ("programmes.programmefile", "programme-file", P.ACCOUNT_ADMINISTER, "public_id"),
    ("reporting.report", "reporting:report", P.REPORT_READ, "public_id"),
]
Links = dict[tuple[str, int], str]


def links_of(user: User, events: Iterable[Event], authority: Organisation) -> Links:
    """The address of each thing that events name and that the user may open, in one query."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for event in events:
        by_kind[event.subject_type].add(event.subject_id)
    found = [
        _named(kind, view, name, _seen(kind, user, authority).filter(pk__in=by_kind[kind]))
        for kind, view, permission, name in PAGES
        if kind in by_kind and user.can(permission)
    ]
    if not found:
        return {}
    first, *others = found
    return {
        (kind, pk): reverse(view, args=[name] if name else [])
        for kind, view, pk, name in first.union(*others, all=True)
    }


def _named(kind: str, view: str, name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """What the address of each row needs, of one type in all kinds, as a union wants."""
    if name:
        rows = rows.filter(**{f"{name}__isnull": False})
    named = F(name) if name else Value(None, UUIDField())
    return rows.order_by().values_list(Value(kind), Value(view), "pk", named)


def _seen(kind: str, user: User, authority: Organisation) -> QuerySet[Any]:
    model = apps.get_model(kind)
    if model is Organisation:
        return organisations_of(authority)
    roles = roles_in(authority).select_related(None)
    if model is Membership:
        return roles
    if model is User:
        return User.objects.filter(pk__in=roles.values("user"))
    rows = model._default_manager.all()  # noqa: SLF001 the documented name of any model's rows
    seen: QuerySet[Any] = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
    return seen
