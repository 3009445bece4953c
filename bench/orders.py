"""An order of 50,000 passes in carnets of 10, beside a plain COPY of as many rows; its print file.

The COPY fills tables of the same columns, checks and indexes, without foreign keys nor triggers,
from rows already written out as text.
"""

import io
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django
import psycopg

PASSES, SIZE, RUNS = 50_000, 10, 5
TWINS = {"distribution_carnet": "bench_carnet", "distribution_pass": "bench_pass"}


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "passnum.settings", "ALLOWED_HOSTS": "127.0.0.1"}
    django.setup()
    order(RUNS)()  # the rows to copy; also warms up
    ordered, copied = [], []
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        lines = written_out(connection)
        for run in range(RUNS):  # one after the other, so that both see the same machine
            ordered.append(measured(order(run)))
            copied.append(measured(copy(connection, lines)))
    report("order of 50,000 passes in 5,000 carnets", ordered)
    report("plain COPY of 55,000 rows", copied)
    ratio = statistics.median(ordered) / statistics.median(copied)
    print(f"ratio {ratio:.2f} (aim: 3 at most)")
    report("print file of 50,000 passes", [measured(print_file)])


def measured(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def report(what: str, seconds: list[float]) -> None:
    shown = " ".join(f"{one:.2f}" for one in seconds)
    print(f"{what}: median {statistics.median(seconds):.2f} s ({shown})", flush=True)


def order(run: int) -> Callable[[], object]:
    """One order of a fresh number in one programme, ready to be made."""
    from distribution.actions import orders  # noqa: PLC0415
    from tests.factories.distribution import JOURNAL, ORDERED, VALID  # noqa: PLC0415

    programme = the_programme()
    lots = [orders.LotSpec("lot", PASSES // SIZE, SIZE)]
    return lambda: orders.create(
        programme,
        number=f"bench-{run}",
        supplier=programme.authority,
        ordered_on=ORDERED,
        lots=lots,
        **VALID,
        **JOURNAL,
    )


def the_programme() -> Any:
    from programmes.models import Programme  # noqa: PLC0415
    from tests.factories.programmes import ProgrammeFactory  # noqa: PLC0415

    return Programme.objects.select_related("authority").first() or ProgrammeFactory()


def written_out(connection: psycopg.Connection) -> dict[str, bytes]:
    """The rows of the first order as COPY writes them, and an empty twin of each table."""
    first = "(SELECT * FROM {} WHERE {} <= {}) TO STDOUT"
    ends = {
        "distribution_carnet": ("number", PASSES // SIZE),
        "distribution_pass": ("serial", PASSES),
    }
    found = {}
    for table, twin in TWINS.items():
        connection.execute(f"CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)")
        out = io.BytesIO()
        with connection.cursor().copy(f"COPY {first.format(table, *ends[table])}") as rows:
            for block in rows:
                out.write(block)
        found[twin] = out.getvalue()
    connection.commit()
    return found


def copy(connection: psycopg.Connection, lines: dict[str, bytes]) -> Callable[[], object]:
    """The same rows in the emptied twins, in one transaction."""
    for twin in lines:
        connection.execute(f"TRUNCATE {twin}")
    connection.commit()

    def act() -> None:
        for twin, text in lines.items():
            with connection.cursor().copy(f"COPY {twin} FROM STDIN") as rows:
                rows.write(text)
        connection.commit()

    return act


def print_file() -> None:
    import pyrage  # noqa: PLC0415

    from distribution.models import Lot  # noqa: PLC0415
    from printing.documents import archive_of  # noqa: PLC0415
    from printing.models import PrintFile  # noqa: PLC0415

    lot = Lot.objects.select_related("order", "programme").order_by("pk")[0]
    printer = pyrage.x25519.Identity.generate().to_public()
    archive_of(PrintFile(lot=lot, recipient=str(printer)))


if __name__ == "__main__":
    main()
