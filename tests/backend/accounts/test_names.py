"""Names and passwords as typed: what is kept, what is the same, what is refused."""

from __future__ import annotations

import pytest

from backend.accounts.names import check_name, check_password, look_of, refuse_common
from backend.http.errors import UnprocessableError

# A filler, a joiner, a selector, signs that are blank, an accent on nothing, six accents on one letter.
INVISIBLE = [
    *("a\u3164b", "\uffa0", "a\u115fb", "a\u034fb", "a\U000e0100b", "a\u180bb", "a\u2800b", "a\U0001d159b", "a\u17b4b"),
    *("\u0301", "z" + "\u0323" * 6, "a\u200bb", "a\u00adb", "a\u2028b"),
]


def test_a_name_is_shown_as_typed_and_found_in_any_spelling() -> None:
    assert check_name("  Ada Lovelace ") == ("Ada Lovelace", "ada lovelace")
    keys = {check_name(name)[1] for name in ("Zoë", "ZOË", "Zoe\u0308", "Ｚｏë")}
    assert len(keys) == 1


@pytest.mark.parametrize("name", ["", "   ", "a" * 41, "a\nb", "a\0b", "\u202eada", "\ud800", *INVISIBLE])
def test_a_bad_name(name: str) -> None:
    with pytest.raises(UnprocessableError, match="1 to 40"):
        check_name(name)


def test_what_a_telephone_adds_to_a_heart_is_left_out() -> None:
    assert check_name("Ada ❤\ufe0f") == ("Ada ❤", "ada ❤")


def test_spaces_between_words_count_once() -> None:
    assert check_name("Ada\u00a0  Lovelace") == ("Ada Lovelace", "ada lovelace")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypal", "p\u0430ypal"),  # a Cyrillic a
        ("Anna", "\u0391nna"),  # a Greek A
        ("paypal", "paypaI"),  # a capital i
        ("user1", "userl"),
        ("user0", "userO"),
        ("Moss", "M\u043e\u0455\u0455"),
        ("Ada", "\uff21da"),
    ],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert look_of(check_name(one)[0]) == look_of(check_name(other)[0])


@pytest.mark.parametrize(("one", "other"), [("Ada", "Ida"), ("Zoë", "Zoe"), ("Müller", "Muller"), ("李", "王")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert look_of(check_name(one)[0]) != look_of(check_name(other)[0])


@pytest.mark.parametrize("password", ["password", "Password1", "12345678", "QWERTYUIOP", "trustno1"])
def test_a_password_that_is_guessed_first(password: str) -> None:
    with pytest.raises(UnprocessableError, match="most common"):
        refuse_common(password)
    refuse_common(f"{password} and more")


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert check_password("pa\u0308ssword") == check_password("pässword")
    assert check_password(" spaces count ") == " spaces count "
    assert check_password("8 signs!") == "8 signs!"
    assert len(check_password("x" * 200)) == 200


@pytest.mark.parametrize("password", ["", "7 signs", "x" * 201, "8 signs\ud800"])
def test_a_bad_password(password: str) -> None:
    with pytest.raises(UnprocessableError, match="8 to 200"):
        check_password(password)
