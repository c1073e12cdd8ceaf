"""Sources: licences that allow training, choice by name, and a split that never parts a source."""

from pathlib import Path

import pytest

from tests.training.data.real_data import write_index, write_mask, write_sources
from training.data.sources import Selection, gather, is_permissive, validation_sources
from training.errors import DataError

pytestmark = pytest.mark.slow

NAMES = [f"person-{number}" for number in range(12)]


def choose(*folders: Path, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Selection:
    return Selection(folders, frozenset(only), frozenset(without))


def test_no_source_is_on_both_sides(tmp_path: Path) -> None:
    write_index(tmp_path / "a", NAMES)
    write_index(tmp_path / "b", NAMES[3:])  # the same people in a second folder
    real = gather(choose(tmp_path / "a", tmp_path / "b"))
    trained = {example.source for example in real.training}
    validated = {example.source for example in real.validation}
    assert trained & validated == set()
    assert trained | validated == set(NAMES)
    assert validated == validation_sources(NAMES) != set()


def test_about_a_fifth_is_validated_on_and_nobody_changes_sides_when_others_come() -> None:
    names = [f"source {number}" for number in range(1000)]
    held_out = validation_sources(names)
    assert 150 < len(held_out) < 250
    assert validation_sources(names[:100]) == held_out & set(names[:100])


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("apache-2.0", True),
        ("MIT; CC-BY-4.0", True),
        ("MIT (pictures: public domain, letters)", True),
        ("", False),
        ("none stated", False),
        ("GPL-3.0", False),
        ("CC-BY-NC-4.0", False),
        ("MIT; proprietary", False),
        ("MIT (pictures: research only)", False),
    ],
)
def test_only_permissive_licences_allow_training(licence: str, allowed: bool) -> None:
    assert is_permissive(licence) is allowed


def test_sources_without_a_licence_are_refused_with_a_way_out(tmp_path: Path) -> None:
    write_index(tmp_path, NAMES)
    write_sources(tmp_path, dict.fromkeys(NAMES[2:], "MIT") | {NAMES[1]: "none stated"})
    says = r"person-0 \(not in sources.csv\), person-1 \(none stated\).*--without-sources person-0,person-1"
    with pytest.raises(DataError, match=says):
        gather(choose(tmp_path))
    left = gather(choose(tmp_path, without=("person-0", "person-1")))
    assert set(left.sources) == set(NAMES[2:])


def test_only_the_named_sources_are_taken(tmp_path: Path) -> None:
    write_index(tmp_path, NAMES)
    assert set(gather(choose(tmp_path, only=tuple(NAMES[:4]))).sources) == set(NAMES[:4])
    for wrong in (choose(tmp_path, only=("persn-1",)), choose(tmp_path, without=("persn-1",))):
        with pytest.raises(DataError, match=r"no sources \['persn-1'\]"):
            gather(wrong)


def test_a_set_s_licence_in_the_folder_above_holds_for_all_its_people(tmp_path: Path) -> None:
    names = ("thumbs_up", "l", "fist", "open_palm", "closed_palm", "none")
    for person in range(10):
        for name in names:
            write_mask(tmp_path / "hands" / f"{person:02d}" / name / "1.png")
    write_sources(tmp_path, {"hands": "CC0"})
    real = gather(choose(tmp_path / "hands"))
    assert {source.licence for source in real.sources.values()} == {"CC0"}
    assert len(real.sources) == 10


def test_people_and_repository_of_a_source_are_read(tmp_path: Path) -> None:
    write_index(tmp_path, NAMES)
    lines = ["name,licence,people,repository", *(f"{name},MIT,3,example.org/{name}" for name in NAMES)]
    (tmp_path / "sources.csv").write_text("\n".join(lines) + "\n")
    source = gather(choose(tmp_path)).sources["person-4"]
    assert (source.people, source.repository) == (3, "example.org/person-4")
    (tmp_path / "sources.csv").write_text("name,licence,people\nperson-0,MIT,many\n")
    with pytest.raises(DataError, match="'many' people: give a whole number"):
        gather(choose(tmp_path))


def test_a_label_that_is_missing_altogether_is_named(tmp_path: Path) -> None:
    write_mask(tmp_path / "mine" / "fist" / "1.png")
    write_sources(tmp_path, {"mine": "MIT"})
    with pytest.raises(DataError, match="no picture of closed_palm, l, none, open_palm, thumbs_up to train on"):
        gather(choose(tmp_path / "mine"))


def test_any_palm_is_left_out_and_the_count_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_index(tmp_path, NAMES)
    index = tmp_path / "index.csv"
    lines = index.read_text().splitlines()
    lines.append(lines[1].replace(lines[1].split(",")[1], "any_palm"))
    index.write_text("\n".join(lines) + "\n")
    real = gather(choose(tmp_path))
    assert "any_palm" not in {example.label for example in (*real.training, *real.validation)}
    assert "Left out 1 pictures of any_palm" in capsys.readouterr().err
