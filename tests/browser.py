"""What a test does with a real browser: keep its pages, sign in, look at them wide and narrow."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests import paper, shared
from tests.factories import accounts
from tests.page_review import REVIEW

(AXE,) = (Path(__file__).parent / "vendor").glob("axe-core-*")
# A script of the site, which the browser keeps: sent to each page, it costs as much as it finds.
LOAD = """async src => {
    if (window.axe) return;
    const script = document.createElement("script");
    const loaded = new Promise((done, failed) => {
        Object.assign(script, {src, onload: done, onerror: failed});
    });
    document.head.append(script);
    await loaded;
    script.remove();
}"""
# Contrast costs as much as all the other rules: asked of each way to an element once.
RUN = """async ([locale, asked]) => {
    const rules = [
        {id: "color-contrast", selector: "[data-asked]"},
        {id: "link-in-text-block", selector: "a[href][data-asked]"},
    ];
    const isAsked = new Set(asked);
    axe.configure({locale, rules});
    for (const [one, way] of ways) one.toggleAttribute("data-asked", isAsked.has(way));
    const {violations} = await axe.run({resultTypes: ["violations"]});
    for (const one of ways.keys()) one.removeAttribute("data-asked");
    return violations;
}"""
# The ways to the elements, as numbers: by the width, the scheme, the styles and what axe looks at
# on the way, tags, attributes and the values that do not come from the data. Lines of a table more
# or less are the same page.
WAYS = """() => {
    const FIXED = /^(class|role|type|lang|scope|content|tabindex|aria-(hidden|current|sort|live))$/;
    const said = (one) => one.tagName + [...one.attributes]
        .map(({name, value}) => `[${name}=${FIXED.test(name) ? value : value !== ""}]`)
        .join("") + (one.textContent.trim() === "");
    const after = (way, text) =>
        [...text].reduce((hash, sign) => Math.imul(hash ^ sign.charCodeAt(0), 16777619), way);
    const styles = [...document.querySelectorAll("style, [rel=stylesheet]")]
        .map((one) => one.href || one.textContent);
    const start = [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, ...styles];
    window.ways = new Map([[null, after(2166136261, start.join())]]);
    for (const one of document.querySelectorAll("*")) {
        ways.set(one, after(ways.get(one.parentElement), said(one)));
    }
    ways.delete(null);
    return [...new Set(ways.values())].sort();
}"""
# What is wrong of a page at its width: something at its side, something that only a phone lets do
# (to unfold a part or to go to another place of the page aside), another first stop of Tab, on a
# phone what is less high than a finger: each line of a link, the label of a box to tick.
LAYOUT = """([width, isFirst]) => {
    const acts = "a[href]:not([href^='#']), button, input, select, textarea, label";
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const seen = [...document.querySelectorAll(acts)].filter((one) => one.checkVisibility());
    const {phone, desk} = window.acts = {
        ...(isFirst ? {} : window.acts), [innerWidth < 768 ? "phone" : "desk"]: seen
    };
    const lost = desk && phone?.find((one) => !desk.includes(one));
    const stop = [...document.querySelectorAll(stops)].find((one) => one.checkVisibility());
    const isWay = stop?.textContent.trim() === "Aller au contenu";
    const touched = (one) => /radio|checkbox/.test(one.type) && one.labels[0] || one;
    const isLow = (one) => [...touched(one).getClientRects()].some(({height}) => height < 43.5);
    const low = [...document.querySelectorAll(stops)].find((one) => innerWidth < 768
        && one.checkVisibility() && !one.matches("body > a:first-child, .visually-hidden")
        && isLow(one));
    const faults = {
        [`is ${innerWidth} pixels wide`]: innerWidth !== width,
        "goes sideways": document.documentElement.scrollWidth > innerWidth,
        [`only on a phone: ${lost?.outerHTML}`]: lost,
        [`is less than 44 pixels high: ${low?.outerHTML.slice(0, 200)}`]: low,
        [`Tab leads first to ${stop?.outerHTML}`]: !isWay || !document.querySelector(stop.hash),
    };
    return {
        faults: Object.keys(faults).filter((said) => faults[said]),
        isUnfocused: document.activeElement === document.body,
        words: document.querySelector("main")?.innerText,
    };
}"""
UNFOLD = """() => {
    const folded = "details.folded, details.card-fields";
    document.querySelectorAll(folded).forEach((one) => { one.open = true; });
}"""
# Answers by the name of their field, as somebody fills them: a folded part is opened first. Gives
# what cannot be filled. One by one through the driver, they take ten times as long.
FILL = """answers => Object.entries(answers).filter(([name, answer]) => {
    const fields = [...document.getElementsByName(name)];
    const field = fields.find((one) => one.type === "radio" && one.value === answer) || fields[0];
    for (let part = field; part; part = part.parentElement) {
        if (part.tagName === "DETAILS") part.open = true;
    }
    if (!field?.checkVisibility() || field.matches(":disabled, [readonly]")) return true;
    field.focus();
    if (/radio|checkbox/.test(field.type)) {
        if (!field.checked) (field.labels[0] || field).click();
        return !field.checked;
    }
    field.value = answer;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {bubbles: true}));
    return field.value !== answer;
}).map(([name]) => name)"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


