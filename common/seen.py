"""A form that was opened before somebody else changed what it shows."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from common.forms import Form

CHANGED = (
    "Ce que montre cette page a été modifié depuis que vous l’avez ouverte{by}. "
    "Votre saisie est gardée ci-dessous, mais pas enregistrée\u00a0: "
    "comparez-la avec la page à jour, puis enregistrez."
)


class SeenForm(Form):
    """Refuses, once, to write over a change that its reader has not seen.

    What it is given to show, `initial` and `initial_lines`, makes a fingerprint; the page carries
    it (`layout/form.html`) and sends it back. Pressed again after the refusal, it is kept.
    `changed_by` says who changed it and when, and is only asked then.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        changed_by: Callable[[], str] = str,
        **kwargs: Any,
    ) -> None:
        self.changed_by = changed_by
        now = _fingerprint([kwargs.get("initial"), kwargs.get("initial_lines")])
        self.fingerprint = (data or {}).get("seen") or now
        self.changed_to = "" if self.fingerprint == now else now
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.changed_to:
            self.fingerprint = self.changed_to
            by = self.changed_by()
            told = CHANGED.format(by=f", {by}" if by else "")
            self.add_error(None, ValidationError(told, code="changed_meanwhile"))
        return cleaned


def _fingerprint(shown: Any) -> str:
    return hashlib.sha256(json.dumps(shown, default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
