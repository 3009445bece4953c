"""A page as somebody sees it: its words, the fields of its form, what names them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOICES = ("checkbox", "radio")
OPTIONAL = "(facultatif)"


@dataclass
class Control:
    """A field of a form: what it shows, what it lets choose (value: text), and its words."""

    values: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    ids: list = field(default_factory=list)
    aria: str = ""
    legend: list = field(default_factory=list)


class Page(HTMLParser):
    """The fields of the form that a page holds, as a browser would send them."""

    def __init__(self, text):
        super().__init__()
        self.controls, self.buttons, self.said = {}, {}, []
        self._select = self._option = self._area = self._button = None
        self._hidden, self._label, self._ticks = 0, None, {}
        self._legends, self._labels, self._words = [], {}, None
        self.errors, self._error = {}, None
        self.feed(text)

    def label(self, control):
        """The words that name a field on the page; a group of choices has those of its legend."""
        own = "".join(text for one in control.ids for text in self._labels.get(one, []))
        named = "".join(control.legend) if len(control.ids) > 1 else own or control.aria
        return plain(named).removesuffix(OPTIONAL).strip()

    def refusal(self, control):
        """The sentence beside a field."""
        return plain("".join(text for one in control.ids for text in self.errors.get(one, [])))

    def named(self, label):
        """The name of the one field that these words name."""
        found = [name for name, one in self.controls.items() if self.label(one) == label]
        assert len(found) == 1, (label, found, [self.label(c) for c in self.controls.values()])
        return found[0]

    def handle_starttag(self, tag, attrs):
        start = getattr(self, f"_start_{tag}", None)
        if start:
            start(dict(attrs))

    def _start_input(self, found):
        if found.get("name"):
            self._input(found, self._control(found))

    def _control(self, found):
        control = self.controls.setdefault(found["name"], Control())
        control.ids.append(found.get("id"))
        control.aria = found.get("aria-label", "")
        control.legend = self._legends[-1] if self._legends else []
        return control

    def _start_select(self, found):
        self._select = self._control(found)

    def _start_option(self, found):
        if self._select is None:  # what a list proposes beside a field is no choice
            return
        self._option = found.get("value", "")
        self._select.options[self._option] = ""
        if "selected" in found or not self._select.values:
            self._select.values = [self._option]

    def _start_textarea(self, found):
        self._area = self._control(found)
        self._area.values = [""]

    def _start_button(self, found):
        self._button = found.get("name"), found.get("value", "")
        self.buttons[self._button] = ""

    def _start_label(self, found):
        self._label = self._ticks.get(found.get("for"))
        self._words = self._labels.setdefault(found.get("for"), [])

    def _start_div(self, found):
        named = found.get("id") or ""
        if named.endswith("_error"):
            self._error = self.errors.setdefault(named.removesuffix("_error"), [])

    def _start_fieldset(self, found):
        self._legends.append([])

    def _start_legend(self, found):
        self._words = self._legends[-1]

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
            if self._error is not None:
                self._error.append(text)
            if self._words is not None:
                self._words.append(text)
            if self._label:
                control, value = self._label
                control.options[value] += text

    def handle_endtag(self, tag):
        end = getattr(self, f"_end_{tag}", None)
        if end:
            end()

    def _end_option(self):
        self._option = None

    def _end_select(self):
        self._select = None

    def _end_textarea(self):
        # What follows the mark of a text area is no part of its text.
        self._area.values[0] = self._area.values[0].removeprefix("\n")
        self._area = None

    def _end_button(self):
        self._button = None

    def _end_label(self):
        self._label = self._words = None

    _end_legend = _end_label

    def _end_fieldset(self):
        self._legends.pop()

    def _end_div(self):
        self._error = None

    def _end_script(self):
        self._hidden -= 1

    _end_style = _end_script


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())
