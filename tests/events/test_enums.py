"""Every act that the code records has a French name in the journal."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from distribution.enums import LineKind
from events.enums import VERB_LABELS

APPS = [
    "accounts",
    "conventions",
    "places",
    "beneficiaries",
    "distribution",
    "movements",
    "counts",
    "incidents",
    "invariants",
    "expiry",
    "printing",
    "ordering",
    "regies",
    "retention",
    "sampling",
    "allocation",
    "circulation",
    "hand_outs",
    "mediation",
    "finance",
    "reporting",
]


def recorded():
    """The verbs given to `journal.record`, or to the function of a module that calls it."""
    for app in APPS:
        for file in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and node.args and "record" in ast.unparse(node.func):
                    verb = getattr(node.args[0], "value", None)
                    if isinstance(verb, str) and verb.count(".") == 1 and " " not in verb:
                        yield verb


MADE = {  # by the code, of a kind and what happens to it
    *(f"stock.{kind}" for kind in (LineKind.TRANSFER, LineKind.LOSS, LineKind.REVERSAL)),
    *(f"{text}.{act}" for text in ("convention", "avenant") for act in ("voted", "vote_withdrawn")),
}


@pytest.mark.parametrize("verb", sorted({*recorded(), *MADE}))
def test_an_act_is_read_by_its_french_name(verb):
    assert verb in VERB_LABELS


def test_verbs_are_found_in_the_code():
    assert {"report.taken", "avenant.signed", "user.signed_in"} <= set(recorded())
