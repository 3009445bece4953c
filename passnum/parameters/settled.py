"""Which parameters of a programme what is recorded stands on."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from beneficiaries.models import Person, Request
from budget.models import Commitment, SubsidyPayment
from conventions.models import Avenant, Convention
from deadlines.models import Occurrence
from deliberations.models import Deliberation
from distribution.models import Lot, Order, StockLine
from finance.models import Expense, Payment
from mediation.models import Redemption
from programmes.models import Programme
from reporting.models import Report

# What is recorded, in words, then the parameters that it stands on.
SETTLED = {
    "orders": ("des pass sont commandés", "letter face_value territory"),
    "people": ("des personnes sont inscrites", "territory time_zone"),
    "occurrences": ("des échéances sont calculées", "territory managed_from time_zone"),
    "reports": ("un rapport est produit", "managed_from time_zone"),
    "acts": ("des actes sont datés", "time_zone"),
}
ALWAYS = {"code": "Il désigne le programme dans ses fichiers."}


def settled_parameters(programme: Programme) -> dict[str, str]:
    """The parameters that no longer change, each with its reason; one query."""
    own = OuterRef("pk")
    rows: dict[str, QuerySet] = {  # type: ignore[type-arg]
        "orders": Order.objects.filter(programme=own),
        "people": Person.objects.filter(programme=own),
        "occurrences": Occurrence.objects.filter(obligation__convention__programme=own),
        "reports": Report.objects.filter(convention__programme=own),
    }
    asked: dict[str, Any] = {f"has_{name}": Exists(of) for name, of in rows.items()}
    dated = (of.filter(**{f"{column}__isnull": False}) for of, column in _acts(own))
    asked["has_acts"] = reduce(or_, map(Exists, dated))
    found: Any = Programme.objects.filter(pk=programme.pk).values(**asked).get()
    reasons: dict[str, list[str]] = {}
    for kind, (said, names) in SETTLED.items():
        for name in names.split() if found[f"has_{kind}"] else ():
            reasons.setdefault(name, []).append(said)
    told = {name: f"Ne change plus\u00a0: {', '.join(of)}." for name, of in reasons.items()}
    return ALWAYS | told


def years_of_acts(programme: Programme) -> list[int]:
    """The years of the first and of the last act that is recorded; none without an act."""
    found = [
        day.year
        for rows, column in _acts(programme)
        for day in rows.aggregate(first=Min(column), last=Max(column)).values()
        if day
    ]
    return sorted(found)


def _acts(programme: Programme | OuterRef) -> list[tuple[QuerySet, str]]:  # type: ignore[type-arg]
    """What has the legal day of an act, and in which column."""
    of_convention = {"convention__programme": programme}
    return [
        (Deliberation.objects.filter(programme=programme), "session_on"),
        (Convention.objects.filter(programme=programme), "signed_on"),
        (Convention.objects.filter(programme=programme), "ended_on"),
        (Avenant.objects.filter(**of_convention), "signed_on"),
        (Commitment.objects.filter(line__programme=programme), "committed_on"),
        (SubsidyPayment.objects.filter(subsidy__programme=programme), "paid_on"),
        (Request.objects.filter(person__programme=programme), "filed_on"),
        (Order.objects.filter(programme=programme), "ordered_on"),
        (Lot.objects.filter(programme=programme), "activated_on"),
        (StockLine.objects.filter(programme=programme), "moved_on"),
        (Redemption.objects.filter(programme=programme), "held_on"),
        (Expense.objects.filter(programme=programme), "paid_on"),
        (Payment.objects.filter(**of_convention), "paid_on"),
        (Occurrence.objects.filter(obligation__convention__programme=programme), "sent_on"),
    ]
