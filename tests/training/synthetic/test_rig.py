"""The rigged hand: its parts, its proportions, and which way joints turn."""

import numpy as np

from training.synthetic.poses import CURL, FOLD, OUT, TOGETHER
from training.synthetic.rig import FingerAngles, HandShape, Mesh, Pose, ThumbAngles, pose_hand

REST = Pose((FingerAngles(0, 0, 0, 0),) * 4, ThumbAngles(0, 0, 0, 0, 0))
BARE = HandShape(thickness=1.0, forearm=False)


def reach(mesh: Mesh) -> float:
    """How far the fingertips are from the wrist, in centimetres."""
    return float(mesh.vertices[:, 1].max())


def test_the_mesh_is_a_hand_of_natural_size() -> None:
    mesh = pose_hand(REST, BARE)
    assert mesh.vertices.shape == (1360, 3)
    assert mesh.triangles.shape == (2314, 3)
    assert 16 < reach(mesh) < 20
    assert not mesh.is_forearm.any()


def test_curled_fingers_come_to_the_palm() -> None:
    fist = pose_hand(Pose(CURL, FOLD), BARE)
    assert reach(fist) < 0.7 * reach(pose_hand(REST, BARE))
    assert fist.vertices[:, 2].min() < -4  # towards the palm, which is −z


def test_the_thumb_goes_out_beside_the_index_finger() -> None:
    thumb_out = pose_hand(Pose(CURL, OUT), BARE).vertices[:, 0].min()
    thumb_in = pose_hand(Pose(CURL, FOLD), BARE).vertices[:, 0].min()
    assert thumb_out < thumb_in - 2  # the thumb's side is −x


def test_abduction_spreads_towards_the_thumb() -> None:
    spread = TOGETHER._replace(fore=TOGETHER.fore._replace(abduction=20))
    tip = pose_hand(REST, BARE).vertices[:, 1].argmax()
    assert tip >= 0
    together = pose_hand(Pose(TOGETHER, FOLD), BARE).vertices
    apart = pose_hand(Pose(spread, FOLD), BARE).vertices
    moved = (apart - together)[np.abs(apart - together).sum(axis=1) > 0.5]
    assert (moved[:, 0] < 0).all()


def test_the_forearm_is_behind_the_wrist() -> None:
    mesh = pose_hand(REST, HandShape())
    arm = np.unique(mesh.triangles[mesh.is_forearm])
    assert mesh.vertices[arm, 1].min() < -24
    assert mesh.vertices[arm, 1].max() < 1.5


def test_length_and_thickness_change_the_hand() -> None:
    assert reach(pose_hand(REST, HandShape(length=1.1))) > 1.05 * reach(pose_hand(REST, HandShape()))
    curled = Pose(CURL, FOLD)
    thin = np.ptp(pose_hand(curled, HandShape(thickness=0.95, forearm=False)).vertices[:, 2])
    thick = np.ptp(pose_hand(curled, HandShape(thickness=1.25, forearm=False)).vertices[:, 2])
    assert thick > thin
