"""What the home page shows to each role: what to do, where the passes and the money are."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.enums import Permission, Role
from accounts.models import Organisation, User
from common.formats import count, day, day_and_month, legal_day, moment, number
from common.periods import WEEK
from distribution.enums import CarnetState
from distribution.models import Carnet, Depot, HandOut
from expiry.querysets import waiting_of_lots
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from places.models import Place
from programmes.models import Programme
from programmes.querysets import KIND_OF_ROLE
from reporting.pages.changes import changes_since
from reporting.pages.funders import funder_lines
from reporting.pages.occurrences import HomeOccurrences
from reporting.pages.pace import pace_views
from reporting.pages.stages import stages_on
from reporting.pages.todos import Todo, coming_occurrences, read_beside, to_agree, todos
from reporting.readings.passes_by_month import paces_on
from reporting.tables import FunderTable, StageTable

Fact = dict[str, str]


def home_context(user: User, programme: Programme, now: dt.datetime) -> dict[str, Any]:
    """All that the page shows to a user, each part to those who may read what it is made of."""
    today = legal_day(now)
    texts = Texts(programme, **read_beside(user, today))
    beside = waiting_of_lots(user) if user.can(Permission.STOCK_READ) else {}
    spending = Spending(programme, today, texts, today - WEEK, beside)
    occurrences = HomeOccurrences(programme, today)
    waiting, facts = todos(user, spending, occurrences), _facts(user, programme, today)
    reads = user.can(Permission.CONVENTION_READ)
    paces = paces_on(spending) if reads or not facts else []
    stages = None if facts else stages_on(spending, paces)
    return {
        "todos": waiting,
        "waiting": _waiting_in_words(waiting),
        "now": moment(now),
        "since": day(today - WEEK),
        "facts": facts,
        "counter_url": _url_for(user, Permission.HAND_OUT, "distribution:counter"),
        "stages": stages,
        "stage_table": StageTable(stages.rows, stages.perimeter, stages.since) if stages else None,
        "figures_url": _url_for(user, Permission.REPORT_READ, "reporting:indicators"),
        "funders": _funders(user, spending),
        "money_first": not user.can(Permission.CONVENTION_SIGN),
        "changes": None if facts else changes_since(user, spending, occurrences),
        "journal_url": _url_for(user, Permission.JOURNAL_READ, "events:journal"),
        "reads_conventions": reads,
        "coming": coming_occurrences(user, occurrences) if reads else [],
        "occurrences": _pending(occurrences) if reads else "",
        "paces": pace_views(spending, paces) if reads else [],
    }


def without_programme(user: User) -> dict[str, Any]:
    """What the page shows while there is no programme: who opens it, and what waits for that."""
    assert user.acting is not None  # noqa: S101 who has a permission acts
    administers = user.can(Permission.ACCOUNT_ADMINISTER)
    return {
        "administers": administers,
        "is_of_field": user.acting.role in KIND_OF_ROLE,
        "todos": to_agree(user, user.acting.organisation) if administers else [],
    }


def _url_for(user: User, permission: Permission, name: str) -> str:
    """The address of a page, none for those who may not open it."""
    return reverse(name) if user.can(permission) else ""


def _pending(occurrences: HomeOccurrences) -> str:
    return count(occurrences.pending_count, "échéance à faire")


def _funders(user: User, spending: Spending) -> FunderTable | None:
    if not user.can(Permission.FINANCE_READ):
        return None
    lines = funder_lines(spending.texts.standing, spending)
    return FunderTable(lines, day_and_month(spending.until - WEEK)) if lines else None


def _waiting_in_words(waiting: list[Todo]) -> str:
    """`3 actes à faire, dont 1 en retard.`"""
    own = [one for one in waiting if one.is_own]
    if not own:
        return "Rien à faire aujourd’hui."
    late = sum(one.family == "watch" for one in own)
    said = count(len(own), "acte|actes")
    return f"{said} à faire, dont {number(late)} en retard." if late else f"{said} à faire."


def _facts(user: User, programme: Programme, today: dt.date) -> list[Fact]:
    """The figures of those who see neither the passes of the programme nor its money."""
    if user.acting is not None and user.acting.role == Role.DISTRIBUTOR:
        return _counter_facts(user, programme, today, user.acting.organisation)
    return [] if user.can(Permission.STOCK_READ) else _place_facts(programme, today)


def _counter_facts(
    user: User, programme: Programme, today: dt.date, organisation: Organisation
) -> list[Fact]:
    own = Depot.objects.visible_to(user).filter(programme=programme)
    stock = Carnet.objects.filter(depot__in=own, state=CarnetState.IN_STOCK).count()
    month = HandOut.objects.visible_to(user).filter(
        programme=programme, handed_on__range=(today.replace(day=1), today)
    )
    people = programme.people.known().filter(registered_by=organisation).count()
    since = f"Pass remis depuis le {day_and_month(today.replace(day=1))}"
    return [
        _fact("Carnets en stock", stock, "distribution:stock"),
        _fact(since, month.net()["passes"], "distribution:counter"),
        _fact("Personnes suivies", people, "beneficiaries:index"),
    ]


def _place_facts(programme: Programme, today: dt.date) -> list[Fact]:
    qualified = Place.objects.qualified_on(today, programme)
    counts = {"Lieux qualifiés": "pk", "Structures": "structure", "Communes": "commune"}
    told = qualified.aggregate(**{of: Count(of, distinct=True) for of in counts.values()})
    return [_fact(name, told[of], "places:index") for name, of in counts.items()]


def _fact(name: str, value: int, page: str) -> Fact:
    return {"key": name, "value": number(value), "url": reverse(page)}
