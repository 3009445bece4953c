"""What the home page shows to each role: what to do, its figures, and what comes next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse

from accounts.enums import Permission, Role
from accounts.models import Organisation, User
from common.charts import LineChart
from common.formats import count, day, delay, legal_day, moment, number
from conventions.enums import AvenantState
from conventions.models import Avenant
from deadlines.models import Occurrence
from deadlines.querysets import OccurrenceQuerySet
from deadlines.readings import text_and_article
from distribution.enums import CarnetState, LotState
from distribution.models import Carnet, Depot, HandOut, Lot
from finance.readings.spending import Spending
from places.models import Place
from programmes.models import Programme
from reporting.enums import ReportState
from reporting.models import Report
from reporting.readings import indicators, passes_by_month
from reporting.readings.reports import VOLUMES

MOST_SHOWN = 5
MOST_READ = 100  # occurrences, to find the next one of each obligation
PRESSING = dt.timedelta(days=7)  # before an occurrence


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do, now or next: the act, its page, and why it waits or which text asks it."""

    act: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the home page, with the page that details it."""

    value: str
    noun: str
    perimeter: str
    url: str


def home_context(user: User, programme: Programme, now: dt.datetime) -> dict[str, object]:
    """All that the page shows to a user; the deployment and what comes next to some roles only."""
    today = legal_day(now)
    spending = Spending(programme, today)
    context: dict[str, object] = {
        "todos": todos(user, programme, today),
        "figures": figures(user, spending),
        "now": moment(now),
        "counter_url": reverse("distribution:counter") if user.can(Permission.HAND_OUT) else "",
    }
    if user.can(Permission.CONVENTION_READ):
        context |= {
            "reads_conventions": True,
            "charts": deployment_charts(spending),
            "next_occurrences": next_occurrences(user, programme, today),
        }
    return context


def deployment_charts(spending: Spending) -> list[LineChart]:
    """The passes handed out and spent beside each schedule; none when there is nothing to show."""
    charts, programme, today = [], spending.programme, spending.until
    for pace in passes_by_month.paces_on(spending):
        perimeter = passes_by_month.perimeter_of(str(programme), str(pace.convention or ""))
        months = passes_by_month.months_of(programme, pace.spent, pace.schedule, today)
        if months:
            charts.append(passes_by_month.chart_of(months, pace.schedule, perimeter, today))
    return charts


def todos(user: User, programme: Programme, today: dt.date) -> list[Todo]:
    """What waits for the user: the acts that they may do, and the late ones that they follow."""
    found: list[Todo] = []
    if user.can(Permission.OBLIGATION_FOLLOW):
        found += _pressing_occurrences(programme, today)
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
        text = avenant.deliberation
        vote = f", délibération n°\u00a0{text.number}" if text else ""
        yield Todo(
            f"Signer l’avenant n°\u00a0{avenant.number}",
            reverse("dossiers:sign-avenant", args=[avenant.public_id]),
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
    late = Report.objects.of_programme(programme).filter(due_on__lte=today)
    late = late.exclude(state=ReportState.READY).select_related("convention")
    for report in late.order_by("starts_on", "version", "pk"):
        failed = report.state == ReportState.FAILED
        then = "" if failed else " Il se prépare tout seul."
        yield Todo(
            "Relancer un rapport en échec" if failed else "Attendre un rapport dû",
            reverse("reporting:reports"),
            f"{report.convention}. {report}, dû le {day(report.due_on)}.{then}",
        )


def figures(user: User, spending: Spending) -> list[Figure]:
    """Three to five figures: those of a distributor's counter, else those of the programme."""
    programme, today = spending.programme, spending.until
    if user.acting is not None and user.acting.role == Role.DISTRIBUTOR:
        return _counter_figures(user, programme, today, user.acting.organisation)
    if user.can(Permission.STOCK_READ):
        return _pass_figures(user, spending)
    return _place_figures(programme, today)


