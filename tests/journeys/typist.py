"""Somebody who fills the forms of the pages: what is not on the page cannot be sent."""

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from tests.journeys.page_read import Page, plain

# The button that shows an act for its days before it binds: a form sent by GET.
CHECK = "Vérifier pour ce jour"


def typed(value):
    """A value as somebody types it."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return str(value)


class Said(str):
    """A choice by the beginning of its text, as it is read."""


class Typist:
    """A manager before the pages; `read` gives the words of the last page."""

    def __init__(self, client):
        self.client, self.page = client, None

    def open(self, name, *args):
        self.url = reverse(name, args=args)
        self._show(self.client.get(self.url))
        return self

    def _show(self, response):
        assert response.status_code == 200, (response.status_code, self.url)
        self.page = Page(response.content.decode())

    @property
    def words(self):
        return plain(" ".join(self.page.said))

    def control(self, name):
        assert name in self.page.controls, f"no field {name} at {self.url}"
        return self.page.controls[name]

    def fill(self, answers):
        """Answers by the name of their field; None leaves what the page shows."""
        for name, answer in answers.items():
            if answer is not None:
                control = self.control(name)
                assert self.page.label(control), f"nothing names {name} at {self.url}"
                self._answer(control, name, answer)
        return self

    def tell(self, answers):
        """Answers by the words that name their field."""
        return self.fill({self.page.named(label): answer for label, answer in answers.items()})

    def shown(self, label):
        """What the page shows in the field of these words."""
        return self.control(self.page.named(label)).values[0]

    def _answer(self, control, name, answer):
        given = answer if isinstance(answer, list) else [answer]
        if not control.options:
            control.values = [typed(given[0])]
            return
        found = [self._choice(control, one) for one in given]
        assert None not in found, f"{name} does not offer {answer}: {control.options}"
        control.values = [one for one in found if one]

    def _choice(self, control, answer):
        if isinstance(answer, Said):
            return next(
                (v for v, text in control.options.items() if plain(text).startswith(answer)), None
            )
        if answer is True:
            return next(iter(control.options))
        return "" if answer is False else answer if answer in control.options else None

    def refusals(self, label):
        """What the page says beside the field of these words."""
        return self.page.refusal(self.control(self.page.named(label)))

    def refusals_of(self, prefix):
        """What the page says above a table of lines."""
        return plain("".join(self.page.errors.get(f"id_{prefix}", [])))

    def offers(self, name, text):
        return any(plain(one).startswith(text) for one in self.control(name).options.values())

    def lines(self, prefix, rows):
        """Fill the lines of a table, asking for more when the page has too few."""
        for rank, row in enumerate(rows):
            if f"{prefix}-{rank}-{next(iter(row))}" not in self.page.controls:
                self._show(self.client.post(self.url, self._sent() | {f"add-{prefix}": "1"}))
            self.fill({f"{prefix}-{rank}-{name}": answer for name, answer in row.items()})
        return self

    def _sent(self):
        return {name: one.values for name, one in self.page.controls.items() if one.values}

    def press(self, label, *, refused=False):
        """Send the form by its button; what comes is the page where it leads."""
        assert label in map(plain, self.page.buttons.values()), (label, self.page.buttons, self.url)
        if label == CHECK:
            days = {name: values[0] for name, values in self._sent().items()}
            self.url = f"{self.url.split('?')[0]}?{urlencode(days)}"
            self._show(self.client.get(self.url))
            return self
        response = self.client.post(self.url, self._sent())
        if refused:
            self._show(response)
            return self
        assert response.status_code == 302, plain(" ".join(Page(response.content.decode()).said))
        self.url = response.url
        self._show(self.client.get(response.url))
        return self
