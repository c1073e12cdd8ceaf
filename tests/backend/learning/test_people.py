"""Pseudonyms and sides: the same for ever under one key, told apart under another, and about a third held out."""

from __future__ import annotations

from backend.learning.people import HELD_OUT_SHARE, is_held_out, pseudonym

KEY, OTHER = b"k" * 32, b"o" * 32


def test_a_name_has_one_pseudonym_that_only_the_key_leads_to() -> None:
    assert pseudonym(KEY, "ada") == pseudonym(KEY, "ada")
    assert len({pseudonym(KEY, "ada"), pseudonym(KEY, "grace"), pseudonym(OTHER, "ada")}) == 3
    assert "ada" not in pseudonym(KEY, "ada")
    assert len(pseudonym(KEY, "ada")) == 16


def test_about_a_third_is_held_out_and_each_key_parts_people_otherwise() -> None:
    names = [f"person {number}" for number in range(3000)]
    sides = [is_held_out(KEY, name) for name in names]
    assert abs(sum(sides) / len(sides) - HELD_OUT_SHARE) < 0.04
    assert sides == [is_held_out(KEY, name) for name in names]
    assert sides != [is_held_out(OTHER, name) for name in names]
