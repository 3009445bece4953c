"""Carnets handed out against a decision."""

import pytest

from audit.models import Event
from distribution.actions import hand_outs
from distribution.codes import keyring, parse
from distribution.enums import CarnetState
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    handed_out_carnet,
    qr_codes,
    typed_codes,
)

pytestmark = pytest.mark.django_db


def decision_at(depot, **kwargs):
    return DecisionFactory(person=PersonFactory(programme=depot.programme), **kwargs)


def give(decision, depot, on=TODAY, **choice):
    return hand_outs.hand_out(decision, depot=depot, on=on, **choice, **JOURNAL)


def test_one_carnet_of_ten_answers_a_decision_of_ten():
    depot = DepotFactory(carnets=2)
    given = give(decision_at(depot), depot)
    carnet = given.carnets.get()
    assert (carnet.number, carnet.state, carnet.depot) == (1, CarnetState.HANDED_OUT, None)
    assert (given.passes, given.receipt) == (10, "R-2023-00001")
    assert Event.objects.filter(verb="hand_out.made").get().details["carnets"] == [1]


def test_codes_of_a_handed_out_carnet_are_read_back():
    carnet = handed_out_carnet()
    for text in [*typed_codes(carnet), *qr_codes(carnet)]:
        read = parse(text, keyring())
        assert keyring().is_secret_of(read, carnet.lot.batch)
