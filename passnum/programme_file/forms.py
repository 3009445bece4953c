"""The form that sends a programme file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.forms import Form
from programmes.models import LONGEST_FILE

NOT_UTF_8 = "Ce fichier n’est pas écrit en UTF-8."
TOO_LONG = "Raccourcissez le fichier\u00a0: un million de signes au plus."


class ProgrammeFileForm(Form):
    """A programme file, read as text."""

    named = {"file": "le fichier qui décrit le programme"}

    file = forms.FileField(
        label="Fichier du programme",
        help_text="En TOML, comme le décrit la documentation. Rien n’est écrit avant l’accord d’un "
        "autre administrateur.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        try:
            self.text = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(NOT_UTF_8, code="not_utf_8") from None
        if len(self.text) > LONGEST_FILE or "\x00" in self.text:
            raise ValidationError(TOO_LONG, code="too_long")
        return sent
