"""Planted faults: a look at a page really finds them, at the width where they are."""

import pytest

from tests import browser

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title>
<meta name="viewport" content="width=device-width">
<style>button { font: inherit; min-height: 44px }</style></head>
<body><a href="#contenu">Aller au contenu</a>
<main id="contenu"><h1>Essai</h1>%s</main></body></html>"""
AT_DESK = "<style>@media (min-width: 400px) { %s }</style>"
PALE, WIDE = "p { color: #eee }", "p { width: 1400px }"
ON_PHONE, WIDER = "<style>p { width: 400px }</style>", "p { width: 100px }"
HIDDEN = "button { display: none }"


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (AT_DESK % PALE, "1280 pixels wide: .*color-contrast"),
        (AT_DESK % WIDE, "1280 pixels wide: .*goes sideways"),
        (ON_PHONE + AT_DESK % WIDER, "360 pixels wide: .*goes sideways"),
        (AT_DESK % HIDDEN, "only on a phone: .*Signer"),
        ("<a href='/'>Accueil</a>", "360 pixels wide: .*less than 44 pixels high: <a"),
    ],
)
def test_a_fault_of_one_width_is_found_each_time(live_server, open_page, fault, found):
    page = open_page(is_kept=False)
    faulty = PAGE % f"{fault}<p>Texte</p><button>Signer</button>"
    page.route("**/essai/", lambda route: route.fulfill(body=faulty, content_type="text/html"))
    for _ in range(2):
        page.goto(f"{live_server.url}/essai/")
        page.set_viewport_size(browser.WIDE)
        with pytest.raises(AssertionError, match=found):
            browser.look(page)


@pytest.mark.parametrize("pale", ["<p style='color: #eee'>Texte</p>", f"<style>{PALE}</style>"])
def test_a_pale_text_is_found_on_a_page_that_is_otherwise_known(live_server, open_page, pale):
    page, shown = open_page(is_kept=False), ["", pale]
    page.route(
        "**/essai/",
        lambda route: route.fulfill(
            body=PAGE % f"<p>Texte</p>{shown.pop(0)}", content_type="text/html"
        ),
    )
    page.goto(f"{live_server.url}/essai/")
    browser.look(page)

    page.goto(f"{live_server.url}/essai/")
    with pytest.raises(AssertionError, match="color-contrast"):
        browser.look(page)


@pytest.mark.parametrize("script", ["console.error('Une erreur')", "throw Error('Une erreur')"])
def test_an_error_of_a_script_is_kept_for_the_end_of_the_test(page, pages, script):
    page.set_content(f"<script>{script}</script>")
    page.wait_for_timeout(0)
    assert "Une erreur" in pages.errors.pop()


def test_a_page_is_given_back_without_what_a_test_left_in_it(pages):
    page = pages.take(browser.PHONE, has_touch=False)
    page.context.add_cookies([{"name": "c", "value": "1", "url": "http://localhost"}])
    pages.give_back(page, has_touch=False)
    again = pages.take(browser.WIDE, has_touch=False)
    pages.give_back(again, has_touch=False)

    assert again is page
    assert (again.url, again.context.cookies()) == ("about:blank", [])
