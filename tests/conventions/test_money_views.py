"""The pages of plans, budget lines and subsidies over HTTP."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from conventions.enums import ClauseKind
from conventions.models import BudgetLine, Commitment, Plan, Subsidy
from tests.conventions.reading import page, texts
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import (
    BudgetLineFactory,
    ClauseFactory,
    ConventionFactory,
    DeliberationFactory,
    PlanFactory,
    ProgrammeFactory,
    SubsidyFactory,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "manager"),
]
LISTS = [
    ("plans", PlanFactory),
    ("budget", BudgetLineFactory),
    ("subsidies", SubsidyFactory),
]
NOUNS = {"plans": "plan", "budget": "ligne budgétaire", "subsidies": "subvention"}


def seen(client, name, **query):
    return client.get(reverse(f"conventions:{name}"), query)


def send(client, name, data, *args):
    return client.post(reverse(f"conventions:{name}", args=args), data)


def lines(prefix, *rows):
    """The lines of a form as a browser sends them."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for rank, row in enumerate(rows):
        sent |= {f"{prefix}-{rank}-{name}": value for name, value in row.items()}
    return sent


def as_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize(("name", "factory"), LISTS)
def test_none_yet_and_none_found_are_two_sentences(client, programme, name, factory):
    assert f"Aucun{'' if name == 'plans' else 'e'} {NOUNS[name]}" in texts(seen(client, name))
    factory(programme=programme)

    found = texts(seen(client, name, q="introuvable"))

    assert "pour ces filtres." in found
    assert "Effacer les filtres" in found


@pytest.mark.parametrize(("name", "factory"), LISTS)
def test_five_rows_ask_no_more_queries_than_one(client, programme, name, factory):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert seen(client, name).status_code == 200
        return len(asked)

    factory(programme=programme)
    one = queries()
    for _ in range(4):
        factory(programme=programme)

    assert queries() == one


