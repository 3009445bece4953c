"""Fields of forms made from the fields of models, which give limits, choices, label and help."""

from typing import Any, cast

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models
from django.utils.text import capfirst

from common.fields import EuroField, OptionalEuroField, limit
from common.forms import DayField, EurosField, RateField, WholeField

# The first kind of column that fits gives the kind of field.
KINDS: dict[Any, type[forms.Field]] = {
    models.SlugField: forms.SlugField,
    models.EmailField: forms.EmailField,
    models.CharField: forms.CharField,
    models.TextField: forms.CharField,
    models.DateField: DayField,
    EuroField: EurosField,
    OptionalEuroField: EurosField,
    models.DecimalField: RateField,
    models.IntegerField: WholeField,
    models.BooleanField: forms.BooleanField,
    models.ForeignKey: forms.ModelChoiceField,
    models.OneToOneField: forms.ModelChoiceField,
    ArrayField: forms.MultipleChoiceField,
}


def model_field(
    model: type[models.Model],
    name: str,
    *,
    kind: type[forms.Field] | None = None,
    rows: int = 0,
    attrs: dict[str, str] | None = None,
    **given: Any,
) -> forms.Field:
    """The field of a form that writes a field of a model, kept as its `column`.

    `given` replaces what the model says where a form asks another question. `rows` makes a text
    area, `attrs` are added to those of the widget, `empty_label` is the choice of nothing.
    """
    column = cast("Any", model._meta.get_field(name))  # noqa: SLF001 - the documented meta API
    is_box = isinstance(column, models.BooleanField)
    asked = {
        "label": capfirst(column.verbose_name),
        "required": not (column.blank or column.null or is_box),
        **({"help_text": column.help_text} if column.help_text else {}),
        **given,
    }
    if rows:
        asked["widget"] = forms.Textarea(attrs={"rows": rows})
    chosen, options = _kind_and_options(column, asked)
    field = (kind or chosen)(**options)
    field.widget.attrs |= attrs or {}
    field.validators += [
        one
        for one in column.validators
        if isinstance(one, BaseValidator)
        and one not in field.validators
        and not isinstance(field, forms.ChoiceField)
    ]
    field.column = column  # type: ignore[attr-defined]
    return field


def recorded_values(form: type[forms.Form], row: models.Model) -> dict[str, Any]:
    """The values of a row, by the fields of a form that write them."""
    columns = {name: getattr(field, "column", None) for name, field in form.base_fields.items()}
    return {
        name: getattr(row, column.name)
        for name, column in columns.items()
        if column is not None and isinstance(row, column.model)
    }


def _kind_and_options(column: Any, asked: dict[str, Any]) -> tuple[type[forms.Field], Any]:
    """The kind of field for a column, and what it is made with."""
    if column.choices or "choices" in asked:
        return forms.ChoiceField, _with_choices(column, **asked)
    kind = next(kind for columns, kind in KINDS.items() if isinstance(column, columns))
    if kind is forms.ModelChoiceField:
        asked.setdefault("queryset", column.related_model.objects.none())
    elif kind is forms.MultipleChoiceField:
        boxes = {"choices": column.base_field.choices, "widget": forms.CheckboxSelectMultiple}
        asked = {**boxes, **asked}
    elif kind is WholeField:
        asked["min_value"] = limit(column, MinValueValidator)
        asked["max_value"] = limit(column, MaxValueValidator)
    elif issubclass(kind, forms.CharField):
        asked["max_length"] = limit(column, MaxLengthValidator)
        if isinstance(column, models.TextField):
            asked.setdefault("widget", forms.Textarea)
    return kind, asked


def _with_choices(
    column: Any, *, required: bool, choices: Any = None, empty_label: str = "", **asked: Any
) -> dict[str, Any]:
    """The options of a field with the choices of a column, after that of nothing, if any."""
    nothing = [] if required and not empty_label else [("", empty_label)]
    proposed = column.default if column.has_default() else None
    offered = choices or [*nothing, *column.choices]
    return {"required": required, "choices": offered, "initial": proposed, **asked}
