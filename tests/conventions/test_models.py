"""What the database itself refuses."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from conventions.enums import CODES, Cadence, ClauseKind
from conventions.models.conventions import ENDED_STATES
from tests.factories.accounts import NOON
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 3, 11)


def refused(make, **wrong):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**wrong)
    return str(error.value)


NO_VOTE = {"voted_on": None, "deliberation": None}
ENDED = {"signed": True, **NO_VOTE, "ended_on": DAY, "ended_at": NOON, "end_reason": "Abandon"}
RATE = {"kind": ClauseKind.AID_RATE, "day": None}


@pytest.mark.parametrize(
    ("make", "wrong", "constraint"),
    [
        (
            ConventionFactory,
            {"signed": True, "signed_at": None},
            "convention_signed_has_instant",
        ),
        (ConventionFactory, {"signed_at": NOON}, "convention_signed_has_instant"),
        (
            ConventionFactory,
            {"signed": True, "signed_on": None},
            "convention_signed_has_day_or_source",
        ),
        (
            ConventionFactory,
            {"signed_on": DAY},
            "convention_day_of_signature_only_once_signed",
        ),
        (
            AvenantFactory,
            {"signed": True, "signed_at": None},
            "avenant_signed_has_instant",
        ),
        (
            AvenantFactory,
            {"abandoned": True, "abandoned_at": None},
            "avenant_abandoned_has_instant",
        ),
        (AvenantFactory, {"voted": True, "abandoned_at": NOON}, "avenant_abandoned_has_instant"),
        (
            AvenantFactory,
            {"signed": True, "signed_on": None, "stated_effective_on": DAY},
            "avenant_signed_has_day_or_source",
        ),
        (
            AvenantFactory,
            {"signed": True, "signed_on": None, "signed_source": "une lettre"},
            "avenant_signed_has_effect",
        ),
        (AvenantFactory, {"signed_on": DAY}, "avenant_day_of_signature_only_once_signed"),
        *[
            (make, wrong, f"{noun}_vote_{rule}")
            for noun, make in (("convention", ConventionFactory), ("avenant", AvenantFactory))
            for wrong, rule in (
                ({"voted": True, "deliberation": None}, "has_day_and_deliberation"),
                ({"signed": True, "deliberation": None}, "has_day_and_deliberation"),
                ({"voted": True, "state": "draft"}, "in_its_state"),
                ({"voted": True, **NO_VOTE}, "in_its_state"),
            )
        ],
        (AvenantFactory, {"signed": True, **NO_VOTE}, "avenant_vote_in_its_state"),
        (ConventionFactory, {"signed": True, **NO_VOTE}, "convention_signed_is_voted_or_cited"),
        *[
            (ConventionFactory, ENDED | {"state": state}, "convention_signed_is_voted_or_cited")
            for state in ENDED_STATES
        ],
        (ClauseFactory, {"effective_on": DAY}, "clause_effect_known_since"),
        (ClauseFactory, {"amount": Decimal(1)}, "clause_has_the_value_of_its_kind"),
        (ClauseFactory, {"day": None}, "clause_has_the_value_of_its_kind"),
        *[
            (ClauseFactory, {"kind": kind}, "clause_has_the_value_of_its_kind")
            for kind in ClauseKind
            if kind.carries != "day" and kind not in {*CODES, ClauseKind.TERRITORY}
        ],
        *[
            (ClauseFactory, {"kind": kind, "day": None, "text": "x"}, "clause_has_a_code")
            for kind in [*CODES, ClauseKind.TERRITORY]
        ],
        (ClauseFactory, RATE | {"rate": Decimal("100.00001")}, "clause_rate_is_a_percentage"),
        (ClauseFactory, RATE | {"rate": Decimal("-0.00001")}, "clause_rate_is_a_percentage"),
        (ObligationFactory, {"effective_on": DAY}, "obligation_effect_known_since"),
        (ObligationFactory, {"due_on": None}, "obligation_once_has_its_day"),
        (ObligationFactory, {"offset_days": 15}, "obligation_offset_follows_a_period"),
        (ObligationFactory, {"met_by": "quarterly_report"}, "obligation_met_by_its_rhythm"),
        (ObligationFactory, {"member": "Mme Duhem"}, "obligation_member_where_asked"),
    ],
)
def test_a_constraint_refuses(make, wrong, constraint):
    assert constraint in refused(make, **wrong)


def test_only_one_avenant_of_a_convention_is_open():
    first = AvenantFactory(voted=True)

    found = refused(AvenantFactory, convention=first.convention)

    assert "avenant_one_open" in found
    AvenantFactory(convention=first.convention, signed=True)


@pytest.mark.parametrize(
    ("make", "same", "constraint"),
    [
        (ConventionFactory, ["programme", "code"], "convention_code_unique"),
        (ClauseFactory, ["convention"], "clause_once_per_text"),
        (ObligationFactory, ["convention", "article", "title"], "obligation_unique"),
    ],
)
def test_twice_the_same_is_refused(make, same, constraint):
    row = make()

    found = refused(make, **{name: getattr(row, name) for name in same})

    assert constraint in found


def test_a_number_of_avenant_comes_once():
    first = AvenantFactory(signed=True)

    found = refused(AvenantFactory, convention=first.convention, number=first.number)

    assert "avenant_number_unique" in found


def test_a_number_of_avenant_is_kept():
    avenant = AvenantFactory()

    with pytest.raises(IntegrityError, match="its number and convention are kept"):
        avenant.convention.avenants.update(number=2)


@pytest.mark.parametrize("make", [ClauseFactory, ObligationFactory])
def test_what_is_in_force_is_never_changed_nor_deleted(make):
    row = make(in_force=True)

    for change in (lambda: type(row).objects.update(article="3"), row.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize("make", [ClauseFactory, ObligationFactory])
def test_what_is_not_in_force_may_be_corrected(make):
    row = make()

    type(row).objects.update(article="3")

    row.refresh_from_db()
    assert row.article == "3"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ClauseKind.ACTION_END, dt.date(2023, 7, 30)),
        (ClauseKind.BUDGET, Decimal("550000.00")),
        (ClauseKind.PASSES_TARGET, 50_000),
        (ClauseKind.AID_RATE, Decimal("50.00000")),
        (ClauseKind.BASIS, "consumed"),
    ],
)
def test_a_clause_gives_back_the_value_of_its_kind(kind, value):
    clause = ClauseFactory(kind=kind, **{"day": None, kind.carries: value})
    clause.refresh_from_db()

    assert clause.value == value


def test_rows_name_themselves():
    assert "Fin de l’action" in str(ClauseFactory())
    assert str(ObligationFactory(cadence=Cadence.ONCE)).startswith("Obligation")


def put_in_force(row):
    type(row).objects.filter(pk=row.pk).update(effective_on=DAY, recorded_at=NOON)
    connection.check_constraints()


@pytest.mark.parametrize("make", [ClauseFactory, ObligationFactory])
def test_nothing_is_in_force_before_its_text_is_signed(make):
    avenant = AvenantFactory(voted=True)
    row = make(convention=avenant.convention, avenant=avenant)
    own = make(convention=ConventionFactory(voted=True))

    for one in (row, own):
        with pytest.raises(IntegrityError, match="is not signed"), transaction.atomic():
            put_in_force(one)


def test_a_signature_is_kept():
    signed = (ConventionFactory(signed=True), AvenantFactory(signed=True))

    for row in signed:
        with pytest.raises(IntegrityError, match="signature is kept"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(signed_on=dt.date(2023, 1, 1))
