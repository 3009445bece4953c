"""The French formats as template filters; loaded in every template."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from common import formats

register = template.Library()

for name, function in (
    ("count", formats.count),
    ("day", formats.day),
    ("day_and_month", formats.day_and_month),
    ("day_short", formats.day_short),
    ("delay", formats.delay),
    ("euros", formats.euros),
    ("grouped", formats.grouped),
    ("hour", formats.hour),
    ("moment", formats.moment),
    ("month", formats.month),
    ("number", formats.number),
    ("of", formats.of),
    ("pass_number", formats.pass_number),
    ("percent", formats.percent),
    ("percent_of", formats.percent_of),
    ("period", formats.period),
    ("quarter", formats.quarter),
    ("rate", formats.rate),
    ("signed", formats.signed),
    ("siret", formats.siret),
    ("typeset", formats.typeset),
    ("weekday", formats.weekday),
):
    register.filter(name, function)


@register.filter
def error_links(form: Any) -> list[tuple[str, str]]:
    """Each error of a form and of its lines, with the field that it links to."""
    if not form or not form.is_bound:
        return []
    found = _links(form)
    for lines in getattr(form, "sets", {}).values():
        found += [(lines.anchor, error) for error in lines.non_form_errors()]
        found += [link for line in lines.forms for link in _links(line)]
    return found


@register.filter
def unbroken(text: str) -> SafeString:
    """A text whose numbers with a hyphen (« 9999-99999 ») stay on one line."""
    escaped = conditional_escape(text)
    marked = re.sub(r"\d[\d:]*(?:-[\d:]*\d)+", r'<span class="nowrap">\g<0></span>', escaped)
    return mark_safe(marked)  # noqa: S308 escaped above


@register.filter
def counted(listing: Any, noun: str) -> str:
    """The title of a list: `128 carnets`, `3 carnets sur 128` when filters are in use."""
    found = formats.count(len(listing.table.rows), noun)
    return f"{found} sur {formats.number(listing.filters.total)}" if listing.applied else found


def _links(form: Any) -> list[tuple[str, str]]:
    found = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        link = f"{field.auto_id}_0" if field.use_fieldset else field.auto_id
        found += [(link, str(error)) for error in field.errors]
    return found
