"""Which parameters of a programme what is recorded stands on."""

from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from beneficiaries.models import Person, Request
from budget.models import Commitment, SubsidyPayment
from conventions.models import Avenant
from deadlines.models import Occurrence
from distribution.models import Order
from finance.models import Payment
from mediation.models import Redemption
from programmes.models import Programme
from reporting.models import Report

# What is recorded, in words, then the parameters that it stands on.
SETTLED = {
    "orders": ("des pass sont commandés", "letter face_value territory"),
    "people": ("des personnes sont inscrites", "territory"),
    "occurrences": ("des échéances sont calculées", "territory managed_from"),
    "reports": ("un rapport est produit", "managed_from"),
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
    asked = {f"has_{name}": Exists(of) for name, of in rows.items()}
    found: Any = Programme.objects.filter(pk=programme.pk).values(**asked).get()
    reasons: dict[str, list[str]] = {}
    for kind, (said, names) in SETTLED.items():
        for name in names.split() if found[f"has_{kind}"] else ():
            reasons.setdefault(name, []).append(said)
    told = {name: f"Ne change plus\u00a0: {', '.join(of)}." for name, of in reasons.items()}
    return ALWAYS | told


def years_of_acts(programme: Programme) -> list[int]:
    """The years of the first and of the last act that is recorded; none without an act."""
    of_convention = {"convention__programme": programme}
    dated = (
        (programme.deliberations.all(), "session_on"),
        (programme.conventions.all(), "signed_on"),
        (programme.conventions.all(), "ended_on"),
        (Avenant.objects.filter(**of_convention), "signed_on"),
        (Commitment.objects.filter(line__programme=programme), "committed_on"),
        (SubsidyPayment.objects.filter(subsidy__programme=programme), "paid_on"),
        (Request.objects.filter(person__programme=programme), "filed_on"),
        (programme.orders.all(), "ordered_on"),
        (programme.lots.all(), "activated_on"),
        (programme.stock_lines.all(), "moved_on"),
        (Redemption.objects.filter(programme=programme), "held_on"),
        (programme.expenses.all(), "paid_on"),
        (Payment.objects.filter(**of_convention), "paid_on"),
        (Occurrence.objects.filter(obligation__convention__programme=programme), "sent_on"),
    )
    found = [
        day.year
        for rows, column in dated
        for day in rows.aggregate(first=Min(column), last=Max(column)).values()
        if day
    ]
    return sorted(found)
