"""Forms with lines: posts, visas, rows of a clause, as many as needed, blank ones dropped.

A press on « Ajouter une ligne » gives the same page with more blank lines: no script is needed and
nothing typed is lost.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property

from common.errors import Refusal
from common.forms import Form
from common.parsing import parse_whole
from common.seen import SeenForm

MORE = 3
MOST = 200


class Line(Form):
    """The fields of one line. A line left blank is not a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not field.widget.use_fieldset:  # each choice has its own label
                field.widget.attrs.setdefault("aria-label", str(field.label or name))


class Lines(BaseFormSet):  # type: ignore[type-arg]
    """The lines of one table of a form."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "Ce tableau est arrivé incomplet. Rechargez la page.",
        "too_many_forms": f"Écrivez {MOST} lignes au plus.",
        "too_few_forms": "Remplissez au moins une ligne.",
    }

    def initial_form_count(self) -> int:
        """Once sent, no line is owed: one that was known may be emptied, and is dropped."""
        return 0 if self.is_bound else super().initial_form_count()

    def refuse(self, sentence: str) -> None:
        """Say above the table what no line of it says alone, as a sum that is wrong."""
        self.non_form_errors().append(sentence)

    @property
    def anchor(self) -> str:
        """Where a link to this table leads: its first field."""
        if not self.forms:
            return ""
        return str(next(iter(self.forms[0])).auto_id)

    @property
    def head(self) -> list[str]:
        """The headers of the table."""
        return [str(field.label) for field in self.empty_form.fields.values()]

    @property
    def filled(self) -> list[dict[str, Any]]:
        """The lines that say something, in their order; only once the form is valid."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


class FormWithLines(Form):
    """A form and its tables of lines.

    lines = {"posts": PostLine}; `initial_lines` gives the lines already known, by table.
    `parts` = {part of a refusal: table that shows it}.
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
        self.grown = next((name for name in self.lines if f"add-{name}" in (data or {})), "")
        known = initial_lines or {}
        if data is not None and self.grown:
            known = {name: _typed_lines(line, name, data) for name, line in self.lines.items()}
            initial = {**(initial or {}), **_typed(self.base_fields, data)}
            data = None
        super().__init__(data, *args, initial=dict(initial or {}), **kwargs)
        self.sets: dict[str, Lines] = {
            name: self._set(name, line, data, known.get(name, ()))
            for name, line in self.lines.items()
        }

    def _set(
        self,
        name: str,
        line: type[Line],
        data: QueryDict | None,
        known: Sequence[Mapping[str, Any]],
    ) -> Lines:
        made = formset_factory(line, formset=Lines, extra=MORE, max_num=MOST, absolute_max=MOST)
        rows = [dict(row) for row in known] if data is None else []
        lines = cast("Lines", made(data, prefix=name, initial=rows or None))
        if name == self.grown:
            first = lines.forms[-MORE]
            next(iter(first.fields.values())).widget.attrs["autofocus"] = True
        return lines

    def is_valid(self) -> bool:
        """Every part is checked, so that all errors are said at once."""
        return all([super().is_valid(), *(one.is_valid() for one in self.sets.values())])

    def table_of(self, refusal: Refusal) -> Lines | None:
        """The table that a refusal is about, if it is about one."""
        return self.sets.get(self.parts.get(refusal.part, refusal.field))

    @cached_property
    def filled(self) -> dict[str, list[dict[str, Any]]]:
        """The lines of each table, once valid."""
        return {name: one.filled for name, one in self.sets.items()}


def _typed(fields: Mapping[str, forms.Field], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What was typed, as it was typed."""
    return {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}{name}")
        for name, field in fields.items()
    }


def _typed_lines(line: type[Line], name: str, data: QueryDict) -> list[dict[str, Any]]:
    """The lines typed so far, blank ones left out."""
    total = min(parse_whole(data.get(f"{name}-TOTAL_FORMS", "0")), MOST)
    rows = [_typed(line.base_fields, data, f"{name}-{rank}-") for rank in range(total)]
    return [row for row in rows if any(row.values())]


class CardLine(Line):
    """A line drawn as a card: its title is what it says, a blank one offers to add."""

    blank: ClassVar[str] = ""

    @property
    def is_blank(self) -> bool:
        return not self.is_bound and not self.initial

    @property
    def is_opened(self) -> bool:
        """Opened where there is something to mend, to complete, or the first to fill."""
        first = (self.prefix or "").endswith("-0") and self.is_blank
        return bool(first or self.errors or (self.is_bound and self.has_changed()))

    @property
    def summary(self) -> str:
        return self.said or self.blank

    @property
    def said(self) -> str:
        raise NotImplementedError


class ListForm(SeenForm, FormWithLines):
    """A part that is a list: a line that is ticked « Retirer » is dropped."""

    name: ClassVar[str] = ""

    @property
    def cards(self) -> Any:
        return self.sets[self.name]

    @property
    def kept(self) -> list[dict[str, Any]]:
        return [line for line in self.filled[self.name] if not line["remove"]]
