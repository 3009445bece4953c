"""Fixtures of every test, and the strictness that production does not have."""

import copy
import datetime as dt
import importlib
import os
import traceback
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.test import TransactionTestCase
from django.test import client as test_client

from accounts import session_store
from accounts.enums import Role
from common import clock as application_clock
from tests import browser as browsing
from tests import database, shared, strict
from tests.factories import accounts
from tests.factories.accounts import UserFactory
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

MONDAY = dt.datetime.fromisoformat("2023-05-15T09:00:00+02:00")


def pytest_configure(config):
    """Settings that only tests have: quick hashes, files without manifest, a broker per process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.BROKER_URL = (
        urlsplit(settings.BROKER_URL)._replace(path=f"/{int(worker) + 1}").geturl()
    )
    settings.CELERY["broker_url"] = settings.CACHES["default"]["LOCATION"] = settings.BROKER_URL
    # In the settings, so that a test that makes the template engine again keeps it.
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = strict.Undefined()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STATICFILES_DIRS.append((browsing.AXE.name, browsing.AXE))
    # The live server serves the files of the sources; whitenoise would list them for each client.
    settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")


def pytest_pycollect_makemodule(module_path, parent):
    """What takes seconds to import, before a module that uses it is read, and for it alone."""
    text = module_path.read_text()
    if "import schemathesis" in text:
        parent.config.pluginmanager.import_plugin("schemathesis.pytest.plugin")
    if "from hypothesis" in text:
        importlib.import_module("tests.seeded_properties")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """In the place of that of pytest-django, which migrates for each process and empties tables."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        template = database.prepare()
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda test: database.copy(template)
        )
        yield
        database.remove()


@pytest.fixture(autouse=True, scope="session")
def strictness():
    with pytest.MonkeyPatch.context() as patch:
        strict.turn_unordered_rows_around(patch)
        strict.require_of_in_locks(patch)
        strict.require_reading_order_of_names(patch)
        patch.setattr(test_client, "store_rendered_templates", store_page)
        # A slow run would ask one statement more: the last request is noted by the real clock.
        patch.setattr(session_store, "NOTED_EVERY", dt.timedelta(hours=1))
        yield


def store_page(store, template, context, **_):
    """In the place of what copies the context of each part of a page for `answer.context`: the page
    itself comes first.
    """
    store.setdefault("templates", [template])
    store.setdefault("context", test_client.ContextList([copy.copy(context)]))


@pytest.fixture(autouse=True, scope="session")
def shared_folder(tmp_path_factory):
    own = tmp_path_factory.getbasetemp()
    shared.folder = own.parent / "shared" if "PYTEST_XDIST_WORKER" in os.environ else own
    shared.folder.mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def empty_cache():
    """Nothing counted or queued by one test reaches the next."""
    yield
    cache.clear()


class Clock:
    """The instant that the application reads; `at` moves it."""

    def __init__(self, instant: dt.datetime) -> None:
        self.instant = instant

    def at(self, instant: dt.datetime) -> None:
        self.instant = instant

    def on(self, day: dt.date) -> None:
        """Nine in the morning of a day, in Paris."""
        self.instant = MONDAY.replace(year=day.year, month=day.month, day=day.day)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still, on Monday 15 May 2023 at nine."""
    standing = Clock(MONDAY)
    monkeypatch.setattr(application_clock, "real_now", lambda: standing.instant)
    return standing


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def manager(client, programme):
    """The manager of the programme, signed in."""
    return accounts.sign_in(
        client, UserFactory(role=Role.MANAGER, organisation=programme.authority)
    )


@pytest.fixture
def provider(settings, monkeypatch):
    """An OpenID Connect provider that the site knows, and of which it keeps nothing yet."""
    from tests.accounts.hostile_provider import Provider  # noqa: PLC0415 for few tests

    monkeypatch.setattr("accounts.provider._kept", {})
    found = Provider()
    settings.PASSNUM_OIDC = found.client
    yield found
    found.close()


@pytest.fixture
def convention(programme):
    """A signed convention, whose article 2 says when the action ends."""
    convention = ConventionFactory(programme=programme, signed=True, title="Convention ANCT")
    ClauseFactory(convention=convention, in_force=True, article="2")
    return convention


@pytest.fixture
def avenant(convention):
    """A voted avenant, which moves the end of the action."""
    deliberation = DeliberationFactory(programme=convention.programme, number="2023-204")
    avenant = AvenantFactory(convention=convention, number=1, voted=True, deliberation=deliberation)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31), article="2")
    return avenant


@pytest.fixture(scope="session")
def pages():
    """One browser for a whole process, and the pages that it keeps open."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 half a second, for few tests

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django would take for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(
            executable_path=browsing.chromium(), args=browsing.ARGUMENTS
        )
        yield browsing.Pages(opened)
        opened.close()


@pytest.fixture
def open_page(pages):
    """Open pages of a given size; an error in a console or in the server fails the test.

    A test that changes its page for good (its routes, its scripts) asks for one that is not kept.
    """
    opened = []

    def remember(sender, **_):
        pages.errors.append(traceback.format_exc())

    def open_page(size=browsing.WIDE, *, has_touch=False, is_kept=True):
        make = pages.take if is_kept else pages.new
        opened.append((make(size, has_touch=has_touch), has_touch, is_kept))
        return opened[-1][0]

    pages.errors.clear()
    got_request_exception.connect(remember)
    yield open_page
    got_request_exception.disconnect(remember)
    for page, has_touch, is_kept in opened:
        if is_kept:
            pages.give_back(page, has_touch=has_touch)
        else:
            page.context.close()
    assert not pages.errors, "\n".join(pages.errors)


@pytest.fixture
def page(open_page):
    """A page as wide as a desk's screen."""
    return open_page()


@pytest.fixture
def phone(open_page):
    """A page as wide as a small phone."""
    return open_page(browsing.PHONE, has_touch=True)


@pytest.fixture
def sign_in(live_server):
    """Open a session on a page: `sign_in(page, email)`."""
    return lambda page, email: browsing.sign_in(page, live_server.url, email)


@pytest.fixture
def tour(page, live_server, sign_in):
    """Open each address once, as someone, and look at it wide and narrow: `tour(email, urls)`."""

    def tour(email, urls, *, is_unfolded=False):
        sign_in(page, email)
        for url in urls:
            page.goto(live_server.url + url)
            if is_unfolded:
                page.evaluate(browsing.UNFOLD)
            browsing.look(page)

    return tour


@pytest.fixture
def axe():
    """Ask axe what it finds on a page: `assert axe(page) == []`."""
    return browsing.axe
