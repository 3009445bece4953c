"""The form that puts a lot in service."""

from django import forms

from common.forms import DayField, Form


class ActivateForm(Form):
    """The mandat that puts a delivered lot in service."""

    named = {"mandat_number": "le numéro du mandat", "on": "le jour de la mise en service"}

    mandat_number = forms.CharField(
        label="Numéro du mandat",
        max_length=40,
        help_text="Celui du bordereau de paiement : il prouve la contrepartie des pass.",
    )
    on = DayField(label="Mis en service le")
