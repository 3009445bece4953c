"""Why a finding is accepted."""

from django import forms

from common.forms import Form


class AcceptForm(Form):
    named = {"reason": "pourquoi cet écart est accepté"}

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Par exemple la lettre ou la décision qui l’explique.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
