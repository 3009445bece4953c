"""Forms in French: errors that name their field, and fields that read values as pages show them."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting

from common import formats
from common.formats import exact_percent
from common.nir import NIR_SENTENCE, contains_nir
from common.parsing import (
    LARGEST_RATE,
    LONGEST_CODE,
    Unreadable,
    parse_code,
    parse_codes,
    parse_count,
    parse_day,
    parse_euros,
    parse_rate,
    without_number_sign,
)


class Renderer(TemplatesSetting):
    """Renders every form and field with our templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


DAY_ERRORS = {
    "year_missing": "Il manque l’année dans {named}.",
    "year_short": "Écrivez l’année avec quatre chiffres dans {named}.",
    "year_far": "Vérifiez l’année dans {named}\u00a0: elle va de 1900 à 2200.",
    "no_such_day": "Ce jour n’existe pas au calendrier. Vérifiez {named}.",
    "wrong_weekday": "Le {day} est un {weekday}. Vérifiez {named}.",
    "not_a_day": "Écrivez {named} comme 15/05/2023.",
}
EUROS_ERRORS = {
    "not_an_amount": "Écrivez {named} en chiffres, comme 1\u00a0234,56\u00a0€.",
    "too_many_decimals": "Écrivez {named} avec deux décimales au plus.",
    "too_large": "Vérifiez {named}\u00a0: ce nombre est trop grand.",
    "negative": "Indiquez {named} sans signe moins.",
}
LIMIT_ERRORS = {
    "max_length": "Raccourcissez {named}\u00a0: %(limit_value)d caractères au plus.",
    "min_length": "Complétez {named}\u00a0: au moins %(limit_value)d caractères.",
    "max_value": "Vérifiez {named}\u00a0: au plus %(limit_value)s.",
    "min_value": "Vérifiez {named}\u00a0: au moins %(limit_value)s.",
}
DIGITS_ERROR = "Écrivez {named} en chiffres."
RATE_ERROR = "Écrivez {named} en pour cent, comme 12,34\u00a0%."
RATE_RANGE = f"Vérifiez {{named}}\u00a0: de 0 à {LARGEST_RATE}\u00a0%."
LARGEST_WHOLE = 2**31 - 1
RATE_PLACES = 5


class DayField(forms.Field):
    """A day, typed as text, without a calendar widget."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Par exemple 15/05/2023.")
        widget = forms.TextInput(attrs={"class": "w-day", "autocomplete": "off"})
        super().__init__(**{"widget": widget, **kwargs})

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date):
            return formats.legal_day(value)
        text = str(value or "").strip()
        try:
            return parse_day(text) if text else None
        except Unreadable as why:
            said = sentence(DAY_ERRORS[why.kind], self, why.day)
            raise ValidationError(said, code=why.kind) from None

    def prepare_value(self, value: Any) -> Any:
        return formats.day_short(value) if isinstance(value, dt.date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class EurosField(forms.Field):
    """An amount in euros, never negative."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-amount num", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        try:
            amount = parse_euros(text) if text else None
        except Unreadable as why:
            raise ValidationError(sentence(EUROS_ERRORS[why.kind], self), code=why.kind) from None
        if amount is not None and amount < 0:
            raise ValidationError(sentence(EUROS_ERRORS["negative"], self), code="negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return formats.euros(value) if isinstance(value, Decimal) else value


class CodeField(forms.CharField):
    """The code of one pass or carnet, typed or scanned; spaces, dashes and case are ignored."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-code", "autocomplete": "off", "autocapitalize": "characters"}
        widget = forms.TextInput(attrs={**attrs, "spellcheck": "false"})
        super().__init__(**{"widget": widget, "max_length": LONGEST_CODE, **kwargs})

    def to_python(self, value: Any) -> str:
        return parse_code(super().to_python(value) or "")


class NumberField(forms.CharField):
    """The number of an act or of a paper, as it is printed: « n° 2021-1 » is `2021-1`."""

    def to_python(self, value: Any) -> str:
        return without_number_sign(str(super().to_python(value) or ""))


class CodesField(forms.CharField):
    """Several codes, one a line, each read as `CodeField` does."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-code", "autocomplete": "off", "autocapitalize": "characters"}
        widget = forms.Textarea(attrs={**attrs, "rows": 4, "spellcheck": "false"})
        super().__init__(**{"widget": widget, "max_length": 40_000, **kwargs})

    def clean(self, value: Any) -> list[str]:
        return parse_codes(super().clean(value) or "")


