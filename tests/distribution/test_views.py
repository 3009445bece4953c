"""Pages of the counter and of the stock, over HTTP."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from distribution.models import HandOut, StockLine
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import CategoryFactory, DecisionFactory, PersonFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.places import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
COUNTER = reverse("distribution:counter")


@pytest.fixture
def depot():
    return DepotFactory(carnets=3)


@pytest.fixture
def desk(client, depot):
    """The client of a distributor of the depot's organisation."""
    return sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))


@pytest.fixture
def manager(client, depot):
    return sign_in(client, UserFactory(organisation=depot.programme.authority))


def person_of(depot, **kwargs):
    return PersonFactory(programme=depot.programme, registered_by=depot.organisation, **kwargs)


def text_of(answer):
    return answer.content.decode()


def test_the_counter_reads_the_person_back_and_says_what_they_may_receive(desk, depot):
    person = person_of(depot, last_name="Delattre")
    DecisionFactory(person=person)
    page = text_of(desk.get(COUNTER, {"q": "delattre"}))
    assert "Dominique Delattre" in page
    assert "1er\u00a0juin\u00a01994" in page
    assert "A droit à 10\u00a0pass" in page
    assert 'value="00001"' in page
