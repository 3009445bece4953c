"""The forms of a commitment and of a release."""

from typing import ClassVar

from django import forms

from common.forms import DayField, EurosField, Form


class CommitForm(Form):
    named: ClassVar[dict[str, str]] = {
        "on": "le jour de l’engagement",
        "amount": "le montant à engager",
        "subject": "l’objet de l’engagement",
    }

    amount = EurosField(label="Montant à engager")
    on = DayField(label="Jour de l’engagement")
    subject = forms.CharField(label="Objet", max_length=200)


class ReleaseForm(Form):
    named: ClassVar[dict[str, str]] = {
        "amount": "le montant à dégager",
        "on": "le jour du dégagement",
        "reason": "le motif du dégagement",
    }

    amount = EurosField(label="Montant à dégager")
    on = DayField(label="Jour du dégagement")
    reason = forms.CharField(label="Motif", max_length=200)
