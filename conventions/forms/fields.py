"""Fields that read counts and percentages as pages write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import formats
from common.forms import sentence
from common.parsing import parse_whole
from conventions.writing import percent

LARGEST = 2**31 - 1


class WholeField(forms.Field):
    """A count, with the spaces and the noun that pages write: « 50 000 pass »."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-amount num", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = re.sub(r"[\s.]|mois|pass", "", str(value or ""))
        if not text:
            return None
        if not (text.isascii() and 1 <= parse_whole(text) <= LARGEST):
            raise ValidationError(sentence("Écrivez {named} en chiffres.", self), code="invalid")
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value) if isinstance(value, int) else value


class RateField(forms.Field):
    """A percentage, as written: « 10,0013 % »; five decimals at most."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-amount num", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = re.sub(r"[\s%]", "", str(value or "")).replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,4}(\.\d{1,5})?", text, re.ASCII):
            raise ValidationError(
                sentence("Écrivez {named} en pour cent, comme 70,74\u00a0%.", self), code="invalid"
            )
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        return percent(value) if isinstance(value, Decimal) else value
