"""The command line: what it makes of arguments, and that its help says what each option costs."""

from pathlib import Path

import pytest

from training.command import Order, parse
from training.config import TINY, TrainingConfig


def order(*arguments: str) -> Order:
    return parse(list(arguments), models=Path("models"), runs=Path("runs"))


def test_without_options_it_is_the_default() -> None:
    assert order().config == TrainingConfig()
    assert order().selection.folders == ()
    assert order().resume is None


def test_data_and_sources_are_chosen() -> None:
    selection = order("--data", "a", "--data", "b", "--only-sources", "x, y", "--without-sources", "z").selection
    assert selection.folders == (Path("a"), Path("b"))
    assert selection.only == {"x", "y"}
    assert selection.without == {"z"}


def test_tiny_keeps_the_seed() -> None:
    assert order("--tiny", "--seed", "7").config.seed == 7
    assert order("--tiny").config.count == TINY.count


@pytest.mark.parametrize(
    "wrong",
    [
        *(("--count", "0"), ("--epochs", "x"), ("--only-sources", "a"), ("--wat",)),
        *(("--refit", "20261122-1a2b3c4d"), ("--refit", "no-such-model", "--data", "a")),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        order(*wrong)
    assert stopped.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_the_help_tells_what_each_option_costs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        order("--help")
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "time grows in proportion",
        "costs nothing",
        "disk grows with --count",
        "grows with --real-count",
    ):
        assert words in said
