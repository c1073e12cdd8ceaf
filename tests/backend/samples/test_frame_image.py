"""Photos: real ones pass and are encoded anew; bombs end nothing but the process that decodes them, at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from backend.http.errors import DecoderUnavailableError
from backend.pictures.protocol import BadImageError
from backend.samples.decoder import SMALL
from backend.samples.frame_image import IMAGE_BYTES, Decoder, check_image
from tests.backend.frame_images import bomb, jpeg, markers_without_lengths, pixels, png, scans, texts

pytestmark = pytest.mark.anyio
PROGRESSIVE = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)


@pytest.fixture
async def decoder() -> AsyncIterator[Decoder]:
    decoder = Decoder()
    yield decoder
    await decoder.close()


@pytest.fixture(scope="module")
async def long_lived() -> AsyncIterator[Decoder]:
    """One for all photos that end nothing, as a server's."""
    decoder = Decoder()
    yield decoder
    await decoder.close()


def pid_of(decoder: Decoder) -> int:
    pid = decoder._process.pid
    assert pid is not None
    return pid


@pytest.mark.parametrize(
    "frame_image", [jpeg(300, 200), jpeg(300, 200, *PROGRESSIVE), png(300, 200), jpeg(512, 512)], ids=range(4)
)
async def test_a_photo_looks_the_same_afterwards(long_lived: Decoder, frame_image: bytes) -> None:
    check_image(memoryview(frame_image), "image/png" if frame_image.startswith(b"\x89PNG") else "image/jpeg")
    width, height, encoded = await long_lived.encode_anew(frame_image)
    stored = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    assert stored is not None
    assert stored.shape == (height, width, 3)
    assert np.abs(stored.astype(int) - pixels(width, height)).mean() < 3


async def test_where_it_was_taken_does_not_survive(long_lived: Decoder) -> None:
    place = b"\xff\xe1\x00\x11Exif\0\0N 52 E 13"
    frame_image = jpeg()
    frame_image = frame_image[:2] + place + frame_image[2:]
    check_image(memoryview(frame_image), "image/jpeg")
    encoded = await long_lived.encode_anew(frame_image)
    assert encoded[:2] == (64, 48)
    assert b"N 52" not in encoded.jpeg


@pytest.mark.parametrize("quality", [30, 60, 75, 95])
async def test_no_photo_grows(long_lived: Decoder, quality: int) -> None:
    noisy = pixels(224, 224) ^ np.random.default_rng(0).integers(0, 40, (224, 224, 3), np.uint8)
    frame_image = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    assert len(frame_image) > SMALL
    try:
        assert len((await long_lived.encode_anew(frame_image)).jpeg) <= len(frame_image)
    except BadImageError as error:
        assert quality == 30
        assert "grow" in str(error)


