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


def test_carnets_are_named_as_they_are_printed():
    assert rules.carnets_in_words([12]) == "carnet n°\u00a000012"
    named = rules.carnets_in_words([15, 13, 12])
    assert named == "carnets n°\u00a000012 à\u00a000013, n°\u00a000015"
