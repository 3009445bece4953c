"""Take away what two shipped files say, one item at a time, and see whether a page changes."""

from django.db import connection, transaction
from django.urls import reverse

from accounts.enums import Role
from budget.models import BudgetLine, Subsidy
from common.fields import EuroField
from conventions.models import Avenant, Clause, Convention, Obligation
from deadlines.models import Occurrence
from deliberations.models import Deliberation, Visa
from financing.models import Plan, PlanItem
from programmes.models import Programme
from tests.factories.accounts import UserFactory, sign_in
from tests.reading import words

PAGES = {
    "dossiers:convention": Convention,
    "dossiers:avenant": Avenant,
    "dossiers:deliberation": Deliberation,
    "financing:plan": Plan,
    "budget:budget-line": BudgetLine,
    "budget:subsidy": Subsidy,
}
LISTS = ("finance:index", "findings:findings", "deadlines:occurrences", "reporting:home")
DELETED = (Clause, Obligation, Visa)
# Those of a programme, with the path to it.
WITH_AMOUNTS = (Plan, PlanItem, BudgetLine, Subsidy)


def items():
    """What is taken away: a whole row, or a euro of an amount."""
    for model in DELETED:
        yield from ((row, "") for row in model.objects.order_by("pk"))
    named = [*WITH_AMOUNTS, *(one.related_model for one in _parts())]
    for model in dict.fromkeys(named):
        columns = [one.name for one in model._meta.fields if isinstance(one, EuroField)]
        for row in model.objects.order_by("pk"):
            yield from ((row, name) for name in columns if getattr(row, name))


def _parts():
    """The rows below a budget line or a subsidy: phases, commitments, payments, posts."""
    for model in (BudgetLine, Subsidy):
        yield from (one for one in model._meta.related_objects if one.one_to_many)


class Pages:
    """The pages of both programmes, as their managers read them."""

    def __init__(self, client):
        self.client = client
        self.managers = {
            one.pk: UserFactory(role=Role.MANAGER, organisation=one.authority)
            for one in Programme.objects.select_related("authority")
        }
        rows = [
            (name, row) for name, model in PAGES.items() for row in model.objects.order_by("pk")
        ]
        self.found = [(name, row, row.programme_id) for name, row in rows]
        self.found += [(name, None, programme) for programme in self.managers for name in LISTS]
        self.before = {page: self.read(*page) for page in self.found}

    def read(self, name, row, programme):
        sign_in(self.client, self.managers[programme])
        return words(self.client.get(reverse(name, args=[row.public_id] if row else [])))

    def change(self, item):
        """Whether a page changes; those of the rows that the item points to are read first."""
        near = {
            (one.related_model, getattr(item, one.attname))
            for one in item._meta.fields
            if one.is_relation
        }
        near.add((type(item), item.pk))
        ranked = sorted(
            self.found, key=lambda page: (type(page[1]), page[1] and page[1].pk) not in near
        )
        return any(self.read(*page) != self.before[page] for page in ranked)


def kept_for_nobody(client, chosen):
    """The items that change no page."""
    pages = Pages(client)
    unstable = [page[0] for page in pages.found if pages.read(*page) != pages.before[page]]
    assert unstable == []  # else a page would change for nothing
    found = []
    for row, column in chosen:
        with transaction.atomic():
            _take_away(row, column)
            if not pages.change(row):
                found.append(f"{type(row).__name__} {row} {column}".strip())
            transaction.set_rollback(True)
    return found


def _take_away(row, column):
    """Whatever the triggers say; keys are checked at the end, that never comes."""
    model = type(row)
    with connection.cursor() as cursor:
        for one in {model, Occurrence}:
            cursor.execute(f"ALTER TABLE {one._meta.db_table} DISABLE TRIGGER USER")
    if column:
        model.objects.filter(pk=row.pk).update(**{column: getattr(row, column) - 1})
        return
    if model is Obligation:
        Obligation.objects.filter(replaces=row).update(replaces=None)
        Occurrence.objects.filter(obligation=row)._raw_delete("default")
    model.objects.filter(pk=row.pk)._raw_delete("default")
