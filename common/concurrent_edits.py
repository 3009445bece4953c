"""Forms that refuse to overwrite what somebody else changed after they were opened."""

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


class ConcurrentEditForm(Form):
    """Refuses, once, to overwrite a change that was made after the form was opened.

    The fingerprint of `initial` and `initial_lines` is a hidden field (`layout/form.html`). When
    it differs from the one computed on posting, the form has an error and shows what was typed;
    posted a second time, it is valid. `changed_by` is called then, for who changed it and when.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        changed_by: Callable[[], str] = str,
        **kwargs: Any,
    ) -> None:
        self.changed_by = changed_by
        current = _fingerprint([kwargs.get("initial"), kwargs.get("initial_lines")])
        self.fingerprint = (data or {}).get("seen") or current
        self.changed_to = "" if self.fingerprint == current else current
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.changed_to:
            self.fingerprint = self.changed_to
            by = self.changed_by()
            sentence = CHANGED.format(by=f", {by}" if by else "")
            self.add_error(None, ValidationError(sentence, code="changed_meanwhile"))
        return cleaned


def _fingerprint(initial: Any) -> str:
    return hashlib.sha256(
        json.dumps(initial, default=_as_text, sort_keys=True).encode()
    ).hexdigest()


def _as_text(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
