"""Occurrences, minimal."""

import datetime as dt

import factory

from conventions.enums import ObligationNature
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from tests.factories.accounts import NOON
from tests.factories.conventions import ObligationFactory


class OccurrenceFactory(factory.django.DjangoModelFactory):
    """Due on 31/05/2023, of an obligation in force; what a state needs is filled."""

    class Meta:
        model = Occurrence
        exclude = ("is_sent", "is_waived")

    class Params:
        nature = ObligationNature.SEND

    obligation = factory.SubFactory(
        ObligationFactory, in_force=True, nature=factory.SelfAttribute("..nature")
    )
    due_on = dt.date(2023, 5, 31)
    state = OccurrenceState.TO_PREPARE
    sent_on = factory.Maybe("is_sent", dt.date(2023, 5, 12), None)
    sent_at = factory.Maybe("is_sent", NOON, None)
    waived_reason = factory.Maybe("is_waived", "Réunion annulée", "")

    is_sent = factory.LazyAttribute(lambda made: made.state == OccurrenceState.SENT)
    is_waived = factory.LazyAttribute(lambda made: made.state == OccurrenceState.WAIVED)