class NamedField(forms.ChoiceField):
    """A choice typed by its name, or by what one name alone holds. The names are in the `datalist`
    of the page, once for all the lines that choose among them.
    """

    def __init__(self, *, datalist: str, **kwargs: Any) -> None:
        attrs = {"class": "w-text", "list": datalist, "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> str:
        typed = _plain(str(value or ""))
        named = [(str(key), _plain(str(name))) for key, name in cast("Any", self.choices)]
        exact = [key for key, name in named if typed == name]
        found = exact or [key for key, name in named if typed and typed in name]
        return found[0] if len(found) == 1 else str(super().to_python(value))

    def prepare_value(self, value: Any) -> Any:
        return dict(cast("Any", self.choices)).get(value, value)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class WholeField(forms.Field):
    """A whole number, typed with or without spaces and noun: « 50 000 pass », « 31 mois »."""

    def __init__(
        self, *, min_value: int = 1, max_value: int = LARGEST_WHOLE, **kwargs: Any
    ) -> None:
        attrs = {"class": "w-amount num", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})
        self.validators += [MinValueValidator(min_value), MaxValueValidator(max_value)]

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = str(value or "").strip()
        try:
            return parse_count(text) if text else None
        except Unreadable:
            raise ValidationError(sentence(DIGITS_ERROR, self), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value) if isinstance(value, int) else value


class YearField(WholeField):
    """A year, written without a space."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["class"] = "w-day"

    def prepare_value(self, value: Any) -> Any:
        return value


class RateField(forms.Field):
    """A percentage, such as « 10,0013 % », with five decimals at most."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-amount num", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        try:
            rate = parse_rate(text) if text else None
        except Unreadable as error:
            raise ValidationError(sentence(RATE_ERROR, self), code="invalid") from error
        if rate is not None and rate > LARGEST_RATE:
            raise ValidationError(sentence(RATE_RANGE, self), code="max_value")
        if rate is not None and rate != round(rate, RATE_PLACES):
            raise ValidationError(sentence(RATE_ERROR, self), code="invalid")
        return rate

    def prepare_value(self, value: Any) -> Any:
        return exact_percent(value) if isinstance(value, Decimal) else value


class Form(forms.Form):
    """A form with our error sentences, which refuses a NIR in any text field.

    `named` gives the words for a field inside a sentence:
    named = {"signed_on": "la date de signature de la convention"}
    """

    named: ClassVar[dict[str, str]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            field.named = self.named.get(name) or f"«\u00a0{label}\u00a0»"  # type: ignore[attr-defined]
            if _is_free_text(field):
                field.validators.append(refuse_nir)
            _set_error_messages(field)


def set_choices(form: forms.Form, name: str, rows: Any) -> None:
    """Set the rows that a choice field offers."""
    cast("Any", form.fields[name]).queryset = rows


def refuse_nir(answer: object) -> None:
    """Refuse a text that contains a NIR; values that a field already parsed are not texts."""
    if isinstance(answer, str) and contains_nir(answer):
        raise ValidationError(NIR_SENTENCE, code="nir_found")


def sentence(pattern: str, field: forms.Field, on: dt.date | None = None) -> str:
    """An error sentence, with the words for the field as `{named}` and those for a day."""
    named = getattr(field, "named", "cette réponse")
    weekday = formats.WEEKDAYS[on.weekday()] if on else ""
    return pattern.format(named=named, day=formats.day(on), weekday=weekday)


def _is_free_text(field: forms.Field) -> bool:
    """Whether a field takes free text: neither a code nor a password."""
    coded = isinstance(field, CodeField | CodesField)
    hidden = isinstance(field.widget, forms.PasswordInput)
    return isinstance(field, forms.CharField) and not coded and not hidden


def _french_messages(field: forms.Field) -> dict[str, str]:
    """Our sentence for each error code of Django."""
    choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    patterns = {
        "required": "Choisissez {named}." if choice else "Indiquez {named}.",
        "invalid": "Vérifiez {named}.",
        "invalid_choice": "Choisissez {named} dans la liste.",
        "invalid_list": "Choisissez {named} dans la liste.",
        "invalid_pk_value": "Choisissez {named} dans la liste.",
        "incomplete": "Complétez {named}.",
        "missing": "Choisissez {named}.",
        "empty": "Choisissez un fichier qui n’est pas vide pour {named}.",
    }
    if isinstance(field, forms.EmailField):
        patterns["invalid"] = "Écrivez {named} comme prenom.nom@exemple.fr."
    if isinstance(field, forms.BooleanField):
        patterns["required"] = "Cochez {named}."
    return {code: sentence(pattern, field) for code, pattern in patterns.items()}


def _set_error_messages(field: forms.Field) -> None:
    """Replace Django's error messages by ours, but not those that a form wrote for its field."""
    defaults: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        defaults |= getattr(cls, "default_error_messages", {})
    codes = {getattr(validator, "code", None) for validator in field.validators}
    limits = {code: sentence(text, field) for code, text in LIMIT_ERRORS.items() if code in codes}
    for code, message in (_french_messages(field) | limits).items():
        if field.error_messages.get(code) == defaults.get(code):
            field.error_messages[code] = message
