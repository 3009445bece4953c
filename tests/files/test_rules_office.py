"""What an office document fetches elsewhere, or runs, is told however it is written."""

import pytest

from files import rules
from tests.factories.files import archive, opendocument, openxml

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TEMPLATE = (
    '<Relationships xmlns="{package}"><Relationship Id="a" TargetMode="External" '
    'Target="https://ailleurs.exemple/a" Type="{relations}/{kind}"/></Relationships>'
)


def linked(kind="attachedTemplate", relations=RELATIONS, *, change=(), encoding="utf-8"):
    text = TEMPLATE.format(package=PACKAGE, relations=relations, kind=kind)
    for before, after in change:
        text = text.replace(before, after)
    part = ("word/_rels/settings.xml.rels", text.encode(encoding))
    return openxml("wordprocessingml.document", part)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"relations": STRICT},
        {"kind": "image"},
        {"kind": "externalLinkPath"},
        {"kind": "x/hyperlink"},
        {"change": [('"', "'")]},
        {"change": [("Mode=", "Mode\n = ")]},
        {"change": [("External", "Externa&#108;")]},
        {"change": [("<Rel", "<p:Rel"), ("</Rel", "</p:Rel"), ("xmlns", "xmlns:p")]},
        {"encoding": "utf-16"},
    ],
    ids=str,
)
def test_a_link_that_is_followed_alone_is_told_however_it_is_written(written):
    assert rules.flaw_of(rules.DOCX, linked(**written)) == rules.ACTIVE


@pytest.mark.parametrize("relations", [RELATIONS, STRICT])
def test_a_link_that_one_presses_is_left(relations):
    assert rules.flaw_of(rules.DOCX, linked("hyperlink", relations)) is None


def test_relations_with_a_type_of_document_are_not_read():
    entity = [("<Relationships", "<!DOCTYPE r [<!ENTITY e 'External'>]><Relationships")]
    assert rules.flaw_of(rules.DOCX, linked(change=entity)) == rules.INCOMPLETE


NAMES = (
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


@pytest.mark.parametrize(
    ("inside", "flaw"),
    [
        ('<draw:image xlink:href="Pictures/a.png"/>', None),
        ('<draw:object xlink:href="./Object 1"/>', None),
        ('<text:a xlink:href="https://ailleurs.exemple/"/>', None),
        ('<draw:image xlink:href="https://ailleurs.exemple/a.png"/>', rules.ACTIVE),
        ('<draw:image xlink:href=" HTTPS://ailleurs.exemple/a.png"/>', rules.ACTIVE),
        ('<draw:object xlink:href="../a.ods"/>', rules.ACTIVE),
        ('<text:section-source xlink:href="//serveur/a.odt"/>', rules.ACTIVE),
        ('<script:event-listener xlink:href="vnd.sun.star.script:a"/>', rules.ACTIVE),
        ('<text:dde-connection-decl text:name="a"/>', rules.ACTIVE),
        ("<text:dde-source/>", rules.ACTIVE),
        ("<office:script>a</office:script>", rules.ACTIVE),
        ("<text:script>a</text:script>", rules.ACTIVE),
        ('<text:p text:formula="of:=DDE(&quot;soffice&quot;;A1)"/>', rules.ACTIVE),
        ('<text:p text:formula="of:=WEBSERVICE(A1)"/>', rules.ACTIVE),
        ('<text:p text:formula="of:=&quot;DDE(&quot;"/>', None),
        ("<draw:image", rules.INCOMPLETE),
    ],
)
@pytest.mark.parametrize("part", ["content.xml", "styles.xml", "Object 1/content.xml"])
def test_what_an_open_document_fetches_elsewhere_is_told(part, inside, flaw):
    content = opendocument("text", (part, f"<o {NAMES}>{inside}</o>".encode()))

    assert rules.flaw_of(rules.ODT, content) == flaw


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def field(*runs, element="instrText"):
    """A field of Word whose code is cut over runs; a run in a list is a field in the field."""
    inside = "".join(
        field(*run) if isinstance(run, list) else f"<w:r><w:{element}>{run}</w:{element}></w:r>"
        for run in runs
    )
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{where}"/></w:r>' for where in ("begin", "separate", "end")
    )
    return f"{begin}{inside}{separate}<w:r><w:t>DDE</w:t></w:r>{end}"


