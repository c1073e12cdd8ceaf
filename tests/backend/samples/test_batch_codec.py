"""The batch's bytes: cut where its header says, whole or not at all."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.http.errors import AppError, BadRequestError, ContentTooLargeError
from backend.samples.batch_codec import BATCH_SAMPLES, HEADER_BYTES, RefusedError, parse
from backend.samples.schemas import SampleHeader
from tests.backend.batches import encode, frame, sample


def header(*sizes: object) -> bytes:
    return json.dumps({"samples": [{"sample_id": "x", "network_input": {"bytes": size}} for size in sizes]}).encode()


def of_one(fields: bytes) -> bytes:
    return b'{"samples": [{"sample_id": "x", ' + fields + b"}]}"


def test_pictures_go_with_their_samples() -> None:
    samples = parse(frame(header(2, 0, 3), b"aabbb"))
    assert [bytes(s.network_input) for s in samples] == [b"aa", b"", b"bbb"]
    assert [s.sample_id for s in samples] == ["x"] * 3
    assert all(isinstance(s.header, RefusedError) for s in samples)


def test_pictures_are_not_copied() -> None:
    body = frame(header(2, 3), b"aabbb")
    assert all(s.network_input.obj is body for s in parse(body))


def test_photos_follow_their_sample() -> None:
    headers = [
        {"sample_id": "x", "network_input": {"bytes": 2}, "frame_image": {"bytes": 3}},
        {"sample_id": "x", "network_input": {"bytes": 1}, "frame_image": None},
    ]
    samples = parse(frame(json.dumps({"samples": headers}).encode(), b"aabbbc"))
    assert [(bytes(s.network_input), s.frame_image and bytes(s.frame_image)) for s in samples] == [
        (b"aa", b"bbb"),
        (b"c", None),
    ]


def test_a_header_that_is_too_long() -> None:
    with pytest.raises(ContentTooLargeError, match="header"):
        parse(frame(b" " * HEADER_BYTES + header()))


def test_no_samples() -> None:
    assert parse(frame(b'{"samples": []}')) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "shorter"),
        (b"GSB1\0\0\0", "shorter"),
        (frame(header(), magic=b"GSB2"), "GSB1"),
        (frame(header(), length=1000), "within its header"),
        (
            frame(of_one(b'"network_input": {"bytes": 0}, "frame_image": 7')),
            "frame_image: must be an object, or null",
        ),
        (
            frame(
                b'{"samples": [{"sample_id": "x", "network_input": {"bytes": 0}, "frame_image": {"bytes": 2}}]}', b"a"
            ),
            "within its pictures",
        ),
        (frame(b"{}"), '"samples"'),
        (frame(b'{"samples": {}}'), '"samples"'),
        (frame(b'{"samples": [1]}'), "but not an object"),
        (frame(b"[]"), "object"),
        (frame(b"\xff"), "JSON"),
        (frame(header(3), b"aa"), "within its pictures"),
        (frame(header(2**62), b"aa"), "within its pictures"),
        (frame(header(1), b"aa"), "follow the last sample"),
        (frame(header(-1), b""), "network_input.bytes: must be a whole number"),
        (frame(header(1.0), b"a"), "network_input.bytes: must be a whole number"),
        (frame(header("1"), b"a"), "network_input.bytes: must be a whole number"),
        (frame(header(True), b"a"), "network_input.bytes: must be a whole number"),
        (frame(b'{"samples": [{}]}'), "sample_id: is missing"),
        (frame(b'{"samples": [{"sample_id": "x"}]}'), "network_input: is missing"),
        (frame(of_one(b'"network_input": 1')), "network_input: must be an object"),
    ],
)
def test_unreadable(body: bytes, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        parse(body)


def test_a_sample_with_a_name_that_is_no_text_is_refused_and_its_neighbour_is_not() -> None:
    good = json.dumps(sample(network_input={"kind": "silhouette", "width": 1, "height": 1, "bytes": 1}))
    bad = b'{"sample_id": "x", "network_input": {"bytes": 2}, "n\xdcmber": 1}'
    refused, read = parse(frame(b'{"samples": [' + bad + b", " + good.encode() + b"]}", b"aab"))
    assert isinstance(refused.header, RefusedError)
    assert isinstance(read.header, SampleHeader)
    assert bytes(read.network_input) == b"b"


def test_too_many() -> None:
    assert len(parse(frame(header(*[0] * BATCH_SAMPLES)))) == BATCH_SAMPLES
    with pytest.raises(ContentTooLargeError, match=str(BATCH_SAMPLES)):
        parse(frame(header(*[0] * (BATCH_SAMPLES + 1))))


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_whatever_is_encoded_is_read_back(pictures: list[bytes]) -> None:
    shape = {"kind": "silhouette", "width": 1, "height": 1}
    samples = [sample(network_input=shape | {"bytes": len(network_input)}) for network_input in pictures]
    read = parse(encode(samples, pictures))
    assert [(s.sample_id, bytes(s.network_input)) for s in read] == [
        (one["sample_id"], network_input) for one, network_input in zip(samples, pictures, strict=True)
    ]
    assert [s.header for s in read] == [msgspec.convert(one, SampleHeader) for one in samples]


@given(st.binary(max_size=40), st.booleans())
def test_garbage_is_an_error_that_the_asker_is_told(garbage: bytes, with_start: bool) -> None:
    body = b"GSB1" + garbage if with_start else garbage
    try:
        assert parse(body) == []
    except AppError as error:
        assert error.status in (400, 413)  # 413: it announces a header of gigabytes
