"""The code of a pass: what a slip of the finger, a forger or a cut QR cannot get through."""

import base64
import datetime as dt

import pytest

from distribution import codes
from distribution.codes import ALPHABET, Batch, ForgedCode, Keyring, MistypedCode

KEYS = Keyring({1: bytes(range(32)), 2: bytes(range(32, 64))})
BATCH = Batch("P", 1, 2)
END = dt.date(2023, 12, 31)


def typed(serial: int) -> str:
    return KEYS.typed_code(BATCH, serial)


def compact(code: str) -> str:
    return code.replace("-", "")


def holds(code: str) -> bool:
    """Whether the check of a code of 16 characters is right: what parse_typed asks."""
    return code[14:] == codes.check_digits(code[:14])


def swapped(code: str, first: int, second: int) -> str:
    letters = list(code)
    letters[first], letters[second] = letters[second], letters[first]
    return "".join(letters)


@pytest.fixture(scope="module")
def some_codes():
    serials = range(1, codes.LAST_SERIAL, codes.LAST_SERIAL // 500)[:500]
    return [compact(typed(serial)) for serial in serials]


def test_every_substituted_character_shows(some_codes):
    missed = 0
    for code in some_codes:
        for place, right in enumerate(code):
            head, tail = code[:place], code[place + 1 :]
            missed += sum(holds(head + other + tail) for other in ALPHABET if other != right)
    assert missed == 0


@pytest.mark.parametrize("distance", [1, 2], ids=["adjacent", "jump"])
def test_every_swap_shows(some_codes, distance):
    swaps = [
        swapped(code, place, place + distance)
        for code in some_codes
        for place in range(16 - distance)
        if code[place] != code[place + distance]
    ]
    assert len(swaps) > 5_000
    assert not any(map(holds, swaps))


def test_a_check_that_does_not_hold_is_mistyped_and_any_that_holds_is_read():
    for serial in range(1, 200):
        code = compact(typed(serial))
        wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]
        assert codes.parse_typed(code).serial == serial
        with pytest.raises(MistypedCode):
            codes.parse_typed(wrong)


def test_a_code_has_four_groups_of_crockford_characters():
    assert [len(group) for group in typed(41207).split("-")] == [4, 4, 4, 4]
    assert set(compact(typed(41207))) <= set(ALPHABET)
    assert codes.number("P", 41207) == "P00041207"


@pytest.mark.parametrize(
    "spelling",
    [
        str.lower,
        compact,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_spaces_dashes_small_letters_and_lookalikes_pass(spelling):
    for serial in range(1, 40):
        read = codes.parse_typed(spelling(typed(serial)))
        assert (read.letter, read.serial, read.number) == ("P", serial, f"P{serial:08d}")
        assert KEYS.is_secret_of(read, BATCH)


@pytest.mark.parametrize("text", ["", "P000", "P000-0000-0000-00U0", "é" * 16, "0" * 17])
def test_what_has_not_the_form_of_a_code_is_mistyped(text):
    with pytest.raises(MistypedCode):
        codes.parse_typed(text)


def test_no_pass_has_the_number_zero():
    body = "P" + "0" * 13
    with pytest.raises(MistypedCode):
        codes.parse_typed(body + codes.check_digits(body))


def test_the_last_serial_fits_and_the_next_does_not():
    assert codes.parse_typed(typed(codes.LAST_SERIAL)).serial == codes.LAST_SERIAL
    with pytest.raises(OverflowError):
        typed(codes.LAST_SERIAL + 1)


def test_secrets_differ_by_pass_batch_and_key():
    others = [Batch("P", 2, 2), Batch("H", 1, 2), Batch("P", 1, 1)]
    secrets = {KEYS.secret(batch, 7) for batch in [BATCH, *others]} | {KEYS.secret(BATCH, 8)}
    assert len(secrets) == 5
    assert {len(secret) for secret in secrets} == {16}


def test_a_secret_is_known_by_its_40_or_128_bits_only():
    secret = KEYS.secret(BATCH, 7)
    assert codes.is_same_secret(secret, secret)
    assert codes.is_same_secret(secret, secret[:5])
    for cut in (b"", secret[:4], secret[:6], secret + b"0", b"\0" * 5, b"\0" * 16):
        assert not codes.is_same_secret(secret, cut)


def test_a_qr_is_read_back_with_all_that_it_says():
    text = KEYS.qr_payload(BATCH, 41207, END)
    read = codes.parse(text, KEYS)
    assert (read.number, read.expires_on, read.key_id) == ("P00041207", END, 2)
    assert KEYS.is_secret_of(read, BATCH)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_a_typed_code_is_told_from_a_qr():
    assert isinstance(codes.parse(typed(3), KEYS), codes.Typed)


def test_a_qr_cut_anywhere_is_refused():
    text = KEYS.qr_payload(BATCH, 41207, END)
    for length in range(len(text)):
        with pytest.raises(MistypedCode):
            codes.parse_qr(text[:length], KEYS)


@pytest.mark.parametrize(
    ("place", "other"), [(1, "P00041208"), (2, "0" * 26), (3, "20991231"), (4, "1")]
)
def test_a_qr_changed_in_one_field_is_forged(place, other):
    parts = KEYS.qr_payload(BATCH, 41207, END).split(".")
    parts[place] = other
    with pytest.raises(ForgedCode):
        codes.parse_qr(".".join(parts), KEYS)


def test_a_qr_signed_again_by_another_key_is_forged():
    stranger = Keyring({2: base64.b64decode("A" * 43 + "=")})
    with pytest.raises(ForgedCode):
        codes.parse_qr(stranger.qr_payload(BATCH, 41207, END), KEYS)


def test_a_qr_of_a_key_that_we_do_not_have_is_forged():
    with pytest.raises(ForgedCode):
        codes.parse_qr(KEYS.qr_payload(BATCH, 1, END), Keyring({1: bytes(range(32))}))


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(0, "PN2"), (1, "P0041207"), (2, "ABC"), (3, "20230231"), (4, "deux"), (5, "é" * 103)],
)
def test_a_qr_whose_field_cannot_be_read_is_mistyped(place, wrong):
    parts = KEYS.qr_payload(BATCH, 41207, END).split(".")
    parts[place] = wrong
    with pytest.raises(MistypedCode):
        codes.parse_qr(".".join(parts), KEYS)


def test_a_signature_has_one_spelling():
    text = KEYS.qr_payload(BATCH, 41207, END)
    last = ALPHABET[ALPHABET.index(text[-1]) ^ 1]
    with pytest.raises(MistypedCode):
        codes.parse_qr(text[:-1] + last, KEYS)


def test_a_view_code_redeems_nothing():
    views = {KEYS.view_code(BATCH, carnet) for carnet in range(1, 500)}
    assert len(views) == 499
    for code in views:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        with pytest.raises(MistypedCode):
            codes.parse_typed(code)


def test_a_presented_code_never_prints_its_secret():
    read = codes.parse_typed(typed(41207))
    assert "secret" not in repr(read)


def test_the_keyring_of_the_settings_signs_with_its_last_key(settings):
    settings.PASSNUM_MASTER_KEYS = {key_id: bytes([key_id]) * 32 for key_id in (1, 2)}
    codes.keyring.cache_clear()
    try:
        assert codes.keyring().current_id == 2
    finally:
        codes.keyring.cache_clear()
