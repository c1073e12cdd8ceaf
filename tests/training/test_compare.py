"""The comparison: every variant is trained per seed and scored on people that nobody trained on."""

import dataclasses

import numpy as np
import pytest

from training.compare import TABLES, Row, Variant, compare, table_of
from training.config import TINY
from training.datasets import Example
from training.errors import DataError
from training.evaluate import unseen
from training.labels import LABELS
from training.sources import Selection
from training.synthesise import Synthesis, silhouette

pytestmark = pytest.mark.slow

VARIANTS = (Variant("plain"), Variant("smaller input", {"side": 32, "averaging": 0.0}))
SYNTHESIS = Synthesis(77, 0, TINY.silhouette)


def examples() -> list[Example]:
    drawn = [silhouette(SYNTHESIS, index) for index in range(60)]
    return [Example(picture, LABELS[label], "stranger") for picture, label in drawn]


def test_each_variant_is_trained_and_scored_with_each_seed() -> None:
    rows = compare(VARIANTS, dataclasses.replace(TINY, count=256, validation_count=64), Selection(), examples(), 2)
    assert {name: len(found) for name, found in rows.items()} == {"plain": 2, "smaller input": 2}
    assert all(0 < row.macro_f1 < 1 and 0 < row.ece < 1 for found in rows.values() for row in found)
    plain, small = rows["plain"], rows["smaller input"]
    assert plain[0] != plain[1], "seeds differ"
    assert plain[0].megaflops > 3 * small[0].megaflops
    assert plain[0].kilobytes == small[0].kilobytes


def test_every_variant_is_one_of_the_configuration() -> None:
    for variants in TABLES.values():
        for variant in variants:
            dataclasses.replace(TINY, **variant.changes)  # type: ignore[arg-type]
        assert len({variant.name for variant in variants}) == len(variants)


def test_the_table_gives_means_over_seeds_and_the_difference_to_the_first_row() -> None:
    rows = {
        "plain": [Row(0.90, 0.91, 0.02, 0.04, 28.0, 289.0), Row(0.80, 0.79, 0.04, 0.06, 28.0, 289.0)],
        "smaller input": [Row(0.70, 0.7, 0.1, 0.1, 7.0, 289.0), Row(0.80, 0.8, 0.1, 0.1, 7.0, 289.0)],
    }
    lines = table_of(VARIANTS, rows).splitlines()
    assert lines[2] == "| plain | 0.850 ± 0.071 | +0.000 | 0.850 | 0.030 | 0.050 | 28.0 | 289 |"
    assert lines[3].startswith("| smaller input | 0.750 ± 0.071 | -0.100 |")


def test_sources_that_training_used_are_not_scored() -> None:
    mask = np.zeros((8, 8), np.uint8)
    both = [Example(mask, "fist", "known"), Example(mask, "fist", "stranger")]
    assert [example.source for example in unseen(both, {"known"})] == ["stranger"]
    with pytest.raises(DataError, match="other people"):
        unseen(both, {"known", "stranger"})
