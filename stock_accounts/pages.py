"""What the pages of the accounts of valeurs inactives show."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min

from accounts.models import User
from distribution.models import Depot, StockLine
from distribution.querysets import DepotQuerySet
from distribution.readings.depots import DAY
from programmes.models import Programme
from stock_accounts import readings
from stock_accounts.documents import Statement
from stock_accounts.forms import AccountForm
from stock_accounts.readings import Scope, scope_of
from stock_accounts.rules import code_of


def stores_of(user: User, programme: Programme) -> DepotQuerySet:
    return Depot.objects.visible_to(user).stores().filter(programme=programme)


def form_of(user: User, programme: Programme, asked: Any, *, on: dt.date) -> AccountForm:
    """The depot and the period that the address asks for."""
    lines = StockLine.objects.visible_to(user).filter(programme=programme)
    first = lines.aggregate(first=Min("moved_on"))["first"] or on
    return AccountForm(asked, seen=stores_of(user, programme), first_year=first.year, on=on)


def scope_asked(user: User, programme: Programme, form: AccountForm) -> Scope:
    """What a valid form asks for."""
    seen = Depot.objects.visible_to(user)
    return scope_of(seen, programme, form.cleaned_data["depot"], form.days)


def statement_of(scope: Scope, *, with_rows: bool) -> Statement:
    """The account; with its rows, those of the bordereau."""
    flows = readings.flows_of(scope)
    account = readings.account_of(scope, flows)
    if scope.depot is None:
        return Statement(scope, account, depots=readings.depot_rows(scope, flows))
    return Statement(
        scope,
        account,
        movements=readings.movement_rows(scope, account) if with_rows else (),
        before=readings.holdings(scope, scope.start - DAY) if with_rows else (),
        after=readings.holdings(scope, scope.end),
    )


def page(said: Statement, form: AccountForm, *, on: dt.date) -> dict[str, Any]:
    """A statement, its form, and the addresses of its files and of the other one."""
    scope = said.scope
    code = code_of(scope.start, scope.end)
    days = {"du": f"{scope.start:%d/%m/%Y}", "au": f"{scope.end:%d/%m/%Y}"}
    asked = days if "_" in code else {"periode": code}
    if scope.depot:
        asked["depot"] = str(scope.depot.public_id)
    return {"said": said, "form": form, "query": urlencode(asked), "is_over": scope.end < on}
