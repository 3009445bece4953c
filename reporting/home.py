"""What the home page shows to each role: what needs me, my figures, what comes next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse

from accounts.enums import Permission, Role
from accounts.models import Organisation, User
from common.formats import count, day, delay, number
from conventions.enums import AvenantState, Cadence, ClauseKind
from conventions.models import Avenant, Obligation, Programme
from conventions.rules import next_due
from distribution.enums import CarnetState, LotState
from distribution.models import Carnet, Depot, HandOut, Lot
from places.models import Place
from reporting import indicators
from reporting.enums import ReportState
from reporting.models import Report

MOST_OBLIGATIONS = 5


@dataclass(frozen=True, slots=True)
class Todo:
    """An act that waits: what, where, since or until when, by which text."""

    act: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure that opens its rows."""

    value: str
    noun: str
    perimeter: str
    url: str


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation and its next day."""

    title: str
    due: str
    source: str
    due_on: dt.date


def todos(user: User, programme: Programme, today: dt.date) -> list[Todo]:
    """What waits for an act that this role may do, or must follow."""
    found: list[Todo] = []
    if user.can(Permission.CONVENTION_SIGN):
        found += _avenants(programme)
    if user.can(Permission.STOCK_READ) and not user.can(Permission.HAND_OUT):
        found += _lots(programme)
    if user.can(Permission.REPORT_PRODUCE):
        found += _reports(programme, today)
    return found


def _avenants(programme: Programme) -> Iterator[Todo]:
    voted = Avenant.objects.filter(convention__programme=programme, state=AvenantState.VOTED)
    for avenant in voted.select_related("convention", "deliberation").order_by("pk"):
        vote = (
            f", délibération n°\u00a0{avenant.deliberation.number}" if avenant.deliberation else ""
        )
        yield Todo(
            f"Signer l’avenant n°\u00a0{avenant.number}",
            reverse("conventions:sign-avenant", args=[avenant.public_id]),
            f"{avenant.convention}. Voté le {day(avenant.voted_on)}{vote}.",
        )


def _lots(programme: Programme) -> Iterator[Todo]:
    delivered = Lot.objects.filter(programme=programme, state=LotState.DELIVERED)
    for lot in delivered.select_related("order").order_by("pk"):
        yield Todo(
            f"Obtenir le mandat de la commande {lot.order.number}",
            reverse("distribution:order", args=[lot.order.public_id]),
            f"{count(lot.passes_count, 'pass livré')} le {day(lot.delivered_on)}\u00a0: "
            "sans mandat, aucun n’est actif.",
        )


def _reports(programme: Programme, today: dt.date) -> Iterator[Todo]:
    late = Report.objects.filter(programme=programme, due_on__lte=today).exclude(
        state=ReportState.READY
    )
    for report in late.order_by("starts_on", "version"):
        failed = report.state == ReportState.FAILED
        yield Todo(
            "Relancer un rapport en échec" if failed else "Attendre un rapport dû",
            reverse("reporting:reports"),
            f"{report}, dû le {day(report.due_on)}{'' if failed else '. Il se prépare tout seul'}.",
        )


def figures(user: User, programme: Programme, today: dt.date) -> list[Figure]:
    """Three to five figures of the role: its organisation's at a counter, else the programme's."""
    if user.acting is not None and user.acting.role == Role.DISTRIBUTOR:
        return _counter(user, programme, today, user.acting.organisation)
    if user.can(Permission.STOCK_READ):
        return _funnel(user, programme, today)
    return _territory(programme, today)


def _funnel(user: User, programme: Programme, today: dt.date) -> list[Figure]:
    reached = indicators.funnel(programme, today)
    rows = reverse(
        "reporting:indicators" if user.can(Permission.REPORT_READ) else "distribution:orders"
    )
    scope = f"{programme}, au {day(today)}"
    shown = [
        ("Pass commandés", reached.ordered),
        ("Pass livrés", reached.delivered),
        ("Pass actifs", reached.active),
        ("Pass remis", reached.handed_out),
        ("Pass consommés", reached.spent),
    ]
    return [Figure(number(value), noun, scope, rows) for noun, value in shown]


def _counter(
    user: User, programme: Programme, today: dt.date, organisation: Organisation
) -> list[Figure]:
    own = Depot.objects.visible_to(user).filter(programme=programme)
    stock = Carnet.objects.filter(depot__in=own, state=CarnetState.IN_STOCK).count()
    month = HandOut.objects.visible_to(user).filter(
        programme=programme, handed_on__range=(today.replace(day=1), today)
    )
    people = programme.people.filter(registered_by=organisation)
    scope = f"{organisation}, au {day(today)}"
    since = f"{organisation}, du {day(today.replace(day=1))} au {day(today)}"
    return [
        Figure(number(stock), "Carnets en stock", scope, reverse("distribution:stock")),
        Figure(
            number(month.aggregate(passes=Sum("passes", default=0))["passes"]),
            "Pass remis ce mois",
            since,
            reverse("distribution:counter"),
        ),
        Figure(
            number(people.count()),
            "Personnes suivies",
            scope,
            reverse("beneficiaries:index"),
        ),
    ]


def _territory(programme: Programme, today: dt.date) -> list[Figure]:
    qualified = Place.objects.qualified_on(today, programme)
    scope = f"{programme}, au {day(today)}"
    places = reverse("places:index")
    communes = qualified.values("commune").distinct().count()
    structures = qualified.values("structure").distinct().count()
    return [
        Figure(number(qualified.count()), "Lieux qualifiés", scope, places),
        Figure(number(structures), "Structures", scope, places),
        Figure(number(communes), "Communes", scope, places),
    ]


def duties(programme: Programme, today: dt.date) -> list[Duty]:
    """The next obligations of the signed conventions, the nearest first."""
    rows = Obligation.objects.in_force_on(today).filter(convention__programme=programme)
    ends: dict[int, dt.date | None] = {}
    found = []
    for row in rows.select_related("avenant").order_by("pk"):
        if row.convention_id not in ends:
            end = row.convention.terms(today).get(ClauseKind.ACTION_END)
            ends[row.convention_id] = end.day if end else None
        due_on = next_due(
            Cadence(row.cadence),
            row.due_on,
            row.effective_on,
            today,
            ends_on=ends[row.convention_id],
        )
        if due_on is not None:
            article = f"article\u00a0{row.article}" if row.article else ""
            text = ", ".join(filter(None, [str(row.convention), article]))
            found.append(Duty(row.title, delay(due_on, today), text, due_on))
    return sorted(found, key=lambda duty: (duty.due_on, duty.title))[:MOST_OBLIGATIONS]
