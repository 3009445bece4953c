"""Fields that several apps declare, and the limits that every door reads from a field."""

from typing import TYPE_CHECKING, Any

from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models

from common.parsing import LARGEST_RATE

if TYPE_CHECKING:
    from decimal import Decimal

    Base = models.DecimalField[Decimal | str | int, Decimal]
    Optional = models.DecimalField[Decimal | str | int | None, Decimal | None]
else:
    Base = Optional = models.DecimalField

# Columns have no such limits: these are the validators of fields.
LONG_TEXT = [MaxLengthValidator(100_000)]
BUDGET_YEAR = [MinValueValidator(2000), MaxValueValidator(2100)]
MAX_MONTHS = 1_200
# Of a `PositiveSmallIntegerField`.
LARGEST_SMALL = 32_767
MONTHS = [MinValueValidator(1), MaxValueValidator(MAX_MONTHS)]
DAYS = [MinValueValidator(1), MaxValueValidator(366)]
AT_LEAST_ONE = [MinValueValidator(1)]
PERCENTAGE = [MinValueValidator(0), MaxValueValidator(LARGEST_RATE)]


def limit(column: Any, kind: type[BaseValidator]) -> Any:
    """The limit of a kind (`MaxLengthValidator`) on a field of a model; None without one."""
    return next((one.limit_value for one in column.validators if isinstance(one, kind)), None)


class EuroField(Base):
    """An amount in euros: 12 digits, 2 places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_digits": 12, "decimal_places": 2})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class OptionalEuroField(Optional):
    """An amount that may be unknown. In migrations it is a `EuroField` that may be null."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_digits": 12, "decimal_places": 2, "null": True})

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, "common.fields.EuroField", args, kwargs
