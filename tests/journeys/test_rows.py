"""The five deliberations, entered from the pages alone: shown and written back exactly."""

import pytest
from django.db import transaction

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.models import Programme
from passnum.programme_file import dumper, reading
from passnum.programme_file.loader import load
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.journeys.typing_agreements import (
    type_calendars,
    type_conventions,
    type_deliberations,
)
from tests.journeys.typing_money import type_budget_lines, type_plans, type_subsidies
from tests.journeys.typist import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ENTERED = ["deliberations", "calendars", "conventions", "plans", "budget_lines", "subsidies"]
WHO = {"by": SYSTEM, "at": NOON}


def dumped(code):
    return reading.parse(dumper.text(Programme.objects.get(code=code)))


def loaded(values, code):
    """What the file writes once it is loaded; nothing of it stays."""
    with transaction.atomic():
        load(values, **WHO)
        found = dumped(code)
        transaction.set_rollback(True)
    return found


def empty(values):
    """The programme of a file, and its authority, and nothing else."""
    authority = values["programme"]["authority"]
    own = [one for one in values["organisations"] if one["code"] == authority]
    load({"programme": values["programme"], "organisations": own}, **WHO)
    return Programme.objects.get(code=values["programme"]["code"])


def enter(typist, values):
    names = {one["code"]: one for one in values["organisations"]}
    titles = {one["code"]: one["title"] for one in values["conventions"]}
    type_deliberations(typist, values["deliberations"])
    type_calendars(typist, values["calendars"])
    type_conventions(typist, values["conventions"], names)
    type_plans(typist, values["plans"], names, titles)
    type_budget_lines(typist, values["budget_lines"])
    type_subsidies(typist, values.get("subsidies", []), names)


def compared(values):
    """What was entered, with the names that each file's own short names stand for."""
    known = {one["code"]: (one["name"], one.get("siret")) for one in values["organisations"]}
    titles = {one["code"]: one["title"] for one in values["conventions"]}
    means = dict.fromkeys(("funder", "organisation", "beneficiary"), known)
    means["convention"] = titles
    sections = {name: values.get(name, []) for name in ENTERED}
    return by_name(sections, means)


# In no order of their own: what is sorted by what.
SORTED = {"conventions": "title", "plans": "title", "clauses": "kind"}


def by_name(value, means):
    if isinstance(value, list):
        return [by_name(one, means) for one in value]
    if not isinstance(value, dict):
        return value
    shown = {key: by_name(one, means) for key, one in value.items() if key != "code"}
    for key in means.keys() & shown:
        shown[key] = means[key][shown[key]]
    for key in SORTED.keys() & shown:
        shown[key].sort(key=lambda one, by=SORTED[key]: one[by])
    return shown


@pytest.mark.parametrize("code", ["pas-de-calais", "hauts-de-france"])
def test_what_a_manager_types_is_what_the_file_says(client, code):
    values = reading.parse(reading.read(f"demo/{code}.toml"))
    wanted = compared(loaded(values, code))
    programme = empty(values)
    sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))

    enter(Typist(client), values)

    assert compared(dumped(code)) == wanted
