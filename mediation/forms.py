"""The forms to redeem passes and to check them: the codes, the place and the session."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from common.formats import NBSP, hour, instant, legal_day, local, number
from common.forms import CodesField, DayField, Form
from common.model_fields import model_field
from mediation.actions.redemptions import MOST_CODES, Attempt, Session
from mediation.enums import Mode
from mediation.models import Device, Redemption
from mediation.readings import Code, local_time_of, read_code
from mediation.rules.redemptions import hour_exists
from mediation.rules.refusals import MistypedCode
from places.enums import Service
from places.models import Place

_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[h:.]\s*([0-9]{2})?)?", re.IGNORECASE)
MANY_PLACES = 7  # from so many on, they are a list to choose from


class HourField(forms.Field):
    """An hour as people write it: `14 h 30`, `14h`, `14:30`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "w-day", "autocomplete": "off"})
        super().__init__(
            **{"widget": widget, "help_text": f"Par exemple 14{NBSP}h{NBSP}30.", **kwargs}
        )

    def to_python(self, value: Any) -> dt.time | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = _HOUR.fullmatch(text)
        try:
            return dt.time(int(found[1]), int(found[2] or 0)) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def prepare_value(self, value: Any) -> Any:
        return hour(value) if isinstance(value, dt.time) else value

    def _refuse(self) -> dt.time:
        raise ValidationError(f"Écrivez l’heure comme 14{NBSP}h{NBSP}30.", code="invalid")


class RedeemForm(Form):
    """Redeem passes. It holds an idempotency key: the same page sent twice redeems once."""

    named: ClassVar[dict[str, str]] = {
        "place": "le lieu",
        "codes": "le code d’au moins un pass",
        "day": "le jour de la séance",
        "hour": "l’heure de la séance",
        "service": "le service rendu",
        "minutes": "la durée de la séance",
    }

    key = forms.UUIDField(widget=forms.HiddenInput)
    codes = CodesField(
        label="Codes des pass",
        help_text=f"Un code par ligne, tapé ou scanné{NBSP}; {MOST_CODES} au plus.",
    )
    place = forms.ChoiceField(label="Lieu de la séance", widget=forms.RadioSelect)
    day = DayField(label="Jour de la séance")
    hour = HourField(label="Heure de la séance")
    minutes = model_field(Redemption, "minutes", attrs={"class": "w-day"})
    service = model_field(Redemption, "service", empty_label="Choisissez un service")
    mode = model_field(Redemption, "mode", widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_place_choices(places)

    @staticmethod
    def initial_values(at: dt.datetime, places: Sequence[Place]) -> dict[str, Any]:
        """What the page proposes: now, for an hour, at the first place, under a new key."""
        return {
            "key": uuid.uuid4(),
            "place": str(places[0].public_id) if places else None,
            "day": legal_day(at),
            "hour": local(at).time().replace(second=0, microsecond=0),
            "minutes": 60,
            "mode": Mode.INDIVIDUAL,
        }

    def clean_codes(self) -> list[Code]:
        texts = self.cleaned_data["codes"]
        if not texts:
            raise ValidationError("Indiquez le code d’au moins un pass.", code="required")
        if len(texts) > MOST_CODES:
            raise ValidationError(
                f"Encaissez {MOST_CODES}{NBSP}pass au plus à la fois. "
                f"Il y en a {number(len(texts))}.",
                code="too_many",
            )
        return [self._read_code(text, position) for position, text in enumerate(texts)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("day") and given.get("hour") is not None:
            with local_time_of(given.get("codes", [])):
                held_at = instant(given["day"], given["hour"])
            if not hour_exists(held_at):
                sentence = "Cette heure n’existe pas\u00a0: le passage à l’heure d’été la saute."
                self.add_error("hour", ValidationError(sentence, code="no_such_hour"))
            given["held_at"] = held_at
        return given

    def attempt(self) -> Attempt:
        """What the form asks to redeem."""
        given = self.cleaned_data
        session = Session(
            held_at=given["held_at"],
            service=Service(given["service"]),
            mode=Mode(given["mode"]),
            minutes=given["minutes"],
        )
        return Attempt(given["key"], uuid.UUID(given["place"]), given["codes"], session)

    def renew_key(self) -> None:
        """Keep what was typed under a new key: the former one already has its answer."""
        self.data = {**self.data.dict(), "key": str(uuid.uuid4())}  # type: ignore[attr-defined]

    def _set_place_choices(self, places: Sequence[Place]) -> None:
        field = self.fields["place"]
        field.choices = [(str(place.public_id), str(place)) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            field.widget = forms.HiddenInput()
        elif len(places) >= MANY_PLACES:
            field.widget = forms.Select(choices=field.choices)  # type: ignore[attr-defined]

    def _read_code(self, text: str, position: int) -> Code:
        try:
            return read_code(text, position)
        except MistypedCode as mistyped:
            raise ValidationError(
                f"Code n°{NBSP}{position + 1}{NBSP}: {mistyped.sentence}", code=mistyped.code
            ) from None


class CheckForm(RedeemForm):
    """Check passes: only the codes and the place are required, the other fields stay shown."""

    REQUIRED: ClassVar[set[str]] = {"codes", "place"}

    def full_clean(self) -> None:
        self._require(self.REQUIRED)
        super().full_clean()
        self._require(set(self.fields))

    def _require(self, names: set[str]) -> None:
        for name, field in self.fields.items():
            field.required = name in names


class DeviceForm(Form):
    """The name of a device; `public_id` makes a form sent twice add one."""

    named = {"label": "le nom de l’appareil"}

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    label = model_field(
        Device, "label", help_text="Par exemple\u00a0: téléphone de l’accueil de Lens."
    )
