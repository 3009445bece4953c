"""What is said of stock and entitlement."""

import pytest

from distribution import rules

REASONS = [
    {"code": "autre", "criteria": [{"name": "âge", "sentence": "Trop jeune."}]},
    {
        "code": "rsa",
        "criteria": [
            {"name": "situation", "sentence": "Situation admise : bénéficiaire du RSA."},
            {"name": "âge", "sentence": "29 ans."},
        ],
    },
]


def test_the_reasons_shown_never_name_the_situation():
    shown = rules.reasons_without_status(REASONS, "rsa")
    assert shown == [("Situation", "Admise, justificatif vu."), ("Âge", "29 ans.")]
    assert "RSA" not in str(shown)


def test_a_decision_without_category_shows_no_reason():
    assert rules.reasons_without_status(REASONS, None) == []


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], []), ([3], [(3, 3)]), ([1, 2, 3, 7, 9, 10], [(1, 3), (7, 7), (9, 10)])],
)
def test_numbers_that_follow_each_other_are_one_range(numbers, expected):
    assert rules.ranges(numbers) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1201 à 1220, 1251", [(1201, 1220), (1251, 1251)]),
        ("n°\u00a000012 à\u00a000031, n°\u00a000040", [(12, 31), (40, 40)]),
        ("Les carnets du n° 3 au n° 5 et le n°7", [(3, 5), (7, 7)]),
        ("7; 3-5\n4 – 6", [(3, 7)]),
    ],
)
def test_ranges_are_read_as_pages_print_them(text, expected):
    assert rules.parse_ranges(text) == expected


@pytest.mark.parametrize("text", ["", "vingt", "5 à 3", "1,,2", "0", "12345678", "1 à 2 à 3"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"|"):
        rules.parse_ranges(text)


def test_ranges_are_parts_of_ranges():
    whole = [(1, 6), (9, 9)]
    assert rules.is_within([(2, 3), (9, 9)], whole)
    assert not rules.is_within([(6, 9)], whole)
    assert rules.less(whole, [(2, 3), (9, 9)]) == [(1, 1), (4, 6)]
    assert rules.size(whole) == 7


def test_carnets_are_named_as_they_are_printed():
    assert rules.carnets_in_words([12]) == "carnet n°\u00a000012"
    named = rules.carnets_in_words([15, 13, 12])
    assert named == "carnets n°\u00a000012 à\u00a000013, n°\u00a000015"
