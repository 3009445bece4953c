"""What does not hold in the payments of conventions."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from common.findings import Severity
from conventions.enums import ClauseKind, ConventionFinding
from finance.actions import funding_keys
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.distribution import LotFactory
from tests.factories.finance import PaymentFactory
from tests.factories.findings import clause, findings_of
from tests.factories.reporting import state_convention
from tests.reading import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True, code="anct")


def only(convention):
    (one,) = findings_of(convention)
    return one


def test_a_payment_outside_the_window_is_out(convention):
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2023, 12, 31))
    PaymentFactory(convention=convention, paid_on=dt.date(2023, 12, 31))
    PaymentFactory(convention=convention, paid_on=dt.date(2024, 1, 1), reference="Mandat 2024-1")

    one = only(convention)

    assert (one.code, one.severity) == (ConventionFinding.OUTSIDE_WINDOW, Severity.BREACH)
    assert "Mandat 2024-1" in one.sentence


def test_a_payment_is_judged_by_the_clauses_in_force_on_its_own_day(convention):
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2023, 7, 30), article="3")
    avenant = AvenantFactory(convention=convention, signed=True)
    clause(
        convention,
        ClauseKind.WINDOW_END,
        avenant=avenant,
        day=dt.date(2023, 12, 31),
        article="5",
        effective_on=dt.date(2023, 10, 1),
    )
    for day in ((2021, 1, 1), (2023, 9, 30), (2023, 10, 1), (2024, 1, 1)):
        PaymentFactory(convention=convention, paid_on=dt.date(*day), reference=f"Mandat {day}")

    outside = {one.sentence.split("»")[0]: one.place for one in findings_of(convention)}

    assert outside == {
        "«\u00a0Mandat (2023, 9, 30)\u00a0": "Convention, article 3",
        "«\u00a0Mandat (2024, 1, 1)\u00a0": f"Avenant n°\u00a0{avenant.number}, article 5",
    }


def test_an_avenant_that_changes_the_basis_leaves_a_key_that_no_longer_fits(client, clock):
    convention = state_convention()
    lot = LotFactory(programme=convention.programme)
    funding_keys.assign(lot, convention, by=SYSTEM.at(NOON))
    avenant = AvenantFactory(convention=convention, signed=True)
    changed = {"text": "purchased", "effective_on": dt.date(2023, 1, 1)}
    clause(convention, ClauseKind.BASIS, avenant=avenant, article="4", **changed)

    found = [one for one in findings_of(convention) if one.code == ConventionFinding.FUNDING_KEY]
    user = UserFactory(role=Role.FINANCE, organisation=convention.programme.authority)
    sign_in(client, user)
    page = texts(client.get(reverse("finance:index")))

    assert [(one.place, one.severity) for one in found] == [
        (f"Avenant n°\u00a0{avenant.number}, article 4", Severity.BREACH)
    ]
    assert f"lot {lot.code}, carnets {lot.first_carnet} à {lot.last_carnet} : la clé est" in page
    assert "Comment ces montants sont calculés" in page
