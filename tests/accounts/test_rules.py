import pytest

from accounts.enums import GRANTS, Permission, Role
from accounts.rules import contrast, tint


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#000000", 21.0), ("#FFFFFF", 1.0), ("#1D4F91", 8.1), ("#6B7480", 4.7), ("#767676", 4.5)],
)
def test_contrast_on_white_is_that_of_wcag(colour, expected):
    assert round(contrast(colour), 1) == expected


def test_text_in_the_accent_stays_readable_on_its_tint():
    assert contrast("#1D4F91", tint("#1D4F91")) > 4.5
    assert tint("#000000", 1) == "#000000"


def test_every_role_has_its_grants_and_every_permission_a_role():
    assert set(GRANTS) == set(Role)
    assert frozenset.union(*GRANTS.values()) == frozenset(Permission)


def test_who_hands_out_or_redeems_does_not_manage():
    assert not GRANTS[Role.MANAGER] & {Permission.HAND_OUT, Permission.REDEEM}
    assert GRANTS[Role.MEDIATOR] == {Permission.REDEEM, Permission.DEVICE_READ}
