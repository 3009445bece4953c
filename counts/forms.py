"""The forms that open a count, say what was found, explain a gap, and give up a count."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.forms import CodesField, Form
from common.model_fields import model_field
from common.parsing import parse_code
from counts.models import Count, Explanation
from counts.readings.codes import numbers_of
from distribution.rules import joined, parse_ranges
from movements.forms import RangesField
from programmes.models import Programme

MOST_QUOTED = 5


class CarnetsField(CodesField):
    """Numbers, ranges of numbers and codes of carnets, each as it was typed or scanned."""

    def clean(self, value: Any) -> list[str]:
        typed = forms.CharField.clean(self, value) or ""
        return [piece.strip() for piece in re.split(r"[\n\r,;]+", typed) if piece.strip()]


class OpenForm(Form):
    """The day of which the stock is counted."""

    named = {"counted_on": "le jour du comptage"}

    counted_on = model_field(Count, "counted_on")


class FoundForm(Form):
    """Carnets that were found: their numbers, by ranges, and codes that a scanner reads."""

    named = {"carnets": "les carnets trouvés"}

    carnets = CarnetsField(
        label="Carnets trouvés",
        help_text="Scannez-les l’un après l’autre, ou tapez leurs numéros\u00a0: une suite par "
        "ligne, comme 00120-00150.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["carnets"].widget.attrs |= {"autofocus": True, "rows": 6}

    def clean_carnets(self) -> list[tuple[int, int]]:
        found, texts = [], []
        for piece in self.cleaned_data["carnets"]:
            try:
                found += parse_ranges(piece)
            except ValueError:
                texts.append(piece)
        codes = {text: parse_code(text) for text in texts}
        read = numbers_of(self.programme, list(codes.values()))
        if unread := [text for text, code in codes.items() if code not in read]:
            quoted = ", ".join(f"«\u00a0{text[:40]}\u00a0»" for text in unread[:MOST_QUOTED])
            said = f"Rien n’est ajouté\u00a0: {quoted} n’est ni un numéro ni un code de carnet."
            raise ValidationError(said, code="unread")
        return joined([*found, *((number, number) for number in read.values())])


class WithdrawForm(Form):
    """Carnets said found, to be counted again."""

    named = {"numbers": "les numéros des carnets", "everything": "«\u00a0tout recompter\u00a0»"}

    numbers = RangesField(label="Numéros à retirer", required=False)
    everything = forms.BooleanField(label="Tout recompter", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("numbers") and not given.get("everything") and not self.errors:
            self.add_error("numbers", "Indiquez les carnets à retirer, ou cochez la case.")
        return given


class ExplainForm(Form):
    """Why carnets are missing, or too many."""

    named = {
        "numbers": "les numéros des carnets",
        "reason": "l’explication",
        "note": "la précision",
    }

    numbers = RangesField(label="Numéros des carnets")
    reason = model_field(Explanation, "reason", widget=forms.RadioSelect)
    note = model_field(Explanation, "note")


class CancelForm(Form):
    """Why a count is given up."""

    named = {"reason": "le motif"}

    reason = model_field(Count, "reason", label="Motif", required=True)
