"""Where a fact is read: `dossiers:deliberation 2022-284`, opened once by somebody."""

import io

import pypdf
from django.urls import reverse

from beneficiaries.models import ReglementVersion
from budget.models import BudgetLine, Subsidy
from conventions.models import Avenant, Convention
from deliberations.models import Deliberation
from distribution.models import Order
from financing.models import Plan
from tests.facts.passages import passages, shows
from tests.journeys.page_read import plain
from tests.reading import as_csv, bare_numbers

# What names the row of an address, in the order of its words.
NAMED_BY = {
    "beneficiaries:reglement": (ReglementVersion, "code"),
    "budget:budget-line": (BudgetLine, "imputation", "operation"),
    "budget:subsidy": (Subsidy, "deliberation__number"),
    "dossiers:avenant-document": (Avenant, "convention__code", "number"),
    "ordering:order": (Order, "number"),
    "dossiers:avenant": (Avenant, "convention__code", "number"),
    "dossiers:convention": (Convention, "code"),
    "dossiers:deliberation": (Deliberation, "number"),
    "financing:plan": (Plan, "code"),
}


def unread(client, user, facts):
    """The facts that their page does not show; each page is opened once."""
    found = {page: _passages(client, user, page) for page in {fact.page for fact in facts}}
    return [fact for fact in facts if not shows(found[fact.page], fact)]


def _passages(client, user, page):
    """A document is one passage, a line of an export too; a row that is not there has none."""
    address, _, query = page.partition(" ?")
    name, *words = address.split()
    rows = _rows(user, name, words)
    if words and not rows:
        return []
    response = client.get(f"{reverse(name, args=rows)}?{query}")
    assert response.status_code == 200, page
    if response["Content-Type"].startswith("text/csv"):
        head, *lines = as_csv(response)
        return [plain(" · ".join(map(" : ".join, zip(head, one, strict=True)))) for one in lines]
    if response["Content-Type"] == "application/pdf":
        document = pypdf.PdfReader(io.BytesIO(response.content))
        return [plain(" ".join(sheet.extract_text() for sheet in document.pages))]
    assert bare_numbers(response.text) == [], page
    return passages(response.text)


def _rows(user, name, words):
    if not words:
        return []
    model, *keys = NAMED_BY[name]
    named = dict(zip(keys, words, strict=False))
    return [row.public_id for row in model.objects.visible_to(user).filter(**named)]
