"""A signed convention, one of its obligations, and someone who follows its occurrences."""

import html
import re

import pytest

from conventions.enums import ObligationNature
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True, title="Convention ANCT")


@pytest.fixture
def obligation(convention):
    return ObligationFactory(
        convention=convention,
        in_force=True,
        title="Participer au comité technique",
        nature=ObligationNature.ATTEND,
        article="6",
    )


@pytest.fixture
def claire(programme):
    return UserFactory(organisation=programme.authority, first_name="Claire", last_name="Duhem")


@pytest.fixture
def client_(client, claire):
    return sign_in(client, claire)


def due(obligation, on, **given):
    return OccurrenceFactory(obligation=obligation, due_on=on, **given)


def text_of(answer):
    """What a page says, its spaces made plain."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r" ([,.])", r"\1", " ".join(words.split()))
