"""How tests open a page, send its form and read what comes back."""

import csv
import html
import io
import re

from django.urls import reverse

# Thousands that nothing parts, before what they count or alone in a column of figures; years, and
# what a code begins with, are none.
BARE = re.compile(r"(?<![\w.,/°-])(?<!° )(?!0|(?:19|20)\d\d\b)\d{4,}(?= [a-zà-ÿ€])")
BARE_CELL = re.compile(r"<t[dh][^>]*\bnum\b[^>]*>\s*((?!0|(?:19|20)\d\d\b)\d{4,})\s*<")
FIELDS = re.compile(r"<(script|style|textarea|option|code)\b.*?</\1>", re.DOTALL)


def bare_numbers(text):
    """The numbers of a page whose thousands are not parted."""
    shown = FIELDS.sub(" ", text.replace("\u00a0", " "))
    return BARE_CELL.findall(shown) + BARE.findall(re.sub(r"<[^>]+>", "", shown))


def page(client, name, row, **query):
    """The page of a row: `name` is that of an address, with its app."""
    return client.get(reverse(name, args=[row.public_id]), query)


# The days of these acts are in their address, where they are checked first.
CHECKED = ("dossiers:sign", "dossiers:sign-avenant", "dossiers:close", "dossiers:terminate")
DAYS = ("signed_on", "effective_on", "ended_on")


def sent(client, name, row, answers, **more):
    """What the form of an act answers, sent from the page of its days when it is checked first."""
    days = {key: answers[key] for key in DAYS if name in CHECKED and key in answers}
    body = {key: value for key, value in answers.items() if key not in days}
    return client.post(reverse(name, args=[row.public_id]), body, query_params=days or None, **more)


def searched(client, address, **typed):
    """The page that a search for people leads to: what is typed is posted, never in an address."""
    answer = client.post(address, typed)
    assert answer.status_code == 302
    assert not [word for word in typed.get("q", "").split() if len(word) > 5 and word in answer.url]
    return client.get(answer.url)


def texts(response):
    """The text of a page, its spaces made plain."""
    return " ".join(response.text.replace("\u00a0", " ").split())


def words(response):
    """The words of a page alone, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", texts(response))).split())


def lines(prefix, *rows):
    """The lines of a form as a browser sends them."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for rank, row in enumerate(rows):
        sent |= {f"{prefix}-{rank}-{name}": value for name, value in row.items()}
    return sent


def as_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))
