import pytest

from places.rules import opening_hours_in_french


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("", []),
        ("Mo-Fr 09:00-12:00", ["lundi au vendredi : 9 h 00 à 12 h 00"]),
        ("Mo,We 14:00-17:30", ["lundi, mercredi : 14 h 00 à 17 h 30"]),
        (
            "Tu 09:00-12:00,14:00-17:00; Su off",
            ["mardi : 9 h 00 à 12 h 00 et 14 h 00 à 17 h 00", "dimanche : fermé"],
        ),
        ("PH closed;", ["jours fériés : fermé"]),
        ("sur rendez-vous", ["sur rendez-vous"]),
        ("Sun 09:00-12:00", ["Sun 09:00-12:00"]),
    ],
)
def test_opening_hours_are_read_in_french_or_shown_as_written(written, lines):
    assert [line.replace("\u00a0", " ") for line in opening_hours_in_french(written)] == lines
