"""What a test does with a real browser: sign in, and ask axe what it finds."""

import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

VENDOR = Path(__file__).parent / "vendor"
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
    """What axe finds on the page, each fault with its rule and its elements."""
    (folder,) = VENDOR.glob("axe-core-*")
    page.evaluate((folder / "axe.min.js").read_text())
    locale = json.loads((folder / "fr.json").read_text())
    found = page.evaluate(
        "async locale => { axe.configure({locale}); return (await axe.run()).violations }", locale
    )
    return [
        f"{fault['id']}: {fault['help']} — {[node['target'] for node in fault['nodes']]}"
        for fault in found
    ]
