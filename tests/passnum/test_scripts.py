"""Our two scripts in a real browser: one submit, focus on the news, and the camera."""

import io

import pytest
import segno

HEAD = '<!DOCTYPE html><html lang="fr"><head><title>Essai</title>'
FORM = """<form method="post"><button data-busy="Remise en cours">Remettre le carnet</button></form>
<div class="error-summary" tabindex="-1" data-focus>Erreur</div>"""
SCAN = """<p data-network="on"><span data-online>En ligne</span>
<span data-offline hidden>Hors ligne</span></p>
<textarea id="id_codes"></textarea>
<div data-scan data-target="#id_codes" data-reader="/static/vendor/jsqr-1.4.0/jsQR.js"></div>"""
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  const image = new Image();
  image.src = "/essai.png";
  await image.decode();
  canvas.width = canvas.height = 400;
  const draw = () => {
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, 400, 400);
    context.drawImage(image, 50, 50, 300, 300);
  };
  draw();
  setInterval(draw, 50);
  return canvas.captureStream(20);
};
"""


@pytest.fixture
def page(open_page):
    """A page of its own: what these tests change of it stays."""
    return open_page(is_kept=False)


@pytest.fixture
def serve(page, live_server):
    """Open a page with a body and one of our scripts; POSTs are counted, and unanswered."""
    posts = []

    def answer(route):
        if route.request.method == "POST":
            posts.append(route.request.url)
            return route.fulfill(status=204)  # the page stays, as while a slow answer is awaited
        return route.fulfill(body=page.body, content_type="text/html")

    def serve(body, script):
        page.body = f'{HEAD}<script type="module" src="/static/js/{script}.js"></script>'
        page.body += f"</head><body>{body}</body></html>"
        page.route("**/essai/", answer)
        page.goto(f"{live_server.url}/essai/")
        return posts

    return serve


@pytest.mark.django_db(transaction=True)
def test_a_double_click_sends_once_and_says_it_is_busy(page, serve):
    posts = serve(FORM, "page")
    button = page.get_by_role("button")
    button.evaluate("b => { b.click(); b.click(); }")
    page.get_by_text("Remise en cours").wait_for(timeout=4000)
    assert len(posts) == 1


@pytest.mark.django_db(transaction=True)
def test_the_focus_goes_to_what_just_happened(page, serve):
    serve(FORM, "page")
    page.wait_for_function("document.activeElement.classList.contains('error-summary')")


@pytest.mark.django_db(transaction=True)
def test_the_camera_is_asked_by_a_button_and_adds_each_code_once(page, serve):
    image = io.BytesIO()
    segno.make("PN1:essai-de-code").save(image, kind="png", scale=8)
    page.route("**/essai.png", lambda route: route.fulfill(body=image.getvalue()))
    page.add_init_script(CAMERA)
    serve(SCAN, "scan")
    assert page.locator("#id_codes").input_value() == ""
    page.get_by_role("button", name="Scanner avec la caméra").click()
    page.get_by_text("1 code dans la liste").wait_for(timeout=8000)
    page.wait_for_timeout(600)
    assert page.locator("#id_codes").input_value() == "PN1:essai-de-code\n"


@pytest.mark.django_db(transaction=True)
def test_a_refused_camera_leads_back_to_the_field(page, serve):
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('', 'NotAllowedError') }"
    )
    serve(SCAN, "scan")
    page.get_by_role("button", name="Scanner avec la caméra").click()
    page.get_by_text("La caméra n’est pas autorisée.").wait_for()
    assert page.evaluate("document.activeElement.id") == "id_codes"


@pytest.mark.django_db(transaction=True)
def test_a_cut_network_is_said_in_words(page, serve):
    serve(SCAN, "scan")
    assert page.get_by_text("En ligne").is_visible()
    page.context.set_offline(True)
    page.get_by_text("Hors ligne").wait_for()
    page.context.set_offline(False)
    page.get_by_text("En ligne").wait_for()
