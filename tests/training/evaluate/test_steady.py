"""Steadiness measured: which films are made of pictures, and what the page's smoothing shows of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.evaluate.test_model import write_folder
from training.data.datasets import Example
from training.errors import DataError
from training.evaluate.steady import NONE, SETTLING, films_of, main, metrics, shown
from training.labels import LABELS
from training.metrics import Probabilities

pytestmark = pytest.mark.slow

USUAL = {"time_constant_ms": 100.0, "enter": 0.6, "leave": 0.4, "dwell_ms": 100.0}
BLACK = np.zeros((4, 4), np.uint8)


def sure(label: str, times: int = 1) -> Probabilities:
    answers = np.full((times, len(LABELS)), 0.01, np.float32)
    answers[:, LABELS.index(label)] = 0.95
    return answers


def of(label: str, times: int, source: str = "one") -> list[Example]:
    return [Example(BLACK, label, source)] * times


def everything(times: int) -> list[Example]:
    return [example for label in LABELS for example in of(label, times)]


def test_a_film_is_of_one_person_and_label_at_three_speeds_and_begins_with_nothing() -> None:
    examples = [*everything(10), *of("fist", 9, "too few"), *of("any_palm", 20, "unclear"), *of("l", 45, "two")]
    answers = np.concatenate([sure(label if label in LABELS else "none") for _, label, _ in examples])
    films = films_of(examples, answers, sure("none")[0])
    assert [label for label, _ in films if label == "l"] == ["l"] * (3 + 3 * 2)
    assert [len(film) for label, film in films if label == "fist"] == [11, 31, 91]
    for label, film in films:
        assert film[0].argmax() == NONE
        assert (film[1:].argmax(axis=1) == LABELS.index(label)).all()


def test_a_folder_in_which_a_label_is_missing_is_refused() -> None:
    examples = everything(10)[10:]
    with pytest.raises(DataError, match="name a folder with more pictures of each"):
        films_of(examples, np.repeat(sure("none"), len(examples), axis=0), sure("none")[0])


def test_what_is_certain_is_named_after_the_delay_and_stays() -> None:
    film = np.vstack([sure("none", 3), sure("fist", 30)])
    said, again = shown([film, film], USUAL)
    assert said.tolist() == again.tolist()
    named = np.flatnonzero(said == LABELS.index("fist"))
    assert named.tolist() == list(range(named[0], 33))
    found = metrics([("fist", film), ("none", sure("none", 40))], USUAL)
    assert found["gesture_share"] == found["none_share"] == 1
    assert found["delay_ms"] == pytest.approx((named[0] - 2) * 1000 / 30, abs=1)
    assert found["gone_ms"] == 200
    slower = metrics([("fist", film), ("none", sure("none", 40))], USUAL | {"dwell_ms": 300})
    assert (slower["delay_ms"], slower["gone_ms"]) == (400, 400)


def test_flicker_is_counted_and_what_is_shown_wrongly_lowers_the_share() -> None:
    half = np.vstack([sure("none", SETTLING + 1), sure("l", 60), sure("none", 60)])
    found = metrics([("l", half), ("none", sure("none", 40))], USUAL)
    assert found["gesture_share"] == pytest.approx(0.5, abs=0.05)
    assert found["changes"] == pytest.approx((2 / (len(half) / 30)) / 2, abs=0.02)


def test_the_command_compares_the_model_s_own_way_with_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path)
    rows = (tmp_path / "index.csv").read_text().splitlines()
    (tmp_path / "index.csv").write_text("\n".join([rows[0], *(row for row in rows[1:] for _ in range(10))]) + "\n")
    main([str(tmp_path), "--smoothing", "0,0.5,0.5,0"])
    own, other = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert other["delay_ms"] < own["delay_ms"]
    assert other["changes"] > own["changes"]
    with pytest.raises(SystemExit, match="name a folder with more pictures"):
        main([str(tmp_path), "--without-sources", "even,odd"])
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--smoothing", "100,0.6"])
