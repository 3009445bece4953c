"""The occurrences of the demonstration, on its Monday."""

import datetime as dt
from random import Random

import pytest

from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence, Proof
from passnum.demo import occurrences
from passnum.demo.accounts import Agents
from programmes.models import Programme
from tests.conftest import MONDAY
from tests.factories.accounts import UserFactory
from tests.passnum.test_shipped_programmes import PAS_DE_CALAIS, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = MONDAY.date()


def test_the_past_was_met_with_proofs_but_for_the_last_committee():
    load(PAS_DE_CALAIS)
    programme = Programme.objects.get()

    met = occurrences.follow(programme, agents=Agents("team"), random=Random(1), at=MONDAY)  # noqa: S311 nothing secret
    claire = UserFactory(organisation=programme.authority)
    occurrences.charge(programme, at=MONDAY)

    late = Occurrence.objects.late_on(TODAY).get()
    assert late.due_on == dt.date(2023, 4, 30)
    assert late.current_responsible == claire
    expected = Occurrence.objects.exclude(state=OccurrenceState.EARLIER)
    assert Proof.objects.count() == met == expected.filter(due_on__lt=TODAY).count() - 1
    assert all(proof.on.weekday() < 5 for proof in Proof.objects.all())
    assert Occurrence.objects.filter(due_on__gt=TODAY).exists()
    assert claire.obligations.count() == 2
