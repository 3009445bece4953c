"""What a test does with a real browser: sign in, and ask axe what it finds."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

(AXE,) = (Path(__file__).parent / "vendor").glob("axe-core-*")
RUN = """async locale => {
    axe.configure({locale});
    return (await axe.run({resultTypes: ["violations"]})).violations;
}"""
# The width, the scheme, and each way to an element once, by what axe looks at: tags, attributes and
# the values that do not come from the data. Lines of a table more or less are the same page.
SHAPE = """() => {
    const FIXED = /^(class|role|type|lang|scope|tabindex|aria-(hidden|current|sort|live))$/;
    const said = (one) => one.tagName + [...one.attributes]
        .map(({name, value}) => `[${name}=${FIXED.test(name) ? value : value !== ""}]`)
        .join("") + (one.textContent.trim() === "");
    const ways = new Map(), found = new Set();
    for (const one of document.querySelectorAll("*")) {
        const way = (ways.get(one.parentElement) || "") + ">" + said(one);
        ways.set(one, way);
        found.add(way);
    }
    return innerWidth + matchMedia("(prefers-color-scheme: dark)").matches + [...found].join();
}"""
_without_fault: set[bytes] = set()
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
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def chromium() -> str:
    """The path of the browser: CHROMIUM, else the system's."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    return next(path for path in found if path)


def sign_in(page, base_url: str, email: str) -> None:
    """Open a session for a user, without the sign-in page, which has its own test."""
    client = Client()
    client.force_login(get_user_model().objects.get(email=email), backend=BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def axe(page) -> list[str]:
    """What axe finds on the page, each fault with its rule and its elements.

    A page made of what this process has already looked at, at this width, is not looked at again.
    """
    shape = hashlib.sha256(page.evaluate(SHAPE).encode()).digest()
    if shape in _without_fault:
        return []
    page.evaluate((AXE / "axe.min.js").read_text())
    found = page.evaluate(RUN, json.loads((AXE / "fr.json").read_text()))
    if not found:
        _without_fault.add(shape)
    return [
        f"{fault['id']}: {fault['help']} — {[node['target'] for node in fault['nodes']]}"
        for fault in found
    ]
