"""Requests as structs: whatever the bytes, they are read or refused in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.schemas import Consent
from backend.http.messages import NotJsonError, WrongFieldError, convert, decode
from backend.samples.schemas import SampleHeader
from backend.stats.schemas.common import StatsQuery
from tests.backend.batches import sample

WHOLE = json.dumps(sample()).encode()


@pytest.mark.parametrize(
    "data",
    [
        b'{"level": "shapes", "ver\xdcion": 1}',  # in the name of a field, where msgspec leaves it to Python
        b'{"level": "sh\xdcpes", "version": 1}',
        b'{"\xff": 1}',
        b"\xff\xfe",
        b"",
        b'{"level": "\\ud800", "version": 1}',
    ],
)
def test_what_is_no_json_in_utf_8_is_refused_as_that(data: bytes) -> None:
    with pytest.raises(NotJsonError, match="is not JSON in UTF-8"):
        decode(data, Consent)


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_damaged_bytes_are_read_or_refused_in_words(at: int, put: bytes, gone: int) -> None:
    try:
        decode(WHOLE[:at] + put + WHOLE[at + gone :], SampleHeader)
    except (NotJsonError, WrongFieldError) as error:
        assert str(error)


def test_what_is_wrong_with_many_is_not_worked_out_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    decode_wrong(b'{"level": 5}')
    monkeypatch.setattr("backend.http.messages.inspect.type_info", None)
    for _ in range(3):
        assert decode_wrong(b'{"level": 5}').startswith("level: must be one of")


def decode_wrong(data: bytes) -> str:
    with pytest.raises(WrongFieldError) as caught:
        decode(data, Consent)
    return str(caught.value)


@pytest.mark.parametrize("name", ["people", "from", "label_source"])
@pytest.mark.parametrize("text", ["null", "NULL"])
def test_a_query_cannot_say_null(name: str, text: str) -> None:
    with pytest.raises(WrongFieldError, match=f"^{name}: must be (?!.*null)"):
        convert({name: text}, StatsQuery)
    assert convert({}, StatsQuery).people is None
