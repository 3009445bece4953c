"""What the home page shows to each role: what needs me, my figures, what comes next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse

from accounts.enums import Permission, Role
from accounts.models import Organisation, User
from common.formats import count, day, delay, number
from conventions.enums import AvenantState
from conventions.letters import source
from conventions.models import Avenant, Occurrence, Programme
from conventions.querysets import OccurrenceQuerySet
from distribution.enums import CarnetState, LotState
from distribution.models import Carnet, Depot, HandOut, Lot
from places.models import Place
from reporting import indicators
from reporting.enums import ReportState
from reporting.models import Report

MOST_OBLIGATIONS = 5
LOOKED_AT = 100  # due days, to find the nearest of each obligation
PRESSING = dt.timedelta(days=7)


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
    """A due day and what asks it."""

    title: str
    due: str
    source: str
    url: str


def todos(user: User, programme: Programme, today: dt.date) -> list[Todo]:
    """What waits for an act that this role may do, or must follow."""
    found: list[Todo] = []
    if user.can(Permission.OBLIGATION_FOLLOW):
        found += _duties_that_press(programme, today)
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


def duties(user: User, programme: Programme, today: dt.date) -> list[Duty]:
    """The next due day of each obligation, late ones first.

    Who follows them reads those that press among what waits (`todos`).
    """
    rows = _pending(programme)
    if user.can(Permission.OBLIGATION_FOLLOW):
        rows = rows.filter(due_on__gt=today + PRESSING)
    nearest: dict[int, Occurrence] = {}
    for row in rows[:LOOKED_AT]:
        nearest.setdefault(row.obligation_id, row)
    return [
        Duty(
            row.obligation.title,
            _when(row, today),
            source(row),
            reverse("conventions:occurrence", args=[row.public_id]),
        )
        for row in list(nearest.values())[:MOST_OBLIGATIONS]
    ]


def _duties_that_press(programme: Programme, today: dt.date) -> Iterator[Todo]:
    rows = _pending(programme).filter(due_on__lte=today + PRESSING)
    shown = list(rows[:MOST_OBLIGATIONS])
    for row in shown:
        yield Todo(
            row.obligation.title,
            reverse("conventions:occurrence", args=[row.public_id]),
            f"{_when(row, today)}. {source(row)}. {_charged(row)}",
        )
    if len(shown) == MOST_OBLIGATIONS and (more := rows.count() - len(shown)):
        yield Todo(
            f"Voir {more}\u00a0{'autre échéance' if more == 1 else 'autres échéances'} à faire",
            f"{reverse('conventions:duties')}?etat=a-faire",
            f"En retard, ou dues d’ici le {day(today + PRESSING)}.",
        )


def _pending(programme: Programme) -> OccurrenceQuerySet:
    rows = Occurrence.objects.of_programme(programme).pending().with_texts()
    return rows.order_by("due_on", "pk")


def _when(row: Occurrence, today: dt.date) -> str:
    if row.is_late_on(today):
        return f"En retard depuis {count((today - row.due_on).days, 'jour')} ({day(row.due_on)})"
    written = delay(row.due_on, today)
    return f"{written[:1].upper()}{written[1:]}"


def _charged(row: Occurrence) -> str:
    who = row.seen_to_by
    return f"{who} s’en charge." if who else "Sans responsable."
