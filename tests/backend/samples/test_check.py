"""The rules for a sample: one that keeps them all passes; each rule alone refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from backend.accounts.schemas import Consent
from backend.models.manifest import Input, Model
from backend.samples.batch_codec import RefusedError
from backend.samples.check import Sample, check
from tests.backend.batches import NOW, PICTURE, POINTS, hand_numbers, hand_sample, packed, raw, sample
from tests.backend.frame_images import described, jpeg, png
from tests.backend.model_files import EMBEDDING, HAND_ID, HAND_LABELS, LABELS, MODEL_ID

MODEL = Model(MODEL_ID, Path(), "", "silhouette", tuple(LABELS), Input("silhouette", 64, 64), frozenset())
HAND = Model(HAND_ID, Path(), "", "hand", tuple(HAND_LABELS), Input("points", EMBEDDING, 1), frozenset())
CONSENT = Consent("shapes", 1)
PHOTOS = Consent("photos", 1)
RAW = raw(sample())


def checked(**changes: object) -> Sample:
    return checked_with(None, CONSENT, **changes)


def checked_with(frame_image: bytes | None, consent: Consent, /, **changes: object) -> Sample:
    return check(raw(sample(**changes), PICTURE, frame_image), MODEL, consent, NOW)


def test_a_good_sample_keeps_every_value() -> None:
    good = checked(sample_id="0b0c1c9e-6a52-4d6f-9c5e-000000000001", label_source="prompted", label="l")
    assert good == Sample(
        sample_id=UUID("0b0c1c9e-6a52-4d6f-9c5e-000000000001"),
        session_id=UUID("7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001"),
        number=123,
        captured_at=datetime(2026, 11, 22, 17, 5, 32, 123000, UTC),
        model_id=MODEL_ID,
        predicted="fist",
        probabilities=[0.01, 0.02, 0.9, 0.03, 0.02, 0.02],
        label="l",
        label_source="prompted",
        reason="random",
        sampling_probability=0.01,
        inference_ms=0.8,
        total_ms=3.4,
        noise=0.004,
        device="Chromium, Linux",
        consent_version=1,
        input_kind="silhouette",
        input_width=64,
        input_height=64,
        network_input=memoryview(PICTURE),
        area=0.0,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"frame_image": None},
        {"fps": None, "backend": None},
        {"fps": 29.97, "backend": "WebAssembly with SIMD"},
        {"fps": 0, "backend": "WebAssembly"},
        {"sampling_probability": 0.001},
        {"sampling_probability": 1, "inference_ms": 0, "noise": 0, "total_ms": 60000, "number": 0},
        {"probabilities": [1, 0, 0, 0, 0, 0]},
        {"probabilities": [0.1667] * 6},
        {"device": "Unknown browser, unknown system"},
        {"device": "Safari, iOS"},
        {"captured_at": "2026-11-22T18:05:32+01:00"},
        {"captured_at": "2026-10-01T00:00:00Z"},
        {"captured_at": "2026-11-23T12:00:00Z"},
        *(
            {"label_source": label_source, "label": label}
            for label_source in ("prompted", "corrected")
            for label in LABELS
        ),
        *({"reason": reason} for reason in ("random", "uncertain", "change", "prompted", "corrected")),
        *({"predicted": label} for label in LABELS),
    ],
)
def test_what_is_allowed(changes: dict[str, object]) -> None:
    assert checked(**changes).model_id == MODEL_ID


def test_fps_and_backend_are_kept_and_absent_is_null() -> None:
    new, old = checked(fps=30, backend="WebAssembly"), checked()
    assert (new.fps, new.backend) == (30.0, "WebAssembly")
    assert (old.fps, old.backend) == (None, None)


def test_the_area_is_the_share_of_white_pixels() -> None:
    network_input = bytes([127] * 1024 + [128] * 1024 + [255] * 2048)
    assert check(raw(sample(), network_input), MODEL, CONSENT, NOW).area == 0.75


NAN = float("nan")
INFINITE = float("inf")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("sample_id", ["", "x", None, 7, "0b0c1c9e6a524d6f9c5e000000000001", "g" * 36, ...]),
        ("session_id", ["", None, "{0b0c1c9e-6a52-4d6f-9c5e-00000000001", ...]),
        ("number", [-1, 2**31, 1.0, "1", True, None, ...]),
        ("captured_at", ["", "yesterday", "2026-11-22T17:05:32", 1763831132, None, ...]),
        (
            "captured_at",
            ["2026-09-01T00:00:00Z", "2026-11-24T17:05:32Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"],
        ),
        ("predicted", ["Fist", "", None, 2, ["fist"], ...]),
        ("probabilities", [[], [1.0], [1 / 7] * 7, "1", None, [1, 0, 0, 0, 0, None], ...]),
        ("probabilities", [[0.9, 0, 0, 0, 0, 0], [0.2] * 6, [2, -1, 0, 0, 0, 0], [True, 0, 0, 0, 0, 0]]),
        ("probabilities", [["1", 0, 0, 0, 0, 0]]),
        ("label_source", ["", "Free", None, 1, ...]),
        ("label", ["fist", "", 2, ...]),
        ("reason", ["", "because", None, ...]),
        ("sampling_probability", [0, -0.1, 1.1, 1e-60, 0.00099, "1", None, True, ...]),
        ("inference_ms", [-1, 60001, "1", None, 10**400, ...]),
        ("total_ms", [-1, 60001, [], ...]),
        ("noise", [-0.1, 1.1, None, ...]),
        ("fps", [-1, 1001, "30", True, []]),
        ("backend", ["", "WebAssembly\n", "x", "a\0b", "WebGL", 7, []]),
        ("device", ["", "x", "Safari 26, iOS", "Safari, iOS\n", "a\0b", "Safari,iOS", None, 7, ...]),
        ("consent_version", [0, 2, "1", None, ...]),
        ("network_input", [None, [], {}, "4096", ...]),
        ("extra", [1]),
    ],
)
def test_what_is_refused(field: str, values: list[object]) -> None:
    for value in values:
        with pytest.raises(RefusedError, match=field):
            checked(**{field: value})


@pytest.mark.parametrize("value", [NAN, INFINITE, -INFINITE, "\ud800"])
def test_what_json_cannot_say(value: object) -> None:
    with pytest.raises(RefusedError, match="not JSON"):
        checked(noise=value)


@pytest.mark.parametrize("label_source", ["prompted", "corrected"])
@pytest.mark.parametrize("label", [None, "", "Fist", 2])
def test_a_told_truth_names_a_label(label_source: str, label: object) -> None:
    with pytest.raises(RefusedError, match="label"):
        checked(label_source=label_source, label=label)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "network_input"},
        {"width": 32},
        {"height": 128},
        {"width": 64.5},
        {"kind": ["silhouette"]},
        {"depth": 1},
    ],
)
def test_a_picture_that_the_model_did_not_see(change: dict[str, object]) -> None:
    described = {"kind": "silhouette", "width": 64, "height": 64, "bytes": 4096} | change
    with pytest.raises(RefusedError, match="network_input"):
        checked(network_input=described)


@pytest.mark.parametrize("size", [0, 4095, 4097])
def test_a_picture_with_other_bytes_than_pixels(size: int) -> None:
    with pytest.raises(RefusedError, match="not 4096 bytes"):
        check(raw(sample(), bytes(size)), MODEL, CONSENT, NOW)


def hand_checked(points: bytes = POINTS, **changes: object) -> Sample:
    return check(raw(hand_sample(**changes), points), HAND, CONSENT, NOW)


def test_the_points_of_a_hand_are_kept_as_they_came() -> None:
    kept = hand_checked(predicted="okay", label_source="prompted", label="peace")
    assert (kept.input_kind, kept.input_width, kept.input_height) == ("points", EMBEDDING, 1)
    assert (bytes(kept.network_input), kept.noise, kept.area) == (POINTS, None, None)
    assert (kept.predicted, kept.label) == ("okay", "peace")
    assert hand_checked(noise=0.25).noise == 0.25


def test_no_hand_in_the_picture_is_a_row_of_noughts() -> None:
    assert bytes(hand_checked(bytes(len(POINTS)), predicted="none").network_input) == bytes(len(POINTS))


@pytest.mark.parametrize("wrong", [NAN, INFINITE, -INFINITE, 1001.0, -1001.0, 1e30])
@pytest.mark.parametrize("place", [0, 1, 2, 64, 65, 66, 67, 66 + EMBEDDING])
def test_a_point_that_is_nowhere(place: int, wrong: float) -> None:
    numbers = hand_numbers()
    numbers[place] = wrong
    with pytest.raises(RefusedError, match="network_input: not numbers from -1000 to 1000 only"):
        hand_checked(packed(numbers))


@pytest.mark.parametrize("size", [0, 1, len(POINTS) - 4, len(POINTS) - 1, len(POINTS) + 4])
def test_points_of_another_length(size: int) -> None:
    with pytest.raises(RefusedError, match=f"network_input: not {len(POINTS)} bytes"):
        hand_checked(bytes(size))


@pytest.mark.parametrize(
    "change", [{"kind": "silhouette"}, {"kind": "hand"}, {"width": 64}, {"width": 0}, {"height": 2}, {"depth": 1}]
)
def test_points_of_another_backbone(change: dict[str, object]) -> None:
    described = {"kind": "points", "width": EMBEDDING, "height": 1, "bytes": len(POINTS)} | change
    with pytest.raises(RefusedError, match="network_input"):
        hand_checked(network_input=described)


@pytest.mark.parametrize("noise", [-0.1, 1.1, "0", True])
def test_points_with_a_noise_that_is_none(noise: object) -> None:
    with pytest.raises(RefusedError, match="noise"):
        hand_checked(noise=noise)


@pytest.mark.parametrize("consent", [None, Consent("nothing", 1), Consent("shapes", 2)])
def test_without_the_consent_in_force(consent: Consent | None) -> None:
    with pytest.raises(RefusedError, match="consent"):
        check(RAW, MODEL, consent, NOW)


@pytest.mark.parametrize("frame_image", [jpeg(512, 512), png(640 // 2, 240), jpeg(1, 1)])
def test_a_photo_beside_the_silhouette(frame_image: bytes) -> None:
    sample = checked_with(frame_image, PHOTOS, frame_image=described(frame_image))
    assert sample.frame_image == frame_image
    assert (sample.frame_image_width, sample.frame_image_height) == (
        described(frame_image)["width"],
        described(frame_image)["height"],
    )
    assert checked_with(None, PHOTOS).frame_image is None


@pytest.mark.parametrize("consent", [Consent("shapes", 1), Consent("nothing", 1), Consent("photos", 2)])
def test_a_photo_without_consent_to_photos(consent: Consent) -> None:
    with pytest.raises(RefusedError, match="consent"):
        checked_with(jpeg(), consent, frame_image=described(jpeg()))


@pytest.mark.parametrize(
    ("frame_image", "change"),
    [
        (jpeg(), {"width": 513}),
        (jpeg(), {"height": 0}),
        (jpeg(), {"height": "48"}),
        (jpeg(), {"type": "image/png"}),
        (jpeg(), {"type": "image/gif"}),
        (jpeg(), {"type": ["image/jpeg"]}),
        (jpeg(), {"taken_at": "home"}),
        (b"", {"type": "image/png"}),
        (b"", {"type": "image/jpeg"}),
    ],
)
def test_a_photo_that_is_not_what_is_said(frame_image: bytes, change: dict[str, object]) -> None:
    with pytest.raises(RefusedError, match="frame_image"):
        checked_with(frame_image, PHOTOS, frame_image=described(jpeg()) | change)


def test_clocks_that_go_back_are_no_reason_to_lose_samples() -> None:
    """Only the age counts, not the order: the page's clock may be set while it is open."""
    times = ["2026-11-22T17:05:32Z", "2026-11-22T16:05:32Z", "2026-11-22T17:05:33Z"]
    assert [checked(number=n, captured_at=time).number for n, time in enumerate(times)] == [0, 1, 2]


def test_an_unknown_model() -> None:
    with pytest.raises(RefusedError, match="model_id"):
        check(RAW, None, CONSENT, NOW)


def test_time_passes() -> None:
    with pytest.raises(RefusedError, match="captured_at"):
        check(RAW, MODEL, CONSENT, NOW + timedelta(days=61))
