"""The forms to add a file, and to withdraw one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from common.forms import Form
from common.model_fields import model_field
from files.models import File
from files.rules import TYPES, TYPES_IN_WORDS, too_heavy_sentence


class SentFile(Form):
    """A file sent with a form: its types, and how heavy it may be."""

    file = forms.FileField(label="Fichier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, limit = self.fields["file"], settings.PASSNUM_UPLOAD_MB
        field.help_text = f"{TYPES_IN_WORDS}, de {limit}\u00a0Mo au plus. Sans macros."
        field.widget.attrs["accept"] = ",".join(one for each in TYPES for one in each.endings)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent and sent.size > settings.PASSNUM_UPLOAD_BYTES:
            sentence = too_heavy_sentence(sent.size, settings.PASSNUM_UPLOAD_MB)
            raise ValidationError(sentence, code="too_heavy")
        return sent


class FileForm(SentFile):
    """A file to add; without a title, its name is its title."""

    named = {"file": "le fichier à joindre", "kind": "la nature de la pièce"}

    kind = model_field(File, "kind", widget=forms.RadioSelect)
    title = model_field(
        File,
        "title",
        required=False,
        help_text="Sans intitulé, la pièce porte le nom du fichier.",
    )


class WithdrawalForm(Form):
    """Why a file is withdrawn."""

    named = {"reason": "le motif du retrait"}

    reason = model_field(File, "withdrawn_reason", required=True)
