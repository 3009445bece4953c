"""A programme that reports to the State, passes spent in it, and its reports."""

import datetime as dt
import uuid
from decimal import Decimal
from hashlib import sha256

import factory

from conventions.enums import Basis, ClauseKind
from conventions.models import Convention
from distribution.enums import PassState
from distribution.models import Carnet, Pass
from mediation.enums import Mode
from mediation.models import RedeemedPass, Redemption
from places.enums import Service
from reporting.enums import AlertKind, ReportKind, ReportState
from reporting.models import Alert, Report
from tests.factories.accounts import NOON
from tests.factories.conventions import ClauseFactory, ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ProgrammeFactory

DOCUMENT = b"%PDF-1.7"
SIGNED = dt.date(2021, 3, 11)
TERMS = {
    ClauseKind.BASIS: {"text": Basis.CONSUMED},
    ClauseKind.ACTION_START: {"day": dt.date(2021, 1, 1)},
    ClauseKind.ACTION_END: {"day": dt.date(2023, 7, 30)},
    ClauseKind.PASSES_TARGET: {"number": 50_000},
    ClauseKind.BUDGET: {"amount": Decimal(550_000)},
    ClauseKind.AID_RATE: {"rate": Decimal(50)},
    ClauseKind.ENGINEERING_CAP: {"rate": Decimal(10)},
}
FEDER = {
    ClauseKind.BASIS: {"text": Basis.PURCHASED},
    ClauseKind.GRANT_MAX: {"amount": Decimal("2101975.00")},
    ClauseKind.ELIGIBLE_BASE: {"amount": Decimal("2971219.36")},
    ClauseKind.AID_RATE: {"rate": Decimal("70.74")},
    ClauseKind.WINDOW_START: {"day": dt.date(2020, 3, 1)},
    ClauseKind.WINDOW_END: {"day": dt.date(2023, 12, 31)},
}


def state_convention(programme=None, **changed) -> Convention:
    """A signed convention that counts passes consumed; `changed` replaces values, None drops."""
    programme = programme or ProgrammeFactory(with_calendar=True)
    convention = ConventionFactory(
        programme=programme,
        signed=True,
        deliberation=DeliberationFactory(programme=programme),
    )
    terms = TERMS | {ClauseKind(kind): value for kind, value in changed.items()}
    _clauses(convention, {k: v for k, v in terms.items() if v is not None}, in_force=True)
    return convention


def feder_convention(programme, **changed: dict | None) -> Convention:
    """A convention voted, its signature unknown, that counts purchases paid."""
    convention = ConventionFactory(programme=programme, voted=True)
    _clauses(convention, FEDER | changed)
    return convention


def _clauses(convention, terms, **traits) -> None:
    for kind, value in terms.items():
        ClauseFactory(convention=convention, kind=kind, **{"day": None, **value}, **traits)


def spend(
    carnet: Carnet, passes: int = 1, *, on: dt.date, place=None, service=Service.PROCEDURES
) -> Redemption:
    """The next passes of a carnet are spent in one session, at noon of a day.

    A session of an even number of passes does not say its carnet, as one of several carnets.
    """
    programme = carnet.lot.programme
    place = place or PlaceFactory(programme=programme)
    value = programme.face_value
    fresh = Pass.objects.filter(carnet=carnet, state=PassState.AS_CARNET).order_by("serial")[
        :passes
    ]
    instant = NOON.replace(year=on.year, month=on.month, day=on.day)
    redemption = Redemption.objects.create(
        programme=programme,
        place=place,
        receipt=uuid.uuid4().hex[:20],
        held_at=instant,
        held_on=on,
        service=service,
        mode=Mode.INDIVIDUAL,
        minutes=60,
        received_at=instant,
        received_on=on,
        received_by="Tablette",
        carnet=carnet if passes % 2 else None,
        passes_count=passes,
        amount=value * passes,
    )
    for one in fresh:
        RedeemedPass.objects.create(redemption=redemption, redeemed_pass=one, value=value)
        Pass.objects.filter(pk=one.pk).update(state=PassState.SPENT)
    return redemption


class ReportFactory(factory.django.DjangoModelFactory):
    """The first quarter of 2023, to produce. `ready` is frozen, `failed` gave up."""

    class Meta:
        model = Report

    class Params:
        ready = factory.Trait(
            state=ReportState.READY,
            produced_at=NOON,
            data={"facts": {}, "made": {}},
            document=DOCUMENT,
            document_hash=sha256(DOCUMENT).hexdigest(),
        )
        failed = factory.Trait(
            state=ReportState.FAILED, attempts=5, failure="5 essais sans résultat."
        )

    convention = factory.LazyFunction(state_convention)
    kind = ReportKind.ANCT_QUARTERLY
    starts_on = dt.date(2023, 1, 1)
    ends_on = dt.date(2023, 3, 31)
    due_on = dt.date(2023, 4, 30)
    requested_at = NOON
    requested_by = "Production automatique"


class AlertFactory(factory.django.DjangoModelFactory):
    """Ten wrong codes of a device, on the day of the tests."""

    class Meta:
        model = Alert

    programme = factory.SubFactory(ProgrammeFactory)
    kind = AlertKind.WRONG_CODES
    on = NOON.date()
    key = factory.Sequence(lambda n: f"device {n}")
    about = "Téléphone de l’accueil, Centre social"
    figure = 10
    raised_at = NOON
