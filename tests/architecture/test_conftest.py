"""Planted faults: the strictness of the tests really finds them."""

import pytest
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from common import clock as application_clock
from tests.conftest import MONDAY
from tests.strict import UndefinedVariable

REQUEST = RequestFactory().get("/")


def render(source, **context):
    template = engines["django"].from_string(source)
    template.template.origin.name = __file__
    return template.render(context)


def test_an_undefined_variable_fails():
    with pytest.raises(UndefinedVariable, match="Undefined variable nothing"):
        render("{{ nothing }}")


def test_an_undefined_attribute_fails():
    with pytest.raises(UndefinedVariable, match=r"Undefined variable day\.nothing"):
        render("{{ day.nothing }}", day=MONDAY)


def test_a_filter_does_not_hide_an_undefined_variable():
    with pytest.raises(UndefinedVariable):
        render("{{ nothing|upper }}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% if nothing %}yes{% else %}no{% endif %}", "no"),
        ("{{ nothing|default:'rien' }}", "rien"),
        ("{{ nothing|default:''|upper }}", ""),
        ("{{ here }}", "0"),
    ],
)
def test_a_variable_that_may_be_missing_says_so(source, text):
    assert render(source, here=0) == text


def test_a_template_of_a_library_is_forgiven():
    template = engines["django"].from_string("{{ nothing }}")
    template.template.origin.name = pytest.__file__

    assert template.render({}) == ""


@pytest.fixture
def events(db):
    return Event.objects.bulk_create(
        Event(at=MONDAY, actor_id=0, subject_id=number) for number in range(3)
    )


def test_unordered_rows_come_turned_around(events):
    # Not the order of entry where the server fills again what earlier tests left free.
    chosen = list(Event.objects.raw("SELECT * FROM audit_event"))

    assert list(Event.objects.all()) == chosen[::-1]
    assert list(Event.objects.order_by("pk")) == events


def test_pages_of_unordered_rows_fail(events):
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(Event.objects.all(), 2).page(1)


def test_a_lock_without_of_fails(events):
    with pytest.raises(AssertionError, match="without of"):
        Event.objects.select_for_update()
    assert list(Event.objects.order_by("pk").select_for_update(of=("self",))) == events


def test_the_clock_stands_still_until_it_is_moved(clock, settings):
    settings.PASSNUM_CLOCK = ""
    assert application_clock.now() == MONDAY
    clock.on(MONDAY.date().replace(day=16))
    assert application_clock.today().isoformat() == "2023-05-16"


def drawn_by_a_property():
    drawn = []

    @given(st.integers())
    def look_at(number):
        drawn.append(number)

    look_at()
    return drawn


def test_properties_try_the_same_cases_at_each_run():
    assert drawn_by_a_property() == drawn_by_a_property()
