"""In: check the shape of a request. Out: describe an answer. Neither saves."""

import datetime as dt
import re
from contextlib import suppress
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.fields import limit
from common.parsing import LONGEST_CODE
from mediation.actions.redemptions import MOST_CODES
from mediation.enums import Mode
from mediation.models import Redemption
from mediation.readings import Code, local_time_of, read_code
from mediation.rules.redemptions import hour_exists
from mediation.rules.refusals import MistypedCode
from places.enums import Service

MINUTES = Redemption._meta.get_field("minutes")  # noqa: SLF001 - the documented meta API
# Days outside these years cannot be turned into local time everywhere.
YEARS = range(2000, 2100)
_INSTANT = re.compile(r"2\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)


class TextField(serializers.CharField):
    """A JSON string; a number is refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class IdentifierField(serializers.UUIDField):
    """A JSON string that holds a UUID."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A JSON integer; a string, a boolean or 1.5 is refused."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class InstantField(serializers.DateTimeField):
    """A JSON string that holds a date and an hour; without a time zone, those of the programme
    of the first pass.
    """

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        with local_time_of([] if value.tzinfo else self._first_code()):
            return super().enforce_timezone(value)

    def _first_code(self) -> list[Code]:
        asked = CheckIn(data=self.root.initial_data)
        if not asked.is_valid():
            return []
        with suppress(MistypedCode):
            return [read_code(asked.validated_data["codes"][0], 0)]
        return []

    def to_internal_value(self, value: Any) -> dt.datetime:
        if not isinstance(value, str) or not _INSTANT.match(value):
            self.fail("invalid", format="ISO 8601")
        found = super().to_internal_value(value)
        if found.year not in YEARS or not hour_exists(found):
            self.fail("invalid", format="ISO 8601")
        return found.astimezone(dt.UTC)


class CodeListField(serializers.ListField):
    """The list of codes; one that is too long is refused before its codes are read."""

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, list) and len(data) > MOST_CODES:
            raise serializers.ValidationError(f"Donnez {MOST_CODES} codes au plus.")
        return list(super().to_internal_value(data))


class SessionIn(serializers.Serializer[Any]):
    held_at = InstantField(
        help_text="Début de la séance, ISO 8601 ; sans fuseau, heure du programme."
    )
    service = serializers.ChoiceField(
        choices=Service.labels, help_text="Un des neuf services du schéma national, à la lettre."
    )
    mode = serializers.ChoiceField(choices=Mode.values)
    minutes = WholeNumberField(
        min_value=limit(MINUTES, MinValueValidator), max_value=limit(MINUTES, MaxValueValidator)
    )

    def validate_service(self, label: str) -> Service:
        return next(service for service in Service if service.label == label)

    def validate_mode(self, value: str) -> Mode:
        return Mode(value)


class CheckIn(serializers.Serializer[Any]):
    place = IdentifierField(help_text="Identifiant du lieu.")
    codes = CodeListField(
        child=TextField(max_length=LONGEST_CODE),
        min_length=1,
        max_length=MOST_CODES,
        help_text="Codes tapés ou contenus des QR codes.",
    )


class RedemptionIn(CheckIn):
    session = SessionIn()


class PassOut(serializers.Serializer[Any]):
    number = serializers.CharField()
    value = serializers.DecimalField(max_digits=12, decimal_places=2)


class RedemptionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    receipt = serializers.CharField()
    passes = PassOut(many=True)


@extend_schema_serializer(component_name="WhichOut")  # its published name
class ListedPassOut(serializers.Serializer[Any]):
    position = serializers.IntegerField(help_text="Rang dans codes, à partir de 0.")
    number = serializers.CharField(required=False, help_text="Quand le pass est connu.")


@extend_schema_serializer(component_name="VerdictOut")  # its published name
class CheckedPassOut(serializers.Serializer[Any]):
    redeemable = serializers.BooleanField()
    code = serializers.CharField(allow_null=True)
    detail = serializers.CharField()

    def get_fields(self) -> Any:
        """`pass` cannot be an attribute: it is a keyword of Python."""
        return {"pass": ListedPassOut(), **super().get_fields()}


class CheckOut(serializers.Serializer[Any]):
    passes = CheckedPassOut(many=True)


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457. The code itself is never echoed."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable, pour les machines.")
    detail = serializers.CharField(help_text="Phrase en français, pour les personnes.")
    field = serializers.CharField(required=False)

    def get_fields(self) -> Any:
        """`pass` cannot be an attribute, nor `errors`, which serializers already have."""
        sentences = serializers.ListField(child=serializers.CharField())
        errors = serializers.DictField(child=sentences, required=False)
        return {**super().get_fields(), "errors": errors, "pass": ListedPassOut(required=False)}
