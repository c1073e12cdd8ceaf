"""How far apart hands are: poses far, one pose shown again near; and what head.json holds of it."""

import base64

import numpy as np
import pytest

from tests.training.head.views import views_of
from training.backbone.crops import RENDERED
from training.errors import DataError
from training.head.metric import SEEN_OFTEN, fit_metric

LABELS = ["fist", "peace", "l", "okay"] * (3 * SEEN_OFTEN)


def test_one_pose_shown_again_is_nearer_than_another() -> None:
    views = views_of(LABELS, sources=("ann", "bob", "cat"), noise=0.1)
    metric = fit_metric(views)
    places, pose = metric.project(views.features()), views.pose
    middles = np.stack([places[pose == one].mean(0) for one in np.unique(pose)])
    spread = np.linalg.norm(places - middles[np.unique(pose, return_inverse=True)[1]], axis=1)
    apart = np.linalg.norm(middles[:, None] - middles, axis=2)
    assert spread.max() < apart[apart > 0].min()


def test_rendered_hands_count_only_where_there_is_nobody_and_none_is_no_pose() -> None:
    people = views_of(LABELS, sources=("ann", "bob", "cat"))
    drawn = views_of([*LABELS, *["none"] * 20], sources=(RENDERED,), poses=[*LABELS, *["none"] * 20], seed=2)
    assert (fit_metric(people.and_those(drawn)).steps == fit_metric(people).steps).all()
    assert (fit_metric(drawn).steps == fit_metric(drawn.rows(drawn.pose != "none")).steps).all()


def test_the_head_file_holds_it_in_bytes() -> None:
    metric = fit_metric(views_of(LABELS, sources=("ann",)))
    document = metric.document()
    steps = np.frombuffer(base64.b64decode(document["kernel"]), np.int8).reshape(metric.steps.shape)
    scales = np.frombuffer(base64.b64decode(document["scales"]), "<f4")
    assert (steps == metric.steps).all()
    assert (scales == metric.scales).all()
    assert np.abs(steps.astype(int)).max() == 127
    poses = np.frombuffer(base64.b64decode(document["poses"]), np.int8).reshape(metric.poses.shape)
    assert (poses == metric.poses).all()


def test_it_knows_where_poses_are() -> None:
    views = views_of(LABELS, sources=("ann", "bob", "cat"), noise=0.1)
    metric = fit_metric(views)
    places = metric.project(views.features())
    middles = np.stack([places[views.pose == one].mean(0) for one in np.unique(views.pose)])
    assert np.abs(metric.poses * metric.pose_step - middles).max() < 0.1 * np.abs(middles).max()


def test_too_few_poses_are_refused() -> None:
    with pytest.raises(DataError, match="several poses often"):
        fit_metric(views_of(["fist"] * 20))
