"""Somebody who fills the forms of the pages: what is not on the page cannot be sent."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

from django.urls import reverse

CHOICES = ("checkbox", "radio")


@dataclass
class Control:
    """A field of a form: what it shows, and what it lets choose (value: text)."""

    values: list = field(default_factory=list)
    options: dict = field(default_factory=dict)


class Page(HTMLParser):
    """The fields of the form that a page holds, as a browser would send them."""

    def __init__(self, text):
        super().__init__()
        self.controls, self.buttons, self.said = {}, {}, []
        self._select = self._option = self._area = self._button = None
        self._hidden, self._label, self._ticks = 0, None, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        start = getattr(self, f"_start_{tag}", None)
        if start:
            start(dict(attrs))

    def _start_input(self, found):
        if found.get("name"):
            self._input(found, self.controls.setdefault(found["name"], Control()))

    def _start_select(self, found):
        self._select = self.controls.setdefault(found["name"], Control())

    def _start_option(self, found):
        if self._select is None:  # what a list proposes beside a field is no choice
            return
        self._option = found.get("value", "")
        self._select.options[self._option] = ""
        if "selected" in found or not self._select.values:
            self._select.values = [self._option]

    def _start_textarea(self, found):
        self._area = self.controls.setdefault(found["name"], Control([""]))

    def _start_button(self, found):
        self._button = found.get("name"), found.get("value", "")
        self.buttons[self._button] = ""

    def _start_label(self, found):
        self._label = self._ticks.get(found.get("for"))

    def _start_script(self, found):
        self._hidden += 1

    _start_style = _start_script

    def _input(self, found, control):
        if found.get("type") not in CHOICES:
            control.values = [found.get("value", "")]
            return
        value = found.get("value", "on")
        control.options[value] = ""
        self._ticks[found.get("id")] = self._label = control, value
        if "checked" in found:
            control.values.append(value)

    def handle_data(self, text):
        if self._option is not None:
            self._select.options[self._option] += text
        elif self._area:
            self._area.values[0] += text
        elif self._button:
            self.buttons[self._button] += text
        elif not self._hidden:
            self.said.append(text)
            if self._label:
                control, value = self._label
                control.options[value] += text

    def handle_endtag(self, tag):
        if tag == "option":
            self._option = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            # What follows the mark of a text area is no part of its text.
            self._area.values[0] = self._area.values[0].removeprefix("\n")
            self._area = None
        elif tag == "button":
            self._button = None
        elif tag == "label":
            self._label = None
        elif tag in ("script", "style"):
            self._hidden -= 1


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


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
                self._answer(self.control(name), name, answer)
        return self

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
        response = self.client.post(self.url, self._sent())
        if refused:
            self._show(response)
            return self
        assert response.status_code == 302, plain(" ".join(Page(response.content.decode()).said))
        self.url = response.url
        self._show(self.client.get(response.url))
        return self
