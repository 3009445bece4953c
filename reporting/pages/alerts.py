"""What is to be looked at, in words."""

from django.urls import reverse

from common.form_pages import Settled, Step
from common.formats import day, moment
from reporting.enums import AlertKind
from reporting.models import Alert
from reporting.rules import figure_in_words


def see_step(alert: Alert) -> Step:
    """The texts of the page where somebody says what they looked at."""
    figure = figure_in_words(AlertKind(alert.kind), alert.figure)
    return Step(
        f"{alert.get_kind_display()}, le {day(alert.on)}",
        "Enregistrer ce qui est vu",
        reverse("reporting:alerts"),
        f"{alert.about}\u00a0: {figure}.",
        ["Ce que vous écrivez reste au journal, avec votre nom.", "Le point n’attend plus."],
        part="À surveiller",
    )


def settled(alert: Alert) -> Settled:
    """What is said of an alert that somebody looked at."""
    said = f"Vu par {alert.seen_by} le {moment(alert.seen_at)}\u00a0: {alert.reason}"
    url = reverse("reporting:alerts")
    return Settled("Dire ce qui est vu", said, url, "Revenir à ce qui est à surveiller")
