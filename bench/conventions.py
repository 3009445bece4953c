"""Pages of conventions and of occurrences, with 10, 1,000 and 10,000 conventions: queries and time.

Each size has a programme of its own; each convention has ten values, an avenant signed later that
moves one, a monthly and a quarterly obligation with their occurrences of a year; the first one has
a plan, a payment and an accepted finding too.
"""

import datetime as dt
import os
import statistics
import time
from typing import Any

import django

RUNS = 7
SIZES = (10, 1_000, 10_000)
MOST_QUERIES = 12
SIGNED_ON, MOVED_ON = dt.date(2021, 3, 11), dt.date(2022, 6, 1)
KNOWN_AT = dt.datetime(2022, 9, 1, tzinfo=dt.UTC)
MONTHS = [dt.date(2023, month, 28) for month in range(1, 13)]


def programme_of(size: int) -> Any:
    from tests.factories.programmes import ProgrammeFactory  # noqa: PLC0415

    programme = ProgrammeFactory(code=f"taille-{size}")
    conventions = _conventions(programme, size)
    avenants = _avenants(conventions)
    _clauses(conventions, avenants)
    _obligations(conventions)
    _plan_payment_and_acceptance(programme, conventions[0])
    return programme


def _plan_payment_and_acceptance(programme: Any, convention: Any) -> None:
    from finance.models import Payment  # noqa: PLC0415
    from findings.models import Acceptance  # noqa: PLC0415
    from tests.factories.financing import PlanFactory  # noqa: PLC0415

    PlanFactory(programme=programme, convention=convention)
    late = dt.date(2024, 1, 1)
    Payment.objects.create(convention=convention, reference="F-1", paid_on=late, amount=100)
    Acceptance.objects.create(
        programme=programme,
        convention=convention,
        finding="duration",
        fingerprint="0" * 64,
        sentence="Un écart.",
        reason="Connu.",
        accepted_by="banc",
        accepted_at=KNOWN_AT,
    )


def _conventions(programme: Any, size: int) -> list[Any]:
    from conventions.enums import ConventionState  # noqa: PLC0415
    from conventions.models import Convention  # noqa: PLC0415
    from tests.factories.accounts import OrganisationFactory  # noqa: PLC0415
    from tests.factories.deliberations import DeliberationFactory  # noqa: PLC0415

    vote = DeliberationFactory(programme=programme)
    funders = [OrganisationFactory(name=f"Financeur {rank}") for rank in range(5)]
    return Convention.objects.bulk_create(
        Convention(
            programme=programme,
            code=f"c{rank}",
            title=f"Convention n° {rank}",
            funder=funders[rank % 5],
            state=ConventionState.SIGNED,
            voted_on=vote.session_on,
            deliberation=vote,
            signed_on=SIGNED_ON,
            signed_at=KNOWN_AT,
        )
        for rank in range(size)
    )


def _avenants(conventions: list[Any]) -> list[Any]:
    from conventions.enums import AvenantState, Block  # noqa: PLC0415
    from conventions.models import Avenant  # noqa: PLC0415

    return Avenant.objects.bulk_create(
        Avenant(
            convention=convention,
            number=1,
            subject="Prolongation",
            blocks=[Block.DURATION],
            state=AvenantState.SIGNED,
            voted_on=convention.voted_on,
            deliberation=convention.deliberation,
            signed_on=MOVED_ON,
            signed_at=KNOWN_AT,
        )
        for convention in conventions
    )


