"""Every colour that is read against its ground, computed from the tokens of the styles."""

import re

import pytest

from accounts.rules import contrast
from common import charts
from deploy.architecture_diagram import ROOT

STYLES = ROOT / "static" / "css"
TEXT, AIMED, SHAPE = 4.5, 7, 3
# A text on each ground where a page puts it.
ON = {
    "ground": ("ink", "ink-2", "accent", "done", "watch", "stopped"),
    "ground-2": ("ink", "ink-2", "accent", "watch"),  # a row pointed at, a day beyond the month
    "accent-tint": ("ink", "accent"),
    "done-tint": ("ink", "accent", "done"),
    "watch-tint": ("ink", "accent", "watch"),
    "stopped-tint": ("ink", "accent", "stopped"),
    "accent": ("ground",),
    "stopped": ("ground",),
    "ink": ("ground",),
}
# What is not text: borders of fields, bars and their marks, the ring of focus and the bar of place.
SHAPES = {
    "ground": ("border", "ink", "accent", "stopped", "watch", "done", "ink-2"),
    "ground-2": ("border", "ink", "accent", "watch"),
    "accent-tint": ("ink", "accent"),
    "done-tint": ("ink", "done"),
    "watch-tint": ("ink", "watch"),
    "stopped-tint": ("ink", "stopped"),
}
# Text that is short of 7, each between 6.4 and 7.
SHORT_OF_SEVEN = {
    ("ink-2", "ground-2"),
    ("watch", "ground-2"),
    ("accent", "stopped-tint"),
    ("done", "done-tint"),
    ("watch", "watch-tint"),
    ("stopped", "stopped-tint"),
}


def tokens():
    """The colours of the tokens, as `#RRGGBB`."""
    found = re.findall(r"--([\w-]+): #(\w+);", (STYLES / "tokens.css").read_text())
    return {
        name: "#" + (code if len(code) == 6 else "".join(sign * 2 for sign in code))
        for name, code in found
    }


def declarations(prefix):
    """The tokens that declarations of a kind use, in the styles of pages."""
    files = [file for file in STYLES.glob("*.css") if file.name != "document.css"]
    pattern = rf"(?<![\w-]){prefix}: [^;]*?var\(--([\w-]+)\)"
    return {name for file in files for name in re.findall(pattern, file.read_text())}


def pairs(table):
    return [(one, ground) for ground, some in table.items() for one in some]


@pytest.mark.parametrize(("text", "ground"), pairs(ON))
def test_a_text_is_read_on_its_ground(text, ground):
    found = contrast(tokens()[text], tokens()[ground])

    assert found >= (TEXT if (text, ground) in SHORT_OF_SEVEN else AIMED)
    assert ((text, ground) in SHORT_OF_SEVEN) == (found < AIMED)


@pytest.mark.parametrize(("shape", "ground"), pairs(SHAPES))
def test_a_border_or_a_mark_is_seen_on_its_ground(shape, ground):
    assert contrast(tokens()[shape], tokens()[ground]) >= SHAPE


def test_no_colour_of_the_styles_is_left_out():
    colours = tokens()

    assert declarations("color") - {*sum(ON.values(), ()), *sum(SHAPES.values(), ())} == set()
    assert declarations("background") & {*colours} == {*ON}
    assert declarations("border[a-z-]*") & {*colours} - {"hairline"} <= {*sum(SHAPES.values(), ())}
    assert {*colours} - {*ON, *sum(ON.values(), ()), *sum(SHAPES.values(), ())} == {"hairline"}


def test_a_colour_is_written_in_the_tokens_alone():
    """Paper is black; the grey of a PDF is that of a page."""
    written = {
        code.lower()
        for file in STYLES.glob("*.css")
        if file.name != "tokens.css"
        for code in re.findall(r"#([0-9a-fA-F]{3,6})\b(?![^{}]*\{)", file.read_text())
    }

    assert written <= {"000"}


def test_a_chart_has_the_colours_of_the_tokens():
    own = {code.upper() for code in tokens().values()}
    drawn = {charts.INK, charts.INK_2, charts.BORDER, charts.HAIRLINE, *charts.COLOURS}

    assert drawn <= own
    assert min(contrast(one) for one in drawn - {charts.HAIRLINE}) >= TEXT


def test_the_figures_beside_the_tokens_are_true():
    """On white, then on the tint of the same name."""
    said = re.findall(
        r"--([\w-]+): #\w+; /\* ([\d.]+)(?: / ([\d.]+))?", (STYLES / "tokens.css").read_text()
    )

    assert len(said) == 7
    for name, on_white, on_tint in said:
        assert round(contrast(tokens()[name]), 1) == float(on_white)
        if on_tint:
            assert round(contrast(tokens()[name], tokens()[f"{name}-tint"]), 1) == float(on_tint)
