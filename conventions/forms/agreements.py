"""The day of a situation, and the signature of an avenant."""

from common.forms import DayField, Form


class DayForm(Form):
    """The day on which a convention is read."""

    named = {"jour": "le jour de la situation"}

    jour = DayField(label="Situation au", help_text="Par exemple 31/12/2023.")


class SignatureForm(Form):
    """When an avenant was signed, and the day of effect that it states."""

    named = {
        "signed_on": "la date de signature de l’avenant",
        "effective_on": "le jour d’effet énoncé",
    }

    signed_on = DayField(
        label="Date de signature",
        help_text="Celle de la dernière signature. Par exemple 15/05/2023.",
    )
    effective_on = DayField(
        label="Jour d’effet énoncé par l’avenant",
        required=False,
        help_text="S’il n’en énonce pas, l’avenant prend effet à sa signature.",
    )
