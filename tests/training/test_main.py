"""`just train-and-convert`: which way is started, and what is said where the arguments make no sense."""

import sys
from pathlib import Path

import pytest

from training import __main__ as start
from training import train, train_hands
from training.errors import DataError


@pytest.mark.parametrize(
    ("arguments", "started"),
    [([], "hand"), (["--way", "hand", "--seed", "2"], "hand"), (["--way=silhouette", "--seed", "2"], "silhouette")],
)
def test_the_way_decides_and_the_rest_is_handed_on(
    arguments: list[str], started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(sys, "argv", ["start", *arguments])
    monkeypatch.setattr(train, "main", lambda rest: seen.append(("silhouette", rest)))
    monkeypatch.setattr(train_hands, "main", lambda rest: seen.append(("hand", rest)))
    start.main()
    assert seen == [(started, arguments[-2:] if "--seed" in arguments else [])]


def test_what_belongs_to_the_backbone_is_refused_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train_hands.parse(["--hold-out", "ann"], models=tmp_path, runs=tmp_path)
    assert "belong to --backbone" in capsys.readouterr().err


def test_a_backbone_is_not_adapted_to_nothing(tmp_path: Path) -> None:
    order = train_hands.parse(["--backbone"], models=tmp_path, runs=tmp_path)
    with pytest.raises(DataError, match="name folders with --data"):
        train_hands.make(order)


def test_people_without_a_licence_are_not_learned_from(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("file,label,gesture,source\na.png,fist,fist,ann\n")
    order = train_hands.parse(["--data", str(tmp_path)], models=tmp_path, runs=tmp_path)
    with pytest.raises(DataError, match=r"ann \(not in sources.csv\)"):
        train_hands.make(order)
