"""One source for the limits of a field: its model. A form and the file accept what it does."""

import importlib
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from rest_framework.exceptions import ValidationError as ApiError

from common.fields import limit
from common.forms import EurosField, Form, RateField, WholeField
from conventions.enums import Block
from conventions.forms.texts import clauses_form
from deploy.architecture_diagram import ROOT
from mediation.api.serializers import SessionIn
from mediation.models import Redemption
from passnum.programme_file.schema import SECTIONS, Validator

NUMBERS = WholeField | EurosField | RateField
# Fields that write no field of a model as it is typed.
UNBOUND = {
    "accounts.forms.ChangePasswordForm.current": "compared with a hash",
    "accounts.forms.FactorCodeForm.code": "read once",
    "accounts.forms.NewPasskeyForm.name": "inside what allauth keeps of a factor",
    "accounts.forms.PasskeyForm.credential": "checked, then kept as allauth does",
    "accounts.forms.NewPasswordForm.password": "kept as a hash",
    "accounts.forms.PasswordAgainForm.password": "compared with a hash",
    "accounts.forms.OrganisationFields.other_siret": "typed with spaces, kept without",
    "beneficiaries.forms.people.RegisterForm.commune": "finds a commune by its name",
    "deliberations.forms.DeliberationForm.seen": "the version shown, hidden",
    "distribution.forms.HandOutForm.first_carnet": "finds a carnet by any of its codes",
    "movements.forms.SendForm.carnets": "finds the first carnets of a store",
    "movements.forms.SendForm.numbers": "finds carnets by their numbers",
    "movements.forms.ReceivePartForm.numbers": "finds carnets by their numbers",
    "movements.forms.NumbersForm.numbers": "finds carnets by their numbers",
    "counts.forms.FoundForm.carnets": "finds carnets by their numbers and codes",
    "counts.forms.WithdrawForm.numbers": "finds carnets by their numbers",
    "counts.forms.ExplainForm.numbers": "finds carnets by their numbers",
    "incidents.forms.FindCarnetForm.carnet": "finds a carnet by its number or by a code",
    "ordering.forms.lots.DeliverLotForm.missing": "finds carnets by their numbers",
    "ordering.forms.orders.LotLine.territory": "finds départements by code or name",
    "places.forms.PlaceForm.commune": "finds a commune by its name",
    "programmes.forms.OrganisationForm.siret": "typed with spaces, kept without",
    "programmes.forms.ProgrammeForm.territory": "finds départements by code or name",
    "mediation.forms.RedeemForm.codes": "finds passes by their codes",
    "financing.forms.simulator.SimulatorForm.population": "in the address only",
    "financing.forms.simulator.SimulatorForm.densite": "in the address only",
    "financing.forms.simulator.SimulatorForm.pauvrete": "in the address only",
    "financing.forms.simulator.SimulatorForm.montant": "in the address only",
    "financing.forms.simulator.SimulatorForm.accorde": "in the address only",
}


# Keys of a programme file that say more than the column does.
NARROWER = {
    "organisations.siret": "spaces are accepted, and left out",
    "organisations.accent": "a colour",
    "programme.letter": "a letter of the code of a pass",
    "depots.kind": "the kinds that keep carnets",
    "orders.lots.passes_per_carnet": "5 or 10",
    "places.postcode": "five digits",
    "acceptances.finding": "one of the findings",
}


def forms_of(kind):
    for found in kind.__subclasses__():
        yield found
        yield from forms_of(found)


