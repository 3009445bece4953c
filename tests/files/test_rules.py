"""What an uploaded file is: its content decides, whatever it is called."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from files import rules
from files.rules import OLE
from tests.factories.files import JPEG, PDF, archive, opendocument, openxml, pdf, picture, png

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def test_each_type_that_is_kept_is_recognised():
    assert rules.type_of_content(PDF) == rules.PDF
    assert rules.type_of_content(png()) == rules.PNG
    assert rules.type_of_content(JPEG) == rules.JPEG
    assert rules.type_of_content(opendocument("text")) == rules.ODT
    assert rules.type_of_content(opendocument("spreadsheet")) == rules.ODS
    assert rules.type_of_content(openxml()) == rules.DOCX
    assert rules.type_of_content(openxml("spreadsheetml.sheet")) == rules.XLSX


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x03\x04",
        HTML,
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"GIF89a" + HTML,
        b"MZ\x90\x00",
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"\xef\xbb\xbf" + SVG,
        b"%!PS-Adobe-3.0",
        b"simple text",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_nothing_else_is(content):
    assert rules.type_of_content(content) is None


def test_a_page_hidden_beside_a_pdf_leaves_it_a_pdf():
    assert rules.type_of_content(PDF + HTML) == rules.PDF
    assert rules.type_of_content(HTML + PDF) == rules.PDF
    assert rules.type_of_content(b" " * 1024 + PDF) is None


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n", b"junk\n" * 100])
def test_a_pdf_opens_after_what_readers_pass_over(before):
    assert rules.type_of_content(before + PDF) == rules.PDF
    assert rules.flaw_of(rules.PDF, before + PDF) is None


def acting(action):
    """A PDF whose opening does something."""

    def change(writer):
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject(action)}
        )

    return pdf(change)


def hidden_script(writer):
    """In an object that nothing leads to."""
    script = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer._add_object(ArrayObject([script]))


def named_elsewhere(writer):
    """The name of the action is an object of its own."""
    name = writer._add_object(NameObject("/Launch"))
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): name})


def of_a_second_generation():
    """A PDF with an action whose object replaces one that was taken away."""
    before, _, after = PDF.partition(b"xref\n")
    action = b"9 1 obj\n<< /S /Launch >>\nendobj\n"
    entry = b"9 1\n%010d 00001 n \n" % len(before)
    after = after.replace(b"%d\n%%%%EOF" % len(before), b"%d\n%%%%EOF" % len(before + action))
    return before + action + b"xref\n" + after.replace(b"trailer", entry + b"trailer")


IN_THE_TRAILER = PDF.replace(b"trailer\n<<", b"trailer\n<< /Own << /S /La#75nch >>")


def test_a_locked_open_document_is_told():
    manifest = ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>")
    content = opendocument("text", manifest, ("styles.xml", b"\x07\x12"))

    assert rules.flaw_of(rules.ODT, content) == rules.LOCKED


@pytest.mark.parametrize(
    ("known", "content", "flaw"),
    [
        (rules.PDF, PDF, None),
        (rules.PDF, PDF[: len(PDF) // 2], rules.INCOMPLETE),
        (rules.PDF, PDF[:200] + PDF[-30:], rules.INCOMPLETE),
        (rules.PDF, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", rules.INCOMPLETE),
        (rules.PDF, pdf(lambda writer: writer.encrypt("secret")), rules.LOCKED),
        (rules.PDF, pdf(lambda writer: writer.encrypt("", "secret")), None),
        (rules.PDF, acting("/JavaScript"), rules.ACTIVE),
        (rules.PDF, pdf(hidden_script), rules.ACTIVE),
        (rules.PDF, acting("/Launch"), rules.ACTIVE),
        (rules.PDF, pdf(named_elsewhere), rules.ACTIVE),
        (rules.PDF, of_a_second_generation(), rules.ACTIVE),
        (rules.PDF, IN_THE_TRAILER, rules.ACTIVE),
        (rules.PDF, acting("/GoTo"), None),
        (rules.PNG, png(), None),
        (rules.PNG, png()[:-20], rules.INCOMPLETE),
        (rules.PNG, png()[:40] + b"0" + png()[41:], rules.INCOMPLETE),
        (rules.JPEG, JPEG, None),
        (rules.JPEG, JPEG[: len(JPEG) // 2], rules.INCOMPLETE),
        (rules.DOCX, openxml(), None),
        (rules.DOCX, openxml("wordprocessingml.document", ("a.dat", OLE)), rules.ACTIVE),
        (rules.DOCX, openxml("wordprocessingml.document", ("a.rels", b"")), rules.INCOMPLETE),
        (
            rules.XLSX,
            openxml("spreadsheetml.sheet", ("xl/externalLinks/a.xml", b"<x><ddeLink/></x>")),
            rules.ACTIVE,
        ),
        (rules.DOCX, openxml()[:160] + b"!" + openxml()[161:], rules.INCOMPLETE),
        (rules.ODT, opendocument(), None),
        (rules.ODT, opendocument()[:-30], rules.INCOMPLETE),
    ],
)
def test_what_is_cut_locked_or_active_is_told(known, content, flaw):
    assert rules.flaw_of(known, content) == flaw


def test_an_image_of_very_many_points_is_not_opened(monkeypatch):
    monkeypatch.setattr(rules, "MOST_PIXELS", 799)

    assert rules.flaw_of(rules.PNG, png()) == rules.TOO_LARGE


def taken_in_arras():
    """What a telephone writes in a picture: where, when, and which side is up."""
    told = Image.Exif()
    told[0x0112], told[0x010F] = 6, "Telephone"
    told.get_ifd(0x8825)[1] = "N"
    return told


@pytest.mark.parametrize(
    ("known", "content"),
    [
        (rules.JPEG, picture(exif=taken_in_arras(), comment=b"Arras")),
        (rules.PNG, picture("PNG", exif=taken_in_arras())),
    ],
)
def test_a_picture_says_no_more_where_it_was_taken(known, content):
    kept = rules.without_metadata(known, content)

    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {0x0112: 6}
        assert image.getexif().get_ifd(0x8825) == {}
        assert image.size == (40, 20)
    assert b"Telephone" not in kept
    assert b"Arras" not in kept
    assert rules.flaw_of(known, kept) is None


def test_two_pictures_in_one_become_one_without_a_word():
    second = Image.new("L", (40, 20))
    both = picture("MPO", save_all=True, append_images=[second], comment=b"Arras")
    kept = rules.without_metadata(rules.JPEG, both)

    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, dict(image.getexif())) == ("JPEG", {})
    assert b"Arras" in both
    assert b"Arras" not in kept


@pytest.mark.parametrize(
    ("known", "content"), [(rules.JPEG, JPEG), (rules.PNG, png()), (rules.PDF, PDF)]
)
def test_a_file_that_says_nothing_else_is_kept_as_it_is(known, content):
    assert rules.without_metadata(known, content) == content


MACRO_SHEET = f"""<Types>
<Override ContentType="{rules.XLSX.content_type}.main+xml"/>
<Override ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>""".encode()


@pytest.mark.parametrize(
    "content",
    [
        archive(("readme.txt", b"plain")),
        archive(("content.xml", b""), ("mimetype", ODT_TYPE)),
        archive(("mimetype", b"application/epub+zip")),
        archive(("mimetype", ODT_TYPE), ("Basic/Standard/Module1.xml", b"")),
        archive(("mimetype", ODT_TYPE), ("../../etc/cron.d/evil", b"")),
        archive(("mimetype", ODT_TYPE), ("/etc/passwd", b"")),
        archive(("mimetype", ODT_TYPE), ("C:\\evil.exe", b"")),
        archive(("[Content_Types].xml", b"<Types/>")),
        openxml("presentationml.presentation"),
        archive(("[Content_Types].xml", MACRO_SHEET), ("main.xml", b"<w/>")),
        openxml("wordprocessingml.document", ("word/vbaProject.bin", b"")),
        archive(
            (
                "[Content_Types].xml",
                b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
            )
        ),
        openxml()[:-30],
        HTML + openxml(),
    ],
)
def test_an_archive_is_kept_only_as_an_office_document_without_programs(content):
    assert rules.type_of_content(content) is None


def test_an_archive_that_would_swell_is_not_opened(monkeypatch):
    monkeypatch.setattr(rules, "MAX_INFLATED_BYTES", 10_000)

    assert rules.type_of_content(openxml("wordprocessingml.document", ("a", b"0" * 20_000))) is None
    assert (
        rules.type_of_content(openxml("wordprocessingml.document", ("a", b"0" * 200))) == rules.DOCX
    )


def test_an_archive_of_very_many_files_is_not_opened(monkeypatch):
    monkeypatch.setattr(rules, "MAX_ARCHIVE_ENTRIES", 2)

    assert rules.type_of_content(openxml()) == rules.DOCX
    assert rules.type_of_content(openxml("wordprocessingml.document", ("a", b""))) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_is_a_breakdown(data):
    sound = bytearray(data.draw(st.sampled_from([opendocument(), openxml(), PDF, png(), JPEG])))
    for _ in range(data.draw(st.integers(1, 4))):
        sound[data.draw(st.integers(4, len(sound) - 1))] = data.draw(st.integers(0, 255))

    found = rules.type_of_content(bytes(sound))
    assert found in {None, *rules.TYPES}
    if found and rules.flaw_of(found, bytes(sound)) is None:
        assert rules.without_metadata(found, bytes(sound))


def test_an_archive_that_lies_about_its_sizes_is_refused_without_being_unpacked():
    bomb = archive(("mimetype", ODT_TYPE), ("content.xml", b"0" * 1000))
    with zipfile.ZipFile(io.BytesIO(bomb)) as known:
        start = known.infolist()[0].header_offset
    lying = bytearray(bomb)
    lying[start + 30 + len("mimetype")] ^= 1  # the content no longer has its checksum

    assert rules.type_of_content(bytes(lying)) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Délibération 2022-284.pdf", "Délibération 2022-284.pdf"),
        ("scan.PNG", "scan.pdf"),
        ("page.html", "page.html.pdf"),
        ("C:\\Users\\moi\\texte.pdf", "texte.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b.pdf"),
        ("\0\0", "piece.pdf"),
        ("", "piece.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "piece.pdf"),
    ],
)
def test_a_name_is_printable_and_ends_as_its_content(name, kept):
    assert rules.tidy_name(name, rules.PDF) == kept


def test_a_name_never_goes_past_its_column():
    assert len(rules.tidy_name("é" * 400 + ".pdf", rules.PDF)) == rules.MAX_NAME_LENGTH


def test_another_ending_of_the_same_type_is_kept():
    assert rules.tidy_name("photo.JPEG", rules.JPEG) == "photo.jpeg"


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (1, "1\u00a0ko"),
        (83_400, "84\u00a0ko"),
        (999_000, "999\u00a0ko"),
        (999_001, "1\u00a0Mo"),
        (1_000_000, "1\u00a0Mo"),
        (1_140_000, "1,2\u00a0Mo"),
        (20_000_001, "20,1\u00a0Mo"),
    ],
)
def test_a_weight_is_written_in_french(size, written):
    assert rules.weight(size) == written
