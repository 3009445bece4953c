"""Fields that several apps declare."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from decimal import Decimal

    Base = models.DecimalField[Decimal | str | int, Decimal]
    Optional = models.DecimalField[Decimal | str | int | None, Decimal | None]
else:
    Base = Optional = models.DecimalField


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