def _clauses(conventions: list[Any], avenants: list[Any]) -> None:
    from conventions.enums import Basis, ClauseKind  # noqa: PLC0415
    from conventions.models import Clause  # noqa: PLC0415

    values: dict[ClauseKind, dict[str, Any]] = {
        ClauseKind.ACTION_START: {"day": dt.date(2021, 1, 1)},
        ClauseKind.ACTION_END: {"day": dt.date(2023, 7, 30)},
        ClauseKind.DURATION_MONTHS: {"number": 31},
        ClauseKind.PASSES_TARGET: {"number": 50_000},
        ClauseKind.BUDGET: {"amount": 550_000},
        ClauseKind.GRANT_MAX: {"amount": 275_000},
        ClauseKind.AID_RATE: {"rate": 50},
        ClauseKind.BASIS: {"text": Basis.PURCHASED},
        ClauseKind.WINDOW_START: {"day": dt.date(2020, 3, 1)},
        ClauseKind.WINDOW_END: {"day": dt.date(2023, 12, 31)},
    }
    first = [
        Clause(
            convention=convention, kind=kind, effective_on=SIGNED_ON, recorded_at=KNOWN_AT, **value
        )
        for convention in conventions
        for kind, value in values.items()
    ]
    moved = [
        Clause(
            convention=avenant.convention,
            avenant=avenant,
            kind=ClauseKind.ACTION_END,
            day=dt.date(2023, 12, 31),
            effective_on=MOVED_ON,
            recorded_at=KNOWN_AT + dt.timedelta(days=1),
        )
        for avenant in avenants
    ]
    Clause.objects.bulk_create([*first, *moved], batch_size=5_000)


def _obligations(conventions: list[Any]) -> None:
    from conventions.enums import Cadence  # noqa: PLC0415
    from conventions.models import Obligation  # noqa: PLC0415
    from deadlines.models import Occurrence  # noqa: PLC0415

    obligations = Obligation.objects.bulk_create(
        Obligation(
            convention=convention,
            title=f"Obligation {cadence.label.lower()}",
            cadence=cadence,
            effective_on=SIGNED_ON,
            recorded_at=KNOWN_AT,
        )
        for convention in conventions
        for cadence in (Cadence.MONTHLY, Cadence.QUARTERLY)
    )
    occurrences = [
        Occurrence(obligation=obligation, due_on=day)
        for obligation in obligations
        for day in MONTHS[:: 1 if obligation.cadence == Cadence.MONTHLY else 3]
    ]
    Occurrence.objects.bulk_create(occurrences, batch_size=5_000)


def pages_of(programme: Any) -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415

    first = programme.conventions.order_by("pk").first()
    moment = "jour=2022-12-31&connu=2023-05-15"
    return {
        "list, as of": f"{reverse('dossiers:conventions')}?{moment}",
        "convention, as of": f"{reverse('dossiers:convention', args=[first.public_id])}?{moment}",
        "occurrences, list": reverse("deadlines:occurrences"),
        "occurrences, month": reverse("deadlines:month", args=[2023, 5]),
    }


def measure(client: Any, url: str) -> tuple[int, float]:
    """Queries of one answer, and the middle of the times of several, in ms."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url  # noqa: S101
    asked = len(queries)  # the next request forgets them
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - start)
    return asked, statistics.median(times) * 1000


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "passnum.settings"
    from django.conf import settings  # noqa: PLC0415

    # Pages are made here without their collected files.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts.enums import Role  # noqa: PLC0415
    from tests.factories.accounts import UserFactory, sign_in  # noqa: PLC0415

    found: dict[int, dict[str, tuple[int, float]]] = {}
    for size in SIZES:
        programme = programme_of(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
        client = sign_in(Client(HTTP_HOST="127.0.0.1"), user)
        found[size] = {name: measure(client, url) for name, url in pages_of(programme).items()}
    print(f"{'page':20}" + "".join(f"{size:>10} conventions" for size in SIZES))
    faults = []
    for name, (_, alone) in found[SIZES[0]].items():
        cells = [found[size][name] for size in SIZES]
        shown = (f"{queries:3d} q {ms:6.0f} ms x{ms / alone:4.1f}" for queries, ms in cells)
        print(f"{name:20}" + "".join(shown))
        counts = sorted({queries for queries, _ in cells})
        if len(counts) > 1 or counts[-1] > MOST_QUERIES:
            faults.append(f"{name}: {counts} queries; {MOST_QUERIES} at most, at every size")
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
