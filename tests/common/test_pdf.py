"""PDF documents: same input, same bytes; tagged, titled, and deaf to every address."""

import datetime as dt
import io
import re

import pytest
from django.template import engines
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from weasyprint.urls import FatalURLFetchingError

from common import pdf
from common.charts import LineChart, Series

CONTEXT = {
    "authority": "Département du Pas-de-Calais",
    "reference": "R-2023-T1",
    "facts": [{"key": "Période", "value": "1er\u00a0trimestre 2023"}],
    "draft": False,
}
MADE_AT = dt.datetime(2023, 5, 15, 9, tzinfo=dt.UTC)


@pytest.fixture
def template(monkeypatch):
    """Let a test write the body of a document."""

    def write(body):
        source = '{% extends "documents/base.html" %}{% load charts %}'
        made = engines["django"].from_string(f"{source}{{% block content %}}{body}{{% endblock %}}")
        monkeypatch.setattr(pdf, "render_to_string", lambda _, context: made.render(context))
        return "written"

    return write


def make(template, **more):
    arguments = {"title": "Rapport", "base": "abc", "made_at": MADE_AT}
    context = {**CONTEXT, **{k: v for k, v in more.items() if k not in arguments}}
    given = {**arguments, **{k: v for k, v in more.items() if k in arguments}}
    return pdf.render(template, context, **given)


def text_of(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_the_same_input_gives_the_same_bytes_and_another_base_does_not():
    first = make("documents/base.html")
    assert make("documents/base.html") == first
    assert make("documents/base.html", base="abd") != first


def test_a_document_is_tagged_titled_french_and_dated():
    reader = PdfReader(io.BytesIO(make("documents/base.html")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert reader.metadata.title == "Rapport"
    assert reader.metadata.creation_date == MADE_AT


def test_a_document_says_that_it_is_accessible_and_to_be_archived():
    root = PdfReader(io.BytesIO(make("documents/base.html"))).trailer["/Root"]

    said = root["/Metadata"].get_data().decode()
    assert said.count("<rdf:RDF") == 1  # validators read one block only
    assert {*re.findall(r'pdf\w*id:\w+="\w"', said)} == {
        'pdfaid:part="3"',
        'pdfaid:conformance="A"',
        'pdfuaid:part="1"',
    }
    assert root["/OutputIntents"][0]["/DestOutputProfile"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_document_carries_what_it_is_made_of():
    made = pdf.render(
        "documents/base.html",
        CONTEXT,
        title="Rapport",
        base="abc",
        made_at=MADE_AT,
        attached=[pdf.Attached("faits.json", '{"é": 1}', "Faits")],
    )

    reader = PdfReader(io.BytesIO(made))
    assert reader.attachments == {"faits.json": ['{"é": 1}'.encode()]}
    assert reader.trailer["/Root"]["/AF"][0]["/AFRelationship"] == "/Source"


def test_a_chart_of_a_document_has_its_words(template):
    chart = LineChart("Le constat", "Pass par mois", ["mai"], [Series("Pass", [1234])])
    reader = PdfReader(
        io.BytesIO(make(template("{% chart_lines chart opened=True %}"), chart=chart))
    )

    figures = [
        one.get_object()
        for one in map(reader.get_object, range(1, reader.trailer["/Size"]))
        if isinstance(one, DictionaryObject) and one.get("/S") == "/Figure"
    ]
    assert [one["/Alt"] for one in figures] == ["Graphique\u00a0: Le constat"]


def test_pages_say_title_reference_number_and_header_rows_again(template):
    rows = "".join(f"<tr><td>Ligne {i}</td></tr>" for i in range(90))
    table = f"<table><thead><tr><th>Mois</th></tr></thead><tbody>{rows}</tbody></table>"
    pages = text_of(make(template(table)))
    assert len(pages) > 2
    for number, page in enumerate(pages[1:-1], 2):
        assert "Rapport, R-2023-T1" in page
        assert f"Page {number} sur {len(pages)}" in page
        assert "Mois" in page


def test_a_draft_says_so_on_every_page(template):
    pages = text_of(make(template("<p style='break-after: page'>a</p><p>b</p>"), draft=True))
    assert len(pages) == 2
    assert all("Brouillon, sans valeur" in page for page in pages)


def test_a_chart_shows_its_figures_in_a_document(template):
    chart = LineChart("Le constat", "Pass par mois", ["mai"], [Series("Pass", [1234])])
    (page,) = text_of(make(template("{% chart_lines chart opened=True %}"), chart=chart))
    assert "Le constat" in page
    assert "1\u00a0234" in page


@pytest.mark.parametrize(
    "url",
    ["https://example.org/x.png", "file:///etc/passwd", "../pyproject.toml", "data:image/png,x"],
)
def test_an_address_outside_the_static_folder_is_refused(template, url):
    with pytest.raises(FatalURLFetchingError):
        make(template(f"<img alt='' src='{url}'>"))


def test_only_files_of_the_static_folder_are_found():
    assert pdf.static_file(f"{pdf.STATIC}css/document.css").name == "document.css"
    assert pdf.static_file(f"{pdf.STATIC}../pyproject.toml") is None
    assert pdf.static_file(f"{pdf.STATIC}%2e%2e/pyproject.toml") is None
    assert pdf.static_file("file:///etc/passwd") is None