async def test_few_bytes_that_would_become_many_are_refused(long_lived: Decoder) -> None:
    board = np.indices((512, 512)).sum(axis=0) % 2 * 255
    frame_image = cv2.imencode(".png", board.astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes()
    assert len(frame_image) < 2000
    with pytest.raises(BadImageError, match="grow"):
        await long_lived.encode_anew(frame_image)
    assert len((await long_lived.encode_anew(png(1, 1))).jpeg) <= SMALL


@pytest.mark.parametrize(
    "frame_image",
    [
        bomb(),
        bomb(513, 1),
        jpeg(513, 2),
        png(2, 513),
        markers_without_lengths(),
        markers_without_lengths(65_500, 65_500),
    ],
    ids=["png", "wide", "jpeg", "high", "marker", "largest"],
)
async def test_a_size_over_the_limit_is_refused_before_it_is_decoded(decoder: Decoder, frame_image: bytes) -> None:
    assert len(frame_image) <= IMAGE_BYTES
    await decoder.encode_anew(jpeg())
    start, process = time.monotonic(), child_of(decoder)
    with pytest.raises(BadImageError, match="larger than 512 × 512"):
        await decoder.encode_anew(frame_image)
    assert time.monotonic() - start < 0.5
    assert child_of(decoder) == process
    assert memory_mb(process) < 100


def child_of(decoder: Decoder) -> int:
    """The process that does the work at the moment."""
    pid = pid_of(decoder)
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def memory_mb(pid: int) -> float:
    """The most that a process ever held."""
    (line,) = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


async def test_texts_that_unpack_to_much_have_no_room(decoder: Decoder) -> None:
    frame_image = texts(20)
    check_image(memoryview(frame_image), "image/png")
    start = time.monotonic()
    try:
        assert (await decoder.encode_anew(frame_image))[:2] == (64, 48)  # without them
        assert memory_mb(child_of(decoder)) < 150
    except BadImageError:
        pass
    assert time.monotonic() - start < 5
    assert (await decoder.encode_anew(jpeg()))[:2] == (64, 48)


async def test_too_many_scans(decoder: Decoder) -> None:
    """Refused by their number; where they were let pass, the process would end and the next photo have another one."""
    frame_image = scans(8000)
    assert len(frame_image) <= IMAGE_BYTES
    with pytest.raises(BadImageError, match="scans"):
        check_image(memoryview(frame_image), "image/jpeg")
    await decoder.encode_anew(jpeg())
    process, child = pid_of(decoder), child_of(decoder)
    start = time.monotonic()
    with pytest.raises(BadImageError, match="too long"):
        await decoder.encode_anew(frame_image)
    assert time.monotonic() - start < 5
    assert (await decoder.encode_anew(jpeg()))[:2] == (64, 48)
    assert pid_of(decoder) == process
    assert child_of(decoder) != child


async def test_many_at_once_have_their_own_answers(decoder: Decoder) -> None:
    sizes = [(n, 2 * n) for n in range(1, 40)]
    answers = await asyncio.gather(*(decoder.encode_anew(jpeg(*size)) for size in sizes))
    assert [answer[:2] for answer in answers] == sizes


async def test_nobody_waits_behind_anothers_many(decoder: Decoder) -> None:
    await decoder.encode_anew(jpeg())
    done: list[int] = []

    async def look(sender: int) -> None:
        await decoder.encode_anew(jpeg(512, 512), sender)
        done.append(sender)

    many = [asyncio.create_task(look(1)) for _ in range(30)]
    await asyncio.sleep(0.01)
    await look(2)
    await asyncio.gather(*many)
    assert done.index(2) < 15


async def test_who_is_known_waits_behind_nobodys_first(decoder: Decoder) -> None:
    await decoder.encode_anew(jpeg(), 1)
    done: list[int] = []

    async def look(sender: int) -> None:
        await decoder.encode_anew(jpeg(512, 512), sender)
        done.append(sender)

    await asyncio.gather(*(look(sender) for sender in (*range(2, 20), 1)))
    assert done.index(1) == 1  # behind the one that was being looked at


async def test_who_stops_waiting_in_the_queue_holds_up_nobody(decoder: Decoder) -> None:
    first, second, third = (asyncio.create_task(decoder.encode_anew(jpeg(), sender)) for sender in (1, 2, 3))
    await asyncio.sleep(0)
    second.cancel()
    assert (await third)[:2] == (await first)[:2] == (64, 48)
    assert second.cancelled() or isinstance(second.exception(), asyncio.CancelledError)


async def test_who_stops_waiting_leaves_no_answer_to_the_next(decoder: Decoder) -> None:
    await decoder.encode_anew(jpeg())
    waiting = asyncio.create_task(decoder.encode_anew(jpeg(512, 512)))
    await asyncio.sleep(0.001)
    waiting.cancel()
    assert (await decoder.encode_anew(png(5, 6)))[:2] == (5, 6)


@pytest.mark.slow
@pytest.mark.parametrize("which", [pid_of, child_of])
async def test_a_process_that_was_killed_is_replaced(decoder: Decoder, which: Callable[[Decoder], int]) -> None:
    await decoder.encode_anew(jpeg())
    os.kill(which(decoder), signal.SIGKILL)
    for _ in range(2):
        try:
            assert (await decoder.encode_anew(jpeg()))[:2] == (64, 48)
        except BadImageError:
            continue
    assert (await decoder.encode_anew(jpeg()))[:2] == (64, 48)


async def test_without_such_a_process_it_is_to_be_sent_again(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DecoderUnavailableError, match="Send it again"):
        await decoder.encode_anew(jpeg())


@pytest.mark.parametrize(
    ("frame_image", "kind"),
    [
        (b"", "image/png"),
        (b"", "image/jpeg"),
        (png()[:-1], "image/png"),
        (png() + b"PK", "image/png"),
        (jpeg()[:-1], "image/jpeg"),
        (jpeg() + b"PK", "image/jpeg"),
        (jpeg(), "image/png"),
        (png(), "image/jpeg"),
        (b"GIF89a" + jpeg()[6:], "image/jpeg"),
        (png() + bytes(IMAGE_BYTES), "image/png"),
    ],
    ids=range(10),
)
def test_what_is_no_photo(frame_image: bytes, kind: str) -> None:
    with pytest.raises(BadImageError):
        check_image(memoryview(frame_image), kind)


@pytest.mark.parametrize(
    "frame_image",
    [
        png()[:40] + bytes(60) + png()[-12:],
        jpeg()[:30] + jpeg()[-2:],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00" * 9 + b"\xff\xd9",
        png()[:16] + bytes(8) + png()[24:],
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(IMAGE_BYTES // 2),
    ],
    ids=["png", "jpeg", "nothing", "segments", "no-size", "noughts"],
)
async def test_what_cannot_be_decoded(long_lived: Decoder, frame_image: bytes) -> None:
    with pytest.raises(BadImageError, match="decoded"):
        await long_lived.encode_anew(frame_image)
