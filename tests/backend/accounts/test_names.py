"""Names and passwords as typed: what is kept, what is the same, what is refused."""

from __future__ import annotations

import pytest

from backend.accounts.names import check_name, check_password
from backend.http.errors import UnprocessableError


def test_a_name_is_shown_as_typed_and_found_in_any_spelling() -> None:
    assert check_name("  Ada Lovelace ") == ("Ada Lovelace", "ada lovelace")
    keys = {check_name(name)[1] for name in ("Zoë", "ZOË", "Zoe\u0308", "Ｚｏë")}
    assert len(keys) == 1


@pytest.mark.parametrize("name", ["", "   ", "a" * 41, "a\nb", "a\0b", "\u202eada", "\ud800"])
def test_a_bad_name(name: str) -> None:
    with pytest.raises(UnprocessableError, match="1 to 40"):
        check_name(name)


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert check_password("pa\u0308ssword") == check_password("pässword")
    assert check_password(" spaces count ") == " spaces count "
    assert check_password("8 signs!") == "8 signs!"
    assert len(check_password("x" * 200)) == 200


@pytest.mark.parametrize("password", ["", "7 signs", "x" * 201, "8 signs\ud800"])
def test_a_bad_password(password: str) -> None:
    with pytest.raises(UnprocessableError, match="8 to 200"):
        check_password(password)
