"""Calibration measured: which pictures are examples, what is counted, and made-up people on the real model."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.data.datasets import Example
from training.errors import DataError
from training.evaluate.calibration import answers, choose_examples, compare, invent, main, whole
from training.evaluate.subjects import person
from training.labels import LABELS
from training.registry.publish import current_model
from training.silhouette import SilhouetteParameters
from training.synthetic.poses import GESTURES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
BLACK = np.zeros((4, 4), np.uint8)
NONE = LABELS.index("none")


def shown(source: str, label: str, times: int) -> list[Example]:
    return [Example(BLACK, label, source)] * times


def test_the_first_five_of_each_gesture_of_each_person_are_examples_and_nothing_else() -> None:
    examples = shown("one", "fist", 7) + shown("two", "fist", 6) + shown("one", "none", 9) + shown("one", "any_palm", 6)
    chosen = choose_examples(examples)
    fist = LABELS.index("fist")
    assert chosen.tolist() == [fist] * 5 + [-1] * 2 + [fist] * 5 + [-1] * 16


def test_people_with_too_few_pictures_are_left_out_and_a_folder_of_such_is_refused() -> None:
    enough, few = shown("one", "l", 6), shown("two", "l", 5) + shown("two", "none", 20)
    assert whole(enough + few) == enough
    with pytest.raises(DataError, match="name a folder with more pictures"):
        whole(few)


def test_examples_are_not_counted_and_each_person_counts_the_same() -> None:
    examples = shown("one", "fist", 6) + shown("two", "fist", 8)
    chosen = choose_examples(examples)
    right, wrong = np.eye(len(LABELS), dtype=np.float32)[[LABELS.index("fist"), LABELS.index("l")]]
    rest = chosen == -1
    before = np.where(rest[:, None] & (np.arange(14) >= 6)[:, None], wrong, right)
    after = np.tile(right, (14, 1))
    result = compare(examples, chosen, (before, after), 0.7)
    assert (result["people"], result["better"], result["worse"]) == (2, 1, 0)
    assert result["before"]["per_person"] == {"one": 1.0, "two": 0.0}
    assert (result["before"]["mean_macro_f1"], result["after"]["mean_macro_f1"]) == (0.5, 1.0)


def test_pictures_of_several_sizes_are_refused() -> None:
    examples = [*shown("one", "l", 6), Example(np.zeros((2, 2), np.uint8), "l", "one")]
    with pytest.raises(DataError, match="2 sizes"):
        answers(examples, choose_examples(examples), ROOT)


def test_a_person_has_a_manner_of_their_own_and_the_same_seed_gives_the_same_bytes() -> None:
    parameters = SilhouetteParameters()
    one, again, other = (person(3, number, 4, parameters) for number in (0, 0, 1))
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(one, again, strict=True))
    assert [example.label for example in one] == [label for label in LABELS for _ in range(4)]

    def far(a: Example, b: Example) -> float:
        return float(np.mean(a.picture != b.picture))

    gestures = range(4 * len(GESTURES))
    own = np.mean([far(one[i], one[j]) for i in gestures for j in gestures if i < j and i // 4 == j // 4])
    others = np.mean([far(one[i], other[j]) for i in gestures for j in gestures if i // 4 == j // 4])
    assert own < 0.8 * others


def test_five_examples_change_which_gesture_it_is_and_never_whether_it_is_one() -> None:
    examples = invent(2, 7, 5, 1)
    chosen = choose_examples(examples)
    before, after = answers(examples, chosen, current_model(ROOT / "converted_models"))
    assert np.allclose(before.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(after.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(before[:, NONE], after[:, NONE], atol=1e-6)
    taught = chosen >= 0

    def told(probabilities: np.ndarray) -> float:
        return float(np.mean(np.delete(probabilities, NONE, 1)[taught].argmax(axis=1) == chosen[taught]))

    assert told(after) >= told(before)
    assert told(after) > 0.95
    assert not np.allclose(before, after, atol=0.01)


def test_the_command_tells_both_figures_and_why_a_folder_is_of_no_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--people", "1", "--each", "6", "--processes", "1"])
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 1
    assert set(told["before"]["per_person"]) == set(told["after"]["per_person"]) == {"person 0"}
    with pytest.raises(SystemExit, match=r"index\.csv is missing"):
        main([str(tmp_path)])