def _pass_figures(user: User, spending: Spending) -> list[Figure]:
    reached = indicators.pass_counts(spending)
    may_read = user.can(Permission.REPORT_READ)
    url = reverse("reporting:indicators" if may_read else "distribution:orders")
    perimeter = passes_by_month.perimeter_of(str(spending.programme))
    scope = f"{perimeter}, au {day(spending.until)}"
    shown = [(number(getattr(reached, name)), noun) for name, noun in VOLUMES.items()]
    return [Figure(value, noun, scope, url) for value, noun in shown]


def _counter_figures(
    user: User, programme: Programme, today: dt.date, organisation: Organisation
) -> list[Figure]:
    own = Depot.objects.visible_to(user).filter(programme=programme)
    stock = Carnet.objects.filter(depot__in=own, state=CarnetState.IN_STOCK).count()
    month = HandOut.objects.visible_to(user).filter(
        programme=programme, handed_on__range=(today.replace(day=1), today)
    )
    handed_out = month.aggregate(passes=Sum("passes", default=0))["passes"]
    people = programme.people.filter(registered_by=organisation).count()
    scope = f"{organisation}, au {day(today)}"
    since = f"{organisation}, du {day(today.replace(day=1))} au {day(today)}"
    return [
        Figure(number(stock), "Carnets en stock", scope, reverse("distribution:stock")),
        Figure(number(handed_out), "Pass remis ce mois", since, reverse("distribution:counter")),
        Figure(number(people), "Personnes suivies", scope, reverse("beneficiaries:index")),
    ]


def _place_figures(programme: Programme, today: dt.date) -> list[Figure]:
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


def next_occurrences(user: User, programme: Programme, today: dt.date) -> list[Todo]:
    """The next occurrence of each obligation, late ones first.

    Whoever follows the obligations already has those due within a week among their `todos`.
    """
    pending = _pending(programme)
    if user.can(Permission.OBLIGATION_FOLLOW):
        pending = pending.filter(due_on__gt=today + PRESSING)
    by_obligation: dict[int, Occurrence] = {}
    for occurrence in pending[:MOST_READ]:
        by_obligation.setdefault(occurrence.obligation_id, occurrence)
    return [_to_meet(one, today) for one in list(by_obligation.values())[:MOST_SHOWN]]


def _pressing_occurrences(programme: Programme, today: dt.date) -> Iterator[Todo]:
    """Those late or due within a week."""
    pressing = _pending(programme).filter(due_on__lte=today + PRESSING)
    shown = list(pressing[:MOST_SHOWN])
    for occurrence in shown:
        yield _to_meet(occurrence, today, f" {_responsible(occurrence)}")
    if len(shown) == MOST_SHOWN and (more := pressing.count() - len(shown)):
        yield Todo(
            f"Voir {more}\u00a0{'autre échéance' if more == 1 else 'autres échéances'} à faire",
            f"{reverse('deadlines:occurrences')}?etat=a-faire",
            f"En retard, ou dues d’ici le {day(today + PRESSING)}.",
        )


def _to_meet(occurrence: Occurrence, today: dt.date, responsible: str = "") -> Todo:
    """An occurrence: when it is due, and which text asks it."""
    url = reverse("deadlines:occurrence", args=[occurrence.public_id])
    why = f"{_when(occurrence, today)}. {text_and_article(occurrence)}.{responsible}"
    return Todo(occurrence.obligation.title, url, why)


def _pending(programme: Programme) -> OccurrenceQuerySet:
    pending = Occurrence.objects.of_programme(programme).pending().with_obligation()
    return pending.order_by("due_on", "pk")


def _when(occurrence: Occurrence, today: dt.date) -> str:
    due_on = occurrence.due_on
    if occurrence.is_late_on(today):
        return f"En retard depuis {count((today - due_on).days, 'jour')} ({day(due_on)})"
    written = delay(due_on, today)
    return f"{written[:1].upper()}{written[1:]}"


def _responsible(occurrence: Occurrence) -> str:
    who = occurrence.current_responsible
    return f"{who} s’en charge." if who else "Sans responsable."
