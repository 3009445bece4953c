"""Plans over HTTP: listed, read as an account, entered and replaced."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import ClauseKind
from financing.models import Plan
from tests.factories.accounts import NOON
from tests.factories.conventions import ClauseFactory, ConventionFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, lines, page, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "manager"),
]


def seen(client, **query):
    return client.get(reverse("financing:plans"), query)


def send(client, name, data, *args):
    return client.post(reverse(f"financing:{name}", args=args), data)


def test_none_yet_and_none_found_are_two_sentences(client, programme):
    assert "Aucun plan" in texts(seen(client))
    PlanFactory(programme=programme)

    found = texts(seen(client, q="introuvable"))

    assert "pour ces filtres." in found
    assert "Effacer les filtres" in found


def test_five_rows_ask_no_more_queries_than_one(client, programme):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert seen(client).status_code == 200
        return len(asked)

    PlanFactory(programme=programme)
    one = queries()
    for _ in range(4):
        PlanFactory(programme=programme)

    assert queries() == one


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_columns_and_rows_of_the_screen(client, programme, kind):
    PlanFactory(programme=programme)
    PlanFactory()
    shown = seen(client).context["listing"].table

    response = seen(client, fichier=kind)

    if kind == "csv":
        head, *rows = as_csv(response)
    else:
        head, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    assert list(head) == [str(column.header) for column in shown.columns]
    assert len(rows) == 1


def test_plans_are_filtered_by_convention_perimeter_and_post(client, programme):
    convention = ConventionFactory(programme=programme)
    PlanFactory(programme=programme, convention=convention, title="Avec")
    PlanFactory(programme=programme, title="Sans", perimeter="line")

    def found(**query):
        return [row[0] for row in as_csv(seen(client, fichier="csv", **query))[1:]]

    assert found(convention=str(convention.public_id)) == ["Avec"]
    assert found(perimetre="line") == ["Sans"]
    assert found(q="accompagnement") == ["Avec", "Sans"]


def test_a_plan_of_another_programme_does_not_exist(client):
    elsewhere = PlanFactory(programme=ProgrammeFactory())

    assert page(client, "financing:plan", elsewhere).status_code == 404


def test_a_plan_reads_as_an_account_with_the_cap_in_force(client, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    cap = {"kind": ClauseKind.ENGINEERING_CAP, "day": None, "rate": Decimal(9)}
    ClauseFactory(convention=convention, effective_on="2021-03-11", recorded_at=NOON, **cap)
    plan = PlanFactory(programme=programme, convention=convention)

    said = texts(page(client, "financing:plan", plan))

    assert "550,00 € de dépenses, 550,00 € de ressources : le plan est équilibré." in said
    assert "Coûts annexes : 9,09 % (50,00 € sur 550,00 €). Limite : 9 %" in said
    assert "Elle est dépassée de 0,50 €." in said
    assert "Aucune ressource de ce plan n’est une aide publique." in said


def test_the_page_of_a_plan_asks_as_many_queries_beside_five_plans(client, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    plan = PlanFactory(programme=programme, convention=convention)
    plan.items.filter(label="État").update(is_public_aid=True, funder=convention.funder)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert page(client, "financing:plan", plan).status_code == 200
        return len(asked)

    one = queries()
    PlanFactory.create_batch(4, programme=programme, convention=convention)

    assert queries() == one


PLAN = {
    "title": "Plan FEDER",
    "perimeter": "operation",
    "total": "550,00 €",
    **lines(
        "charges",
        {"label": "Pass", "section": "functioning", "amount": "500", "pays_passes": "on"},
        {"label": "Ingénierie", "section": "", "amount": "50"},
    ),
    **lines("resources", {"label": "État", "amount": "550", "is_public_aid": "on"}),
}


def test_a_plan_sent_twice_is_kept_once_and_said(client):
    assert send(client, "add-plan", PLAN).status_code == 302

    again = send(client, "add-plan", PLAN)

    assert Plan.objects.count() == 1
    assert "Il n’est pas enregistré deux fois." in texts(again)


def test_a_plan_that_does_not_balance_keeps_what_was_typed(client):
    found = send(client, "add-plan", PLAN | {"charges-1-amount": "49,90"})

    assert not Plan.objects.exists()
    said = texts(found)
    assert "Les 2 postes font 549,90 € ; le plan annonce 550,00 €. Il manque 0,10 €." in said
    assert 'value="49,90"' in found.text
    assert "<title>Erreur\u00a0: Saisir un plan" in found.text


def test_the_plan_of_a_signed_convention_asks_to_confirm(client, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    plan = PlanFactory(programme=programme, convention=convention)
    changes = PLAN | {"convention": convention.pk}

    refused = send(client, "edit-plan", changes, plan.public_id)
    done = send(client, "edit-plan", changes | {"confirmed": "on"}, plan.public_id)

    assert "Confirmez la modification." in texts(refused)
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.title == "Plan FEDER"


def test_a_plan_is_shown_in_its_form_as_it_was_entered(client):
    send(client, "add-plan", PLAN | {"aid_limit": "80 %", "limit_reason": "règle"})

    found = page(client, "financing:edit-plan", Plan.objects.get())

    assert 'value="80\u00a0%"' in found.text
    assert "550,00\u00a0€" in found.text
