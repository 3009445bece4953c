"""Forms with tables of lines (posts, visas, rows of a clause); blank lines are ignored.

« Ajouter une ligne » sends the form and shows the same page with more blank lines: no script is
needed and nothing typed is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property

from common.concurrent_edits import ConcurrentEditForm
from common.errors import Refusal
from common.forms import Form
from common.parsing import parse_whole

EXTRA_LINES = 3
MAX_LINES = 200


class Line(Form):
    """The fields of one line of a table; a blank line is ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not field.widget.use_fieldset:  # each choice has its own label
                field.widget.attrs.setdefault("aria-label", str(field.label or name))


class Lines(BaseFormSet):  # type: ignore[type-arg]
    """The lines of one table of a form."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "Ce tableau est arrivé incomplet. Rechargez la page.",
        "too_many_forms": f"Écrivez {MAX_LINES} lignes au plus.",
        "too_few_forms": "Remplissez au moins une ligne.",
    }

    @cached_property
    def forms(self) -> list[Any]:
        """The lines, which read the rows that they offer once for all of them."""
        made: list[Any] = super().forms
        offered: dict[str, Callable[[], list[Any]]] = {}
        for line in made:
            for name, field in line.fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    read = cache(lambda field=field: list(field.iterator(field)))
                    field.choices = offered.setdefault(name, read)
        return made

    def initial_form_count(self) -> int:
        """None once posted: a line that was recorded may be emptied, and is then ignored."""
        return 0 if self.is_bound else super().initial_form_count()

    def refuse(self, sentence: str) -> None:
        """Show above the table an error that is of no line alone, such as a wrong sum."""
        self.non_form_errors().append(sentence)

    @property
    def anchor(self) -> str:
        """The id of the first field, to which a link to this table leads."""
        if not self.forms:
            return ""
        return str(next(iter(self.forms[0])).auto_id)

    @property
    def head(self) -> list[str]:
        """The headers of the table."""
        return [str(field.label) for field in self.empty_form.fields.values()]

    @property
    def filled(self) -> list[dict[str, Any]]:
        """The lines that are not blank, in order; only once the form is valid."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


class CardLine(Line):
    """A line shown as a card that opens; `blank_title` is the title of a blank one.

    The `rare` fields are folded until one of them is used.
    """

    blank_title: ClassVar[str] = ""
    rare: ClassVar[tuple[str, ...]] = ()

    @property
    def usual_fields(self) -> list[BoundField]:
        return [one for one in self.visible_fields() if one.name not in self.rare]

    @property
    def rare_fields(self) -> list[BoundField]:
        return [one for one in self.visible_fields() if one.name in self.rare]

    @property
    def has_rare(self) -> bool:
        return any(one.value() or one.errors for one in self.rare_fields)

    @property
    def is_blank(self) -> bool:
        return not self.is_bound and not self.initial

    @property
    def is_opened(self) -> bool:
        """Open when it has errors or changes, or when it is the first and blank."""
        first = (self.prefix or "").endswith("-0") and self.is_blank
        return bool(first or self.errors or (self.is_bound and self.has_changed()))

    @property
    def summary(self) -> str:
        return self.content_in_words or self.blank_title

    @property
    def content_in_words(self) -> str:
        """What the line says, in short; empty when it is blank."""
        raise NotImplementedError


class FormWithLines(Form):
    """A form and its tables of lines.

    `lines` gives the form of a line of each table: {"posts": PostLine}. `initial_lines` gives the
    recorded lines, by table. `parts` gives the table that shows a refusal about a part.
    """

    lines: ClassVar[Mapping[str, type[Line]]] = {}
    parts: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        data: QueryDict | None = None,
        *args: Any,
        initial: Mapping[str, Any] | None = None,
        initial_lines: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.extended_table = next(
            (name for name in self.lines if f"add-{name}" in (data or {})), ""
        )
        known = initial_lines or {}
        if data is not None and self.extended_table:
            known = {name: _raw_lines(line, name, data) for name, line in self.lines.items()}
            initial = {**(initial or {}), **_raw_values(self.base_fields, data)}
            data = None
        super().__init__(data, *args, initial=dict(initial or {}), **kwargs)
        self.sets: dict[str, Lines] = {
            name: self._line_set(name, line, data, known.get(name, ()))
            for name, line in self.lines.items()
        }

    def _line_set(
        self,
        name: str,
        line: type[Line],
        data: QueryDict | None,
        known: Sequence[Mapping[str, Any]],
    ) -> Lines:
        made = formset_factory(
            line, formset=Lines, extra=EXTRA_LINES, max_num=MAX_LINES, absolute_max=MAX_LINES
        )
        rows = [dict(row) for row in known] if data is None else []
        lines = cast("Lines", made(data, prefix=name, initial=rows or None))
        if name == self.extended_table:
            first = lines.forms[-EXTRA_LINES]
            next(iter(first.fields.values())).widget.attrs["autofocus"] = True
        return lines

    def is_valid(self) -> bool:
        """Check the form and all its tables, so that all errors are shown at once."""
        return all([super().is_valid(), *(one.is_valid() for one in self.sets.values())])

    def table_of(self, refusal: Refusal) -> Lines | None:
        """The table that a refusal is about, if any."""
        return self.sets.get(self.parts.get(refusal.part, refusal.field))

    @cached_property
    def filled(self) -> dict[str, list[dict[str, Any]]]:
        """The lines of each table that are not blank, once valid."""
        return {name: one.filled for name, one in self.sets.items()}


class ListForm(ConcurrentEditForm, FormWithLines):
    """A form of one table, `name`, whose lines are cards; those ticked « Retirer » are left out."""

    name: ClassVar[str] = ""

    @property
    def cards(self) -> Any:
        return self.sets[self.name]

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The lines that are left, without the box that leaves one out."""
        lines = self.filled[self.name]
        return [
            {name: value for name, value in line.items() if name != "remove"}
            for line in lines
            if not line["remove"]
        ]


def _raw_values(
    fields: Mapping[str, forms.Field], data: QueryDict, prefix: str = ""
) -> dict[str, Any]:
    """The raw values of fields."""
    return {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}{name}")
        for name, field in fields.items()
    }


def _raw_lines(line: type[Line], name: str, data: QueryDict) -> list[dict[str, Any]]:
    """The raw values of the lines that are not blank."""
    total = min(parse_whole(data.get(f"{name}-TOTAL_FORMS", "0")), MAX_LINES)
    rows = [_raw_values(line.base_fields, data, f"{name}-{rank}-") for rank in range(total)]
    return [row for row in rows if any(row.values())]
