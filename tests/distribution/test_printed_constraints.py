"""What is printed on a pass, and the hand-out that holds a carnet."""

import datetime as dt

import pytest

from distribution.models import Carnet, Order
from programmes.models import Programme
from tests.distribution.attempts import refused
from tests.factories.distribution import hand_out
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_a_carnet_is_held_by_the_hand_out_that_its_last_line_names(depot):
    first, second = hand_out(depot), hand_out(depot)
    carnet = Carnet.objects.filter(hand_out=first)

    refused("carnet_holder_follows_ledger", carnet.update, hand_out=second)


@pytest.mark.parametrize("name", ["letter", "face_value"])
def test_a_programme_keeps_what_its_passes_print(depot, name):
    programmes = Programme.objects.filter(pk=depot.programme_id)
    without_passes = ProgrammeFactory()
    used = {depot.programme.letter, without_passes.letter}
    change = {name: 99 if name == "face_value" else min({"X", "Y", "Z"} - used)}

    refused("printed_terms_kept", programmes.update, **change)
    assert Programme.objects.filter(pk=without_passes.pk).update(**change) == 1


def test_an_order_keeps_the_validity_that_its_carnets_print(depot):
    """Its end moves by an extension in force: tests/expiry/test_constraints.py."""
    refused("printed_terms_kept", Order.objects.update, valid_from=dt.date(2020, 1, 1))