class Pages:
    """The pages of a process, kept from test to test: a new one costs a second."""

    def __init__(self, browser) -> None:
        self.browser = browser
        self.free = {}
        # What the consoles of the pages say is wrong.
        self.errors = []

    def take(self, size, *, has_touch: bool):
        """A page of that size, without cookies; another one if it is not given back."""
        page = self.free.pop(has_touch, None) or self.new(size, has_touch=has_touch)
        page.set_viewport_size(size)
        return page

    def new(self, size, *, has_touch: bool):
        context = self.browser.new_context(
            viewport=size,
            has_touch=has_touch,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",  # what glides is not clicked before it stops
        )
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def give_back(self, page, *, has_touch: bool) -> None:
        if has_touch in self.free:
            page.context.close()
            return
        page.goto("about:blank")
        page.context.clear_cookies()
        self.free[has_touch] = page


def chromium() -> str:
    """The path of the browser: CHROMIUM, else the system's, the one without windows first."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    return next(path for path in found if path)


def sign_in(page, base_url: str, email: str) -> None:
    """Open a session for a user, without the sign-in page, which has its own test."""
    user = get_user_model().objects.get(email=email)
    cookie = accounts.sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def fill(page, answers: dict[str, str | bool]) -> None:
    """Answers by the name of their field; that of a box to tick is true."""
    page.wait_for_load_state()
    assert page.evaluate(FILL, answers) == []


def axe(page) -> list[str]:
    """What axe and our review find on the page, each fault with its rule and its elements.

    A page made of what this run has already looked at, at this width, is not looked at again.
    """
    page.wait_for_load_state()
    ways = page.evaluate(WAYS)
    known = shared.folder / hashlib.sha256(str(ways).encode()).hexdigest()
    if known.exists():
        return []
    page.evaluate(LOAD, f"{settings.STATIC_URL}{AXE.name}/axe.min.js")
    contrasted = shared.folder / "contrasted"
    seen = set(contrasted.read_text().split()) if contrasted.exists() else set()
    asked = [way for way in ways if str(way) not in seen]
    found = page.evaluate(RUN, [json.loads((AXE / "fr.json").read_text()), asked])
    reviewed = page.evaluate(REVIEW)
    if not found and not reviewed:
        known.touch()
        with contrasted.open("a") as file:
            file.write("".join(f"{way}\n" for way in asked))
    return [
        f"{fault['id']}: {fault['help']} — {[node['target'] for node in fault['nodes']]}"
        for fault in found
    ] + reviewed


def look(page) -> None:
    """Look at a page wide and narrow."""
    for _ in each_width(page):
        pass


def each_width(page) -> Iterator[dict]:
    """At each width, nothing for axe to find nor at the side; a desk does all that a phone does.

    Gives what was found, first at the width of the page, which is left at the other one. Its tables
    are then compared with their paper.
    """
    page.wait_for_load_state()
    yield _look(page, is_first=True)
    page.set_viewport_size(WIDE if page.viewport_size == PHONE else PHONE)
    yield _look(page, is_first=False)
    paper.once_printed(page)


def _look(page, *, is_first: bool) -> dict:
    found, faults = _found(page, is_first=is_first)
    assert faults == [], f"{page.url}, {page.viewport_size['width']} pixels wide: {faults}"
    return found


def faults(page) -> list[str]:
    """What is wrong of a page at its width, whether it looks like another or not."""
    return _found(page, is_first=True)[1] + page.evaluate(REVIEW)


def _found(page, *, is_first: bool) -> tuple[dict, list[str]]:
    found = page.evaluate(LAYOUT, [page.viewport_size["width"], is_first])
    return found, axe(page) + found["faults"]