def form_classes():
    """Every form of every app, and that of each part of a text."""
    for app in apps.get_app_configs():
        for file in (ROOT / app.name).rglob("*.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if ".forms" in module:
                importlib.import_module(module.removesuffix(".__init__"))
    found = [one for one in forms_of(Form) if ".forms" in one.__module__]
    return [*found, *(clauses_form(block.kinds) for block in Block)]


def takes_text_or_number(field):
    is_text = isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
    return is_text or isinstance(field, NUMBERS)


def declarer(form, name):
    """The path of the class that declares a field of a form."""
    field = form.base_fields[name]
    bases = [one for one in form.__mro__ if getattr(one, "base_fields", {}).get(name) is field]
    return f"{bases[-1].__module__}.{bases[-1].__qualname__}"


def typed_fields():
    """Each field that takes free text or a number, once, by the form that declares it."""
    found = {}
    for form in form_classes():
        for name, field in form.base_fields.items():
            if takes_text_or_number(field):
                found[f"{declarer(form, name)}.{name}"] = field
    return found


FIELDS = typed_fields()
BOUND = {name: field for name, field in FIELDS.items() if hasattr(field, "column")}


def accepts(field, answer):
    try:
        field.clean(answer)
    except ValidationError:
        return False
    return True


def typed(number):
    return str(number).replace(".", ",")


def longest(column):
    return limit(column, MaxLengthValidator)


def largest(column):
    """The largest number that a column holds and its validators accept, and its smallest step."""
    most = limit(column, MaxValueValidator)
    if not isinstance(column, models.DecimalField):
        return most, 1
    step = Decimal(1).scaleb(-column.decimal_places)
    room = Decimal(10) ** (column.max_digits - column.decimal_places) - step
    return (room if most is None else most), step


def test_each_text_or_number_of_a_form_is_that_of_a_model_or_says_why_not():
    assert FIELDS.keys() - BOUND.keys() == UNBOUND.keys()


@pytest.mark.parametrize(
    "name", [name for name, field in BOUND.items() if not isinstance(field, NUMBERS)]
)
def test_a_text_is_as_long_as_the_model_allows(name):
    field, most = BOUND[name], longest(BOUND[name].column)

    begun = "https://a.fr/" if isinstance(field, forms.URLField) else ""
    end = "@a.fr" if isinstance(field, forms.EmailField) else ""
    assert accepts(field, begun + end.rjust(most - len(begun), "x"))
    assert not accepts(field, begun + end.rjust(most + 1 - len(begun), "x"))


@pytest.mark.parametrize(
    "name", [name for name, field in BOUND.items() if isinstance(field, NUMBERS)]
)
def test_a_number_is_within_the_limits_of_the_model(name):
    field = BOUND[name]
    most, step = largest(field.column)
    least = limit(field.column, MinValueValidator) or 0

    assert accepts(field, typed(most))
    assert accepts(field, typed(least))
    assert not accepts(field, typed(most + step))
    assert not accepts(field, typed(least - step))
    assert not accepts(field, typed(least + Decimal(step) / 10))


@pytest.mark.parametrize("beyond", [-1, 1])
def test_the_api_takes_the_minutes_that_the_form_takes(beyond):
    column, taken = Redemption._meta.get_field("minutes"), SessionIn().fields["minutes"]
    edge = limit(column, MaxValueValidator if beyond > 0 else MinValueValidator)

    assert taken.run_validation(edge) == edge
    with pytest.raises(ApiError):
        taken.run_validation(edge + beyond)


def keys_of_the_file(lists, path=""):
    """Each key that tells a text or a number of a model, with the schema of its list."""
    for one in lists:
        columns = {field.name: field for field in one.model._meta.fields}
        for key in one.all_keys:
            column = columns.get(key.column or key.name)
            if isinstance(column, models.CharField | models.TextField | models.IntegerField):
                yield f"{path}{one.name}.{key.name}", (key, column)
        yield from keys_of_the_file(one.nested, f"{path}{one.name}.")


KEYS = dict(keys_of_the_file(SECTIONS))
PLAIN = {
    name: (key.schema_in(column.model), column)
    for name, (key, column) in KEYS.items()
    if key.schema is None and not column.choices
}


def test_a_key_of_the_file_takes_its_limits_from_the_model_or_says_why_not():
    assert {name for name, (key, _) in KEYS.items() if key.schema} == NARROWER.keys()


@pytest.mark.parametrize("name", PLAIN)
def test_the_file_takes_what_the_model_does(name):
    schema, column = PLAIN[name]
    if isinstance(column, models.IntegerField):
        edges = [limit(column, MinValueValidator), limit(column, MaxValueValidator)]
        beyond = [edges[0] - 1, edges[1] + 1]
    else:
        edges, beyond = ["x" * longest(column)], ["x" * (longest(column) + 1)]

    assert [list(Validator(schema).iter_errors(value)) for value in edges] == [[] for _ in edges]
    assert all(list(Validator(schema).iter_errors(value)) for value in beyond)
