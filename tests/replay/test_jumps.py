"""How soon a hand that jumps is found and named: films, notes of answers, and the figures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.browser.segments import Answer, Clip, Hand, Segment
from tests.replay.jumps import Found, Jump, cuts_in, jumps_of, look_after, search, summary

FIST = Segment(2, "fist", 30, 66)
CLIP = Clip(Path("clip.mjpeg"), 66, 30, (0.5, 0.5, 0.9), (Segment(1, "none", 0, 30), FIST))


def answer(at_ms: float, x: float | None, gesture: str = "fist", segment: int = 2) -> Answer:
    hands = () if x is None else (Hand(gesture, "left", (x, 100, 80, 120)),)
    return Answer(segment, 0, "hand", gesture, gesture, hands, 0.5, 0, 0, 1, total_ms=5, at_ms=at_ms)


def test_a_gestures_start_and_the_cuts_within_it_are_jumps(tmp_path: Path) -> None:
    """The film shows one picture for 30 frames, a second for 18, a third for 18; the second twitches once."""
    pictures = [np.random.default_rng(seed).integers(0, 255, (24, 32, 3)).astype(np.uint8) for seed in range(3)]
    path = tmp_path / "clip.mjpeg"
    with path.open("wb") as film:
        for frame in range(66):
            picture = cv2.resize(pictures[0 if frame < 30 else 1 if frame < 48 else 2], (640, 480))
            film.write(cv2.imencode(".jpg", np.roll(picture, frame % 2, 1))[1].tobytes())
    found = jumps_of(Clip(path, 66, 30, CLIP.guide, CLIP.segments))
    assert [one.segment for one in found] == [FIST, FIST]
    assert [one.after_ms for one in found] == pytest.approx([0, 600])


def test_a_hand_that_moves_on_at_once_has_not_jumped() -> None:
    moving = [0.0] * 10 + [5.0, 0.0, 0.0] * 3 + [0.0] * 8
    assert cuts_in(moving, 1) == [16]
    assert cuts_in([9.0] * 40, 1) == []


def test_the_hand_is_found_where_it_is_seen_at_rest() -> None:
    old = [answer(at, 10.0) for at in (10, 40)]
    new = [answer(at, 400.0, "l" if at < 200 else "fist") for at in range(140, 600, 30)]
    assert look_after(Jump(FIST, 0), 0.0, [*old, *new]) == Found(140, 10)


def test_a_hand_that_is_not_seen_at_rest_is_not_found() -> None:
    lost = [answer(at, 10.0 if at < 100 else None, "none") for at in range(0, 600, 30)]
    assert look_after(Jump(FIST, 0), 0.0, lost) == Found(None, None)
    assert look_after(Jump(FIST, 0), 0.0, []) == Found(None, None)


def test_answers_of_the_next_segment_say_nothing_of_this_one() -> None:
    after = [answer(at, 10.0, segment=3) for at in range(0, 600, 30)]
    assert look_after(Jump(FIST, 0), 0.0, after) == Found(None, None)


def test_jumps_are_looked_for_from_their_segments_start_by_the_pages_clock() -> None:
    answers = [answer(at, 10.0) for at in range(5000, 7000, 50)]
    jumps = [Jump(FIST, 0.0), Jump(FIST, 600.0), Jump(Segment(4, "l", 66, 90), 0.0)]
    assert search(jumps, [(1, 4000.0), (2, 5010.0)], answers) == [Found(40, 40), Found(40, 40)]


def test_the_summary_counts_those_that_were_not_found() -> None:
    found = [Found(100, 150), Found(300, None), Found(None, None), Found(120, 160)]
    assert summary(found) == {
        "jumps": 4,
        "found_share": 0.75,
        "found_within_200_ms": 0.5,
        "found_ms_p50": 120,
        "found_ms_p95": 282,
        "named_share": 0.5,
        "named_ms_p50": 155,
        "named_ms_p95": 159.5,
    }
    assert summary([])["found_share"] is None
