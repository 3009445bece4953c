"""Two people open the same page: the second is told what the first changed, and loses nothing."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from budget.models import BudgetLine
from conventions.enums import Block
from conventions.models import Convention
from financing.models import Plan
from tests.budget.test_views_budget_lines import LINE
from tests.conventions.test_views_texts import lines
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.budget import BudgetLineFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.financing import PlanFactory
from tests.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SEEN = r'name="seen" value="(\w+)"'
TOLD = "a été modifié depuis que vous l’avez ouverte"
BY = r", par .* le 15 mai 2023 à 9 h 00\."


@pytest.fixture
def desk(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


@pytest.fixture
def draft(programme):
    return ConventionFactory(programme=programme, title="Convention ANCT")


def opened(client, url):
    """What the page sends back of what it showed."""
    return re.search(SEEN, client.get(url).text)[1]


def both(client, url, first, second):
    """Two open a page; the first saves, then the second, who reads the page again and insists."""
    seen = opened(client, url)
    assert client.post(url, first | {"seen": seen}).status_code == 302
    refused = client.post(url, second | {"seen": seen})
    assert refused.status_code == 200, refused.url
    assert re.search(TOLD + BY, texts(refused)), re.findall(TOLD + ".{60}", texts(refused))
    return lambda: client.post(url, second | {"seen": re.search(SEEN, refused.text)[1]})


@pytest.mark.parametrize("of_avenant", [False, True])
def test_a_part_of_a_text(desk, draft, convention, of_avenant):
    text = AvenantFactory(convention=convention, blocks=[Block.DURATION]) if of_avenant else draft
    name = "conventions:avenant-text" if of_avenant else "conventions:text"
    url = reverse(name, args=[text.public_id, "duree"])

    again = both(desk, url, {"action_end": "30/07/2023"}, {"action_end": "31/12/2023"})

    assert text.clauses.get().day == dt.date(2023, 7, 30)
    assert again().status_code == 302
    assert text.clauses.get().day == dt.date(2023, 12, 31)


def obligation(title):
    row = {"title": title, "nature": "send", "cadence": "monthly"}
    return lines("obligations", row)


def test_the_obligations_of_a_text(desk, draft):
    url = reverse("conventions:text", args=[draft.public_id, "obligations"])

    again = both(desk, url, obligation("Suivi"), obligation("Bilan"))

    assert draft.obligations.get().title == "Suivi"
    assert again().status_code == 302
    assert draft.obligations.get().title == "Bilan"


def party(name):
    return lines("parties", {"other_name": name, "quality": "funder"})


def test_the_parties_of_a_text(desk, draft):
    url = reverse("conventions:text", args=[draft.public_id, "parties"])

    again = both(desk, url, party("ANCT"), party("Région"))

    assert draft.parties.get().organisation.name == "ANCT"
    assert again().status_code == 302


def test_what_a_convention_is_called(desk, draft):
    url = reverse("conventions:identity", args=[draft.public_id])
    answers = {"organisation": "", "other_name": "ANCT", "other_siret": "", "quality": "funder"}

    again = both(desk, url, answers | {"title": "Un"}, answers | {"title": "Deux"})

    assert Convention.objects.get().title == "Un"
    assert again().status_code == 302


def test_what_an_avenant_is_about(desk, convention):
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION])
    url = reverse("conventions:avenant-subject", args=[avenant.public_id])
    answers = {"blocks": ["duration"]}

    both(desk, url, answers | {"subject": "Un"}, answers | {"subject": "Deux"})

    avenant.refresh_from_db()
    assert avenant.subject == "Un"


def test_a_budget_line(desk, programme):
    line = BudgetLineFactory(programme=programme)
    url = reverse("budget:edit-budget-line", args=[line.public_id])

    both(desk, url, LINE | {"available": "10"}, LINE | {"available": "20"})

    assert BudgetLine.objects.get().available == 10


def test_a_plan(desk, programme):
    plan = PlanFactory(programme=programme)
    url = reverse("financing:edit-plan", args=[plan.public_id])
    answers = {"perimeter": "operation", "total": "5"}
    answers |= lines("charges", {"label": "Pass", "amount": "5"})
    answers |= lines("resources", {"label": "Fonds propres", "amount": "5"})

    both(desk, url, answers | {"title": "Un"}, answers | {"title": "Deux"})

    assert Plan.objects.get().title == "Un"


def test_lines_added_before_saving_keep_what_was_seen_first(desk, draft):
    url = reverse("conventions:text", args=[draft.public_id, "obligations"])
    seen = opened(desk, url)
    desk.post(url, obligation("Suivi") | {"seen": opened(desk, url)})

    grown = desk.post(url, obligation("Bilan") | {"seen": seen, "add-obligations": "1"})

    assert re.search(SEEN, grown.text)[1] == seen
    assert TOLD in texts(desk.post(url, obligation("Bilan") | {"seen": seen}))


def test_a_page_that_nobody_changed_is_saved(desk, draft):
    url = reverse("conventions:text", args=[draft.public_id, "duree"])

    for day in ("30/07/2023", "31/12/2023"):
        answered = desk.post(url, {"action_end": day, "seen": opened(desk, url)})
        assert answered.status_code == 302
