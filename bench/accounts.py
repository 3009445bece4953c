"""Finances and a quarterly report with a million passes consumed: time, alone then with keys."""

import datetime as dt
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django
import psycopg
from django.db import connection

CARNETS, SIZE, SESSION, RUNS = 100_000, 10, 5, 3
SESSIONS = CARNETS * SIZE // SESSION
DAYS = 480  # from 1 January 2022
END = dt.date(2023, 6, 30)
REDEMPTIONS = """
INSERT INTO mediation_redemption ({columns})
SELECT {values} FROM mediation_redemption r, generate_series(1, %s) n WHERE r.id = %s
"""
# What differs from the first session, the model of all.
OWN = {
    "public_id": "gen_random_uuid()",
    "receipt": "left(md5(n::text), 20)",
    "held_on": f"date '2022-01-01' + n %% {DAYS}",
    "held_at": f"timestamptz '2022-01-01 12:00+00' + n %% {DAYS} * interval '1 day'",
    "passes_count": str(SESSION),
    "amount": str(SESSION * 10),
}
PASSES = """
INSERT INTO mediation_redeemedpass (redemption_id, pass_id, value)
SELECT r.id, p.id, 10
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM distribution_pass) p
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM mediation_redemption) r
  ON r.rank = p.rank / %s
WHERE NOT EXISTS (SELECT FROM mediation_redeemedpass s WHERE s.pass_id = p.id)
"""
CARNET_OF_SESSION = """
UPDATE mediation_redemption r SET carnet_id = p.carnet_id
FROM mediation_redeemedpass s JOIN distribution_pass p ON p.id = s.pass_id
WHERE s.redemption_id = r.id
"""


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "passnum.settings", "ALLOWED_HOSTS": "127.0.0.1"}
    django.setup()
    without_triggers()
    convention, lot = fill()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")  # else the first reading pays for what was just written
    report("one convention, no key", convention)
    share(convention, lot)
    report("two conventions, 20 keys", convention)


def without_triggers() -> None:
    """Let sessions be written whole: nobody was handed these passes."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("ALTER TABLE mediation_redemption DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE mediation_redeemedpass DISABLE TRIGGER USER")


def fill() -> tuple[Any, Any]:
    """A programme whose passes are all consumed."""
    from mediation.models import Redemption  # noqa: PLC0415
    from tests.factories.distribution import DepotFactory, LotFactory  # noqa: PLC0415
    from tests.factories.reporting import spend, state_convention  # noqa: PLC0415

    convention = state_convention()
    depot = DepotFactory(programme=convention.programme)
    lot = LotFactory(depot=depot, carnets=CARNETS, size=SIZE)
    carnet = lot.carnets.select_related("lot__programme").order_by("number").first()
    model = spend(carnet, SESSION, on=dt.date(2023, 3, 1))
    columns = [
        str(one.column)
        for one in Redemption._meta.concrete_fields  # noqa: SLF001 - the documented meta API
        if not one.primary_key
    ]
    values = [OWN.get(name, f"r.{name}") for name in columns]
    sql = REDEMPTIONS.format(columns=", ".join(columns), values=", ".join(values))
    with connection.cursor() as cursor:
        cursor.execute(sql, [SESSIONS - 1, model.pk])
        cursor.execute(PASSES, [SESSION])
        spent = cursor.rowcount + SESSION
        cursor.execute(CARNET_OF_SESSION)
        print(f"{spent:,} passes consumed in {SESSIONS:,} sessions")
    return convention, lot


def share(convention: Any, lot: Any) -> None:
    """Let a second convention pay every other part of the lot."""
    from audit.actors import SYSTEM  # noqa: PLC0415
    from finance.actions import funding_keys  # noqa: PLC0415
    from tests.factories.accounts import NOON  # noqa: PLC0415
    from tests.factories.reporting import state_convention  # noqa: PLC0415

    payers, part = (convention, state_convention(convention.programme)), CARNETS // 20
    for rank in range(20):
        first = lot.first_carnet + rank * part
        bounds = {"first_carnet": first, "last_carnet": first + part - 1}
        funding_keys.assign(lot, payers[rank % 2], **bounds, by=SYSTEM.at(NOON))


def report(label: str, convention: Any) -> None:
    from finance.readings.paid_rows import PaidRows  # noqa: PLC0415
    from finance.readings.spending import Spending  # noqa: PLC0415
    from finance.readings.statements import statements_of  # noqa: PLC0415
    from reporting.readings.passes_by_month import spent_by_month  # noqa: PLC0415
    from reporting.readings.reports import content_of  # noqa: PLC0415
    from reporting.rules import Quarter  # noqa: PLC0415

    quarter, programme = Quarter(dt.date(2023, 4, 1)), convention.programme
    print(label)
    conventions = list(programme.conventions.select_related("programme", "funder"))
    show("Finances, the accounts", lambda: statements_of(conventions, END))
    show("home, the pace", lambda: spent_by_month(PaidRows(convention, Spending(programme, END))))
    show("quarterly report, its data", lambda: content_of(convention, quarter))


def show(label: str, act: Callable[[], object]) -> None:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    print(f"  {label:28} {statistics.median(times):6.2f} s")


if __name__ == "__main__":
    main()
