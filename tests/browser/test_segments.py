"""A clip's description and notes of answers in; the shares that the report prints out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.segments import (
    Answer,
    BadClip,
    Clip,
    Hand,
    Segment,
    known_only,
    mean_share,
    of_gestures,
    of_none,
    read_clip,
    shares,
)

CLIP = Clip(
    path=Path("clip.mjpeg"),
    frames=300,
    fps=30,
    guide=(0.3, 0.45, 0.7),
    segments=(
        Segment(1, "background", 0, 90),
        Segment(2, "fist", 90, 180),
        Segment(3, "none", 180, 210),
        Segment(4, "any_palm", 210, 300),
    ),
)


def answer(segment: int, steady: str, settled_ms: float = 600, hands: tuple[str, ...] = ()) -> Answer:
    return Answer(
        segment,
        settled_ms,
        way="hand",
        gesture=steady,
        steady=steady,
        hands=tuple(Hand(gesture, "left", (10, 20, 30, 40)) for gesture in hands),
        camera_ms=0.5,
        silhouette_ms=0,
        find_ms=0,
        inference_ms=1,
        total_ms=3,
        at_ms=0,
    )


def test_share_is_that_of_right_answers_once_the_segment_has_settled() -> None:
    answers = [answer(2, "fist"), answer(2, "none"), answer(2, "fist", settled_ms=499), answer(2, "l", settled_ms=500)]
    fist = shares(CLIP, answers)[1]
    assert fist.answers == 3
    assert fist.share == pytest.approx(1 / 3)


def test_either_palm_is_any_palm_and_the_empty_room_is_none() -> None:
    found = shares(CLIP, [answer(4, "open_palm"), answer(4, "closed_palm"), answer(4, "l"), answer(1, "none")])
    assert found[3].share == pytest.approx(2 / 3)
    assert found[0].share == 1


def test_the_empty_room_is_neither_gesture_nor_none() -> None:
    found = shares(CLIP, [answer(1, "fist"), answer(2, "fist"), answer(3, "none"), answer(4, "l")])
    assert [one.segment.number for one in of_gestures(found)] == [2, 4]
    assert [one.segment.number for one in of_none(found)] == [3]
    assert mean_share(of_gestures(found)) == 0.5
    assert mean_share(of_none(found)) == 1


def test_hands_are_counted_in_settled_answers_and_both_must_be_named() -> None:
    seen = [("fist", "fist"), ("fist", "l"), ("fist",), ()]
    found = shares(CLIP, [answer(2, "fist", hands=hands) for hands in seen] + [answer(2, "fist", settled_ms=0)])
    assert (found[1].hand_share, found[1].both_share) == (0.75, 0.25)
    assert shares(CLIP, [answer(4, "l", hands=("open_palm", "closed_palm"))])[3].both_share == 1


def test_a_segment_without_answers_counts_as_wrong() -> None:
    found = shares(CLIP, [answer(2, "fist")])
    assert found[3].share is None
    assert mean_share(of_gestures(found)) == 0.5


def test_a_clip_is_read_from_the_json_beside_it(tmp_path: Path) -> None:
    film = tmp_path / "one.mjpeg"
    film.write_bytes(b"")
    film.with_suffix(".json").write_text(
        json.dumps(
            {
                "fps": 30,
                "frames": 90,
                "guide": {"cx": 0.3, "cy": 0.45, "side": 0.7},
                "segments": [{"segment": 1, "label": "background", "start": 0, "end": 90}],
            }
        )
    )
    clip = read_clip(film)
    assert clip.guide == (0.3, 0.45, 0.7)
    assert clip.segments == (Segment(1, "background", 0, 90),)
    assert clip.room == clip.segments[0]
    assert clip.has_one_segment
    assert clip.seconds == 3


def test_a_gesture_that_a_model_does_not_know_is_none_to_it() -> None:
    labels = ["l", "open_palm", "closed_palm", "none"]
    assert [one.label for one in known_only(CLIP, labels).segments] == ["background", "none", "none", "any_palm"]
    assert known_only(CLIP, [*labels, "fist"]) == CLIP


def test_a_clip_of_people_has_no_empty_room() -> None:
    people = Clip(Path("people.mjpeg"), 90, 30, (0.5, 0.5, 0.9), (Segment(1, "l", 0, 45), Segment(2, "none", 45, 90)))
    assert people.room is None
    assert not people.has_one_segment


@pytest.mark.parametrize("content", [None, "{", '{"frames": 1}', "[]"])
def test_a_clip_that_is_not_described_is_refused_by_name(tmp_path: Path, content: str | None) -> None:
    film = tmp_path / "one.mjpeg"
    film.write_bytes(b"")
    if content is not None:
        film.with_suffix(".json").write_text(content)
    with pytest.raises(BadClip, match=r"one\.json must describe the clip"):
        read_clip(film)


def test_a_clip_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadClip, match=r"Name an \.mjpeg file"):
        read_clip(tmp_path / "none.mjpeg")
