"""The French formats as template filters; loaded in every template."""

from django import template

from common import formats

register = template.Library()

for name, function in (
    ("count", formats.count),
    ("day", formats.day),
    ("day_short", formats.day_short),
    ("delay", formats.delay),
    ("euros", formats.euros),
    ("grouped", formats.grouped),
    ("hour", formats.hour),
    ("moment", formats.moment),
    ("month", formats.month),
    ("number", formats.number),
    ("pass_number", formats.pass_number),
    ("percent", formats.percent),
    ("percent_of", formats.percent_of),
    ("period", formats.period),
    ("quarter", formats.quarter),
    ("rate", formats.rate),
    ("signed", formats.signed),
    ("siret", formats.siret),
    ("weekday", formats.weekday),
):
    register.filter(name, function)