FETCHING = [
    field("DDEAUTO c:\\\\windows\\\\cmd.exe"),
    field(" dde ", "excel"),
    field("DD", "EA", "UTO c"),
    field("D&#68;E c"),
    field("<![CDATA[DDE]]> c"),
    field('INCLUDEPICTURE "https://ailleurs.exemple/a.png" \\d'),
    field("INCLUDETEXT ", '"//serveur/a.docx"'),
    field("LINK Excel.Sheet.8"),
    field("DATABASE \\c"),
    field("DDE c", element="delInstrText"),
    field("DDE c", element="t"),
    field("IF 1 = 1 ", ["DDEAUTO c"], " non"),
    field(" ", ["QUOTE 68 68 69"], " c"),
    field("PAGE").replace('"end"', '"begin"') + field("DDE c"),
    field("DDE c").partition('<w:r><w:fldChar w:fldCharType="separate"')[0],
    '<w:fldSimple w:instr=" DDEAUTO c "/>',
    '<w:fldSimple w:instr="&#x64;de c"/>',
    "<w:mailMerge/>",
]
INERT = [
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + field("PAGE"),
    field("PAGE \\* MERGEFORMAT"),
    field("HYPERLINK ", '"https://ailleurs.exemple/"'),
    field("TOC \\o ", ["PAGEREF a"]),
    '<w:fldSimple w:instr=" DATE "/>',
    "<w:r><w:t>DDE DDEAUTO INCLUDETEXT</w:t></w:r>",
    field("QUOTE ", '"DDE"'),
]


@pytest.mark.parametrize(
    ("inside", "flaw"),
    [*[(one, rules.ACTIVE) for one in FETCHING], *[(one, None) for one in INERT]],
)
@pytest.mark.parametrize(
    ("part", "encoding"),
    [("word/document.xml", "utf-8"), ("word/header1.xml", "utf-16"), ("a.dat", "utf-8")],
)
def test_a_field_that_fetches_elsewhere_is_told_however_it_is_cut(inside, flaw, part, encoding):
    document = f"<w:document {WORD}><w:p>{inside}</w:p></w:document>".encode(encoding)

    assert rules.flaw_of(rules.DOCX, openxml("wordprocessingml.document", (part, document))) == flaw


@pytest.mark.parametrize(
    ("part", "inside", "flaw"),
    [
        ("xl/worksheets/sheet1.xml", "<c><f>WEBSERVICE(A1)</f></c>", rules.ACTIVE),
        ("xl/worksheets/sheet1.xml", "<c><f>1+_xlfn.web<!-- -->service (A1)</f></c>", rules.ACTIVE),
        ("xl/worksheets/sheet1.xml", "<c><f>SUM(A1)</f><v>DDE(1)</v></c>", None),
        ("xl/worksheets/sheet1.xml", '<c><f>"DDE ("&amp;A1</f></c>', None),
        ("xl/worksheets/sheet1.xml", "<c><f>SUM(A1)</f></c>" + " " * 1_100_000, None),
        ("xl/worksheets/sheet1.xml", " " * 999_998 + "<c><f>RTD(A1)</f></c>", rules.ACTIVE),
        ("xl/workbook.xml", "<definedName>DDE(A1)</definedName>", rules.ACTIVE),
        ("xl/connections.xml", '<connection><webPr url="https://a"/></connection>', rules.ACTIVE),
        ("xl/connections.xml", "<connection><dbPr/></connection>", rules.ACTIVE),
    ],
)
def test_what_a_workbook_fetches_elsewhere_is_told(part, inside, flaw):
    content = openxml("spreadsheetml.sheet", (part, f"<x>{inside}</x>".encode()))

    assert rules.flaw_of(rules.XLSX, content) == flaw


@pytest.mark.parametrize("kind", ["aFChunk", "control"])
def test_a_part_that_is_read_as_another_file_is_told(kind):
    inside = [(' TargetMode="External"', "")]
    assert rules.flaw_of(rules.DOCX, linked("image", change=inside)) is None
    assert rules.flaw_of(rules.DOCX, linked(kind, change=inside)) == rules.ACTIVE


@pytest.mark.parametrize(
    ("inner", "flaw"),
    [
        (openxml("spreadsheetml.sheet"), None),
        (linked(), rules.ACTIVE),
        (archive(("a.txt", b"a")), rules.ACTIVE),
        (openxml()[:-30], rules.ACTIVE),
    ],
)
def test_a_document_in_a_document_is_opened_too(inner, flaw):
    content = openxml("wordprocessingml.document", ("word/embeddings/a.bin", inner))

    assert rules.flaw_of(rules.DOCX, content) == flaw


def test_a_heavy_document_in_a_document_is_not_opened(monkeypatch):
    monkeypatch.setattr(rules, "LARGEST_INSIDE", 10)

    content = openxml("wordprocessingml.document", ("a", openxml()))
    assert rules.flaw_of(rules.DOCX, content) == rules.ACTIVE


def test_a_drawing_with_a_type_of_document_is_left():
    drawing = b'<?xml version="1.0"?><!DOCTYPE svg><svg/>'
    content = openxml("wordprocessingml.document", ("word/media/a.svg", drawing))

    assert rules.flaw_of(rules.DOCX, content) is None