@pytest.mark.parametrize(("name", "factory"), LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_columns_and_rows_of_the_screen(client, programme, name, factory, kind):
    factory(programme=programme)
    factory()
    shown = seen(client, name).context["listing"].table

    response = seen(client, name, fichier=kind)

    if kind == "csv":
        head, *rows = as_csv(response)
    else:
        head, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    assert list(head) == [str(column.header) for column in shown.columns]
    assert len(rows) == 1


def test_the_amounts_of_a_file_are_those_of_the_screen(client, programme):
    BudgetLineFactory(programme=programme, imputation="6568//930202", committed=Decimal(4_000))

    shown = texts(seen(client, "budget"))
    row = dict(zip(*as_csv(seen(client, "budget", fichier="csv")), strict=True))

    assert "6 000,00" in shown
    assert (row["Disponible (€)"], row["Engagé (€)"], row["Solde (€)"]) == (
        "10000.00",
        "4000.00",
        "6000.00",
    )
    assert row["AP ou AE (€)"] == ""


def test_lines_are_filtered_and_their_spending_added_up(client, programme):
    BudgetLineFactory(programme=programme, imputation="A", available=Decimal(100))
    BudgetLineFactory(programme=programme, imputation="B", year=2021, available=Decimal(20))
    BudgetLineFactory(programme=programme, imputation="C", is_income=True, available=None)
    BudgetLineFactory(
        programme=programme, imputation="D", section="investment", available=None, authorised=7
    )

    def found(**query):
        return {row[0] for row in as_csv(seen(client, "budget", fichier="csv", **query))[1:]}

    assert found(exercice="2021") == {"B"}
    assert found(sens="recette") == {"C"}
    assert found(sens="depense", section="functioning") == {"A", "B"}
    assert found(q="d") == {"D"}
    totals = {one["key"]: one["value"] for one in seen(client, "budget").context["totals"]}
    assert totals["Disponible, dépenses"] == "120,00\u00a0€"
    assert totals["AP ou AE, dépenses"] == "7,00\u00a0€"


def test_plans_are_filtered_by_convention_perimeter_and_post(client, programme):
    convention = ConventionFactory(programme=programme)
    PlanFactory(programme=programme, convention=convention, title="Avec")
    PlanFactory(programme=programme, title="Sans", perimeter="line")

    def found(**query):
        return [row[0] for row in as_csv(seen(client, "plans", fichier="csv", **query))[1:]]

    assert found(convention=str(convention.public_id)) == ["Avec"]
    assert found(perimetre="line") == ["Sans"]
    assert found(q="accompagnement") == ["Avec", "Sans"]


def test_subsidies_are_filtered_by_year_and_report(client, programme):
    SubsidyFactory(programme=programme, purpose="Attendu")
    SubsidyFactory(programme=programme, purpose="Reçu", report_received_on="2023-01-15")

    def found(**query):
        return {row[0] for row in as_csv(seen(client, "subsidies", fichier="csv", **query))[1:]}

    assert found(bilan="recu") == {"Reçu"}
    assert found(bilan="attendu") == {"Attendu"}
    assert found(exercice="2022") == {"Attendu", "Reçu"}
    assert found(exercice="2022", q="reçu") == {"Reçu"}


@pytest.mark.parametrize(
    ("name", "factory"),
    [("plan", PlanFactory), ("budget-line", BudgetLineFactory), ("subsidy", SubsidyFactory)],
)
def test_what_belongs_to_another_programme_does_not_exist(client, name, factory):
    assert page(client, name, factory(programme=ProgrammeFactory())).status_code == 404


def test_a_line_says_what_of_its_imputation_cannot_be_read_or_does_not_hold(client, programme):
    whole = BudgetLineFactory(programme=programme, imputation="inconnue")
    crossed = BudgetLineFactory(programme=programme, chapter="900", nature="6568")

    assert "n’a pas une forme connue" in texts(page(client, "budget-line", whole))
    said = texts(page(client, "budget-line", crossed))
    assert "Le chapitre 900 est un chapitre d’investissement" in said


def test_a_plan_reads_as_an_account_with_the_cap_in_force(client, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    cap = {"kind": ClauseKind.ENGINEERING_CAP, "day": None, "rate": Decimal(9)}
    ClauseFactory(convention=convention, effective_on="2021-03-11", recorded_at=NOON, **cap)
    plan = PlanFactory(programme=programme, convention=convention)

    said = texts(page(client, "plan", plan))

    assert "550,00 € de dépenses, 550,00 € de ressources : le plan est équilibré." in said
    assert "Coûts à côté des pass : 9,09 % (50,00 € sur 550,00 €). Limite : 9 %" in said
    assert "Elle est dépassée de 0,50 €." in said
    assert "Aucune ressource de ce plan n’est une aide publique." in said


def test_the_page_of_a_plan_asks_as_many_queries_beside_five_plans(client, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    plan = PlanFactory(programme=programme, convention=convention)
    plan.items.filter(label="État").update(is_public_aid=True, funder=convention.funder)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert page(client, "plan", plan).status_code == 200
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

    found = page(client, "edit-plan", Plan.objects.get())

    assert 'value="80\u00a0%"' in found.text
    assert "550,00\u00a0€" in found.text


LINE = {
    "year": "2020",
    "section": "functioning",
    "side": "depense",
    "imputation": "935/56/6518/56000017",
    "authorised": "763 900,00 €",
    **lines(
        "phases",
        {"year": "2020", "amount": "244450"},
        {"year": "2021", "amount": "427780"},
        {"year": "2022", "amount": "91670"},
    ),
}


def test_a_line_sent_twice_is_kept_once_and_said(client):
    assert send(client, "add-budget-line", LINE).status_code == 302

    again = send(client, "add-budget-line", LINE)

    assert BudgetLine.objects.count() == 1
    assert "Cette ligne budgétaire est déjà enregistrée." in texts(again)


def test_a_line_is_corrected_from_its_form(client):
    send(client, "add-budget-line", LINE)
    line = BudgetLine.objects.get()

    found = page(client, "edit-budget-line", line)
    done = send(client, "edit-budget-line", LINE | {"available": "10"}, line.public_id)

    assert "244\u00a0450,00\u00a0€" in found.text
    assert done.status_code == 302
    line.refresh_from_db()
    assert (line.available, line.phases.count()) == (Decimal(10), 3)


def test_a_phasing_that_does_not_add_up_is_said(client):
    found = send(client, "add-budget-line", LINE | {"phases-2-amount": "91671"})

    assert "l’autorisation est de 763 900,00 €. Il y a 1,00 € de trop." in texts(found)


def test_the_last_euro_is_committed_once_and_the_second_refused(client, programme):
    line = BudgetLineFactory(programme=programme)
    sent = {"amount": "10 000,00 €", "on": "27/09/2022", "subject": "NEC"}

    first = send(client, "commit", sent, line.public_id)
    same = send(client, "commit", sent, line.public_id)
    more = send(client, "commit", sent | {"amount": "1"}, line.public_id)

    assert first.status_code == 302
    assert "sont déjà engagés le 27 septembre 2022 pour cet objet" in texts(same)
    assert "Il manque 1,00 €" in texts(more)
    assert Commitment.objects.count() == 1


def subsidy_form(programme, line, **changes):
    return {
        "deliberation": DeliberationFactory(programme=programme).pk,
        "other_name": "Futur Composé",
        "purpose": "NEC 2022",
        "amount": "10 000",
        "line": line.pk,
        "third_party_budget": "486 000",
        **lines(
            "charges",
            {"kind": "sous-total", "label": "Achats", "amount": "300000"},
            {"kind": "poste", "label": "Matériel", "amount": "300000"},
            {"kind": "sous-total", "label": "Salaires", "amount": "186000"},
        ),
        **lines("resources", {"kind": "sous-total", "label": "Aides", "amount": "486000"}),
        **changes,
    }


def test_a_subsidy_adds_its_beneficiary_and_takes_its_line(client, programme):
    line = BudgetLineFactory(programme=programme)

    assert send(client, "add-subsidy", subsidy_form(programme, line)).status_code == 302

    subsidy = Subsidy.objects.get()
    assert subsidy.beneficiary.name == "Futur Composé"
    assert subsidy.items.get(label="Matériel").part_of.label == "Achats"
    said = texts(page(client, "subsidy", subsidy))
    assert "soit 2,06 % de son budget de 486 000,00 €" in said
    assert "Solde : 0,00 €" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"charges-0-kind": "poste"}, "Le premier poste n’a pas de sous-total au-dessus de lui."),
        ({"charges-1-amount": "299999"}, "1 poste fait 299 999,00 €"),
        ({"amount": "10 000,01"}, "Il manque 0,01 €."),
        ({"other_name": ""}, "Choisissez le bénéficiaire dans la liste, ou indiquez son nom."),
    ],
)
def test_a_subsidy_refused_leaves_nothing_behind(client, programme, changes, said):
    line = BudgetLineFactory(programme=programme)

    found = send(client, "add-subsidy", subsidy_form(programme, line, **changes))

    assert said in texts(found)
    assert not Subsidy.objects.exists()
    assert not Organisation.objects.filter(name="Futur Composé").exists()


def test_a_subsidy_is_paid_and_its_report_received(client, programme):
    subsidy = SubsidyFactory(programme=programme, beneficiary=OrganisationFactory())
    sent = {"amount": "10 000,00 €", "on": "01/10/2022", "mandat_number": "2022-77"}

    assert send(client, "pay-subsidy", sent, subsidy.public_id).status_code == 302
    again = send(client, "pay-subsidy", sent, subsidy.public_id)
    done = send(client, "receive-report", {"on": "15/01/2023"}, subsidy.public_id)
    same = send(client, "receive-report", {"on": "15/01/2023"}, subsidy.public_id)

    assert "Le mandat 2022-77 est déjà enregistré" in texts(again)
    assert done.status_code == 302
    assert "Le bilan est déjà noté reçu le 15 janvier 2023." in texts(same)
    said = texts(page(client, "subsidy", subsidy))
    assert "Elle est payée en entier." in said
    assert "reçu le 15 janvier 2023" in said
