"""The docs made from the code are up to date."""

from django.conf import settings
from django.core.management import call_command

from deploy import architecture_diagram
from passnum.management.commands import states

READERS = ("str(", "bool(", "int(", "list(", "db_url(", "email_url(")


def test_the_states_are_drawn_as_the_code_has_them():
    call_command("states", "--check")


def test_the_floors_are_drawn_as_the_contracts_have_them():
    assert architecture_diagram.page() == architecture_diagram.PAGE.read_text()


def test_every_table_of_moves_lists_every_state():
    tables = list(states.tables())

    assert tables
    for app, name, moves in tables:
        assert set(moves) == set(type(next(iter(moves)))), f"{app}.{name}"


def variables_of_settings():
    source = (settings.BASE_DIR / "passnum" / "settings.py").read_text()
    return {word.split('"')[1] for word in source.split("env.")[1:] if word.startswith(READERS)}


def test_every_environment_variable_is_documented():
    text = (settings.BASE_DIR / "docs" / "deploiement.md").read_text()
    names = variables_of_settings()

    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in text} == set()
