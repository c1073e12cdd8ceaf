"""The rigged hand: from joint angles to the vertices of a skinned hand with a forearm.

Coordinates of the hand: right hand, centimetres, origin at the wrist, x to the little finger, y to the fingertips,
z out of the back. Mesh and joints are WebXR's generic hand (training/assets/README.md).
"""

import functools
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ASSET = Path(__file__).parents[1] / "assets" / "generic-hand-right.glb"
WRIST, THUMB = 0, 1  # joints 1..4 are the thumb's, then five for each finger
LANDMARK_JOINTS = (0, 1, 2, 3, 4, *(5 + 5 * finger + joint for finger in range(4) for joint in (1, 2, 3, 4)))
FOREARM_Y = (1.0, -1.0, -2.6, -6.0, -12.0, -25.0)  # centimetres along the arm
FOREARM_HALF_WIDTH = (2.6, 2.75, 2.7, 3.0, 3.7, 4.4)
FOREARM_HALF_DEPTH = (1.6, 1.9, 2.0, 2.3, 3.0, 3.9)
RING_POINTS = 16
# Mesh axes to the hand's: the little finger is on mesh +z, the fingertips on −y, the back on +x.
TO_HAND = np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]]) * 100.0


class FingerAngles(NamedTuple):
    """Degrees on top of the rest pose; abduction is towards the thumb."""

    mcp: float
    pip: float
    dip: float
    abduction: float


class ThumbAngles(NamedTuple):
    """Degrees on top of the rest pose: away from the fingers, towards the palm, about its bone, two flexions."""

    rad: float
    palm: float
    twist: float
    mcp: float
    ip: float


@dataclass(frozen=True)
class HandShape:
    """One person's hand, relative to the mesh, and the arm behind it."""

    length: float = 1.0
    finger_lengths: tuple[float, float, float, float, float] = (1.0, 1.0, 1.0, 1.0, 1.0)  # thumb first
    thickness: float = 1.1
    forearm: bool = True
    forearm_side: float = 0.0  # degrees, towards the little finger
    forearm_flexion: float = 0.0  # degrees, towards the palm
    forearm_width: float = 1.0


@dataclass(frozen=True)
class Pose:
    """Angles of all five fingers."""

    fingers: tuple[FingerAngles, FingerAngles, FingerAngles, FingerAngles]
    thumb: ThumbAngles


@dataclass(frozen=True)
class Mesh:
    """Vertices (n, 3) in centimetres, the hand's first; triangles (m, 3); which triangles are the forearm's (m,)."""

    vertices: Floats
    triangles: npt.NDArray[np.int64]
    is_forearm: npt.NDArray[np.bool_]
    hand_count: int  # of the vertices


class _Rig(NamedTuple):
    vertices: Floats  # (1360, 3) hand coordinates
    triangles: npt.NDArray[np.int64]
    joints: npt.NDArray[np.int64]  # (1360, 4)
    weights: Floats  # (1360, 4)
    rest: Floats  # (25, 4, 4) joint to hand
    inverse_rest: Floats  # (25, 4, 4)
    local: Floats  # (25, 4, 4) joint to the joint before it in its finger


@functools.cache
def _rig() -> _Rig:
    """Parses the glTF file: a JSON chunk and a binary chunk."""
    data = ASSET.read_bytes()
    json_length = struct.unpack_from("<I", data, 12)[0]
    document = json.loads(data[20 : 20 + json_length])
    binary = data[20 + json_length + 8 :]

    def read(index: int) -> npt.NDArray[np.generic]:
        accessor = document["accessors"][index]
        view = document["bufferViews"][accessor["bufferView"]]
        dtype = {5126: "<f4", 5123: "<u2", 5121: "u1"}[accessor["componentType"]]
        columns = {"VEC3": 3, "VEC2": 2, "VEC4": 4, "SCALAR": 1, "MAT4": 16}[accessor["type"]]
        start = view.get("byteOffset", 0)
        flat = np.frombuffer(binary, dtype, accessor["count"] * columns, start)
        return flat.reshape(accessor["count"], columns)

    rest = np.zeros((25, 4, 4))
    for number, node in enumerate(document["nodes"][:25]):
        rest[number, :3, :3] = TO_HAND / 100.0 @ _quaternion(node["rotation"])
        rest[number, :3, 3] = TO_HAND @ np.array(node["translation"])
        rest[number, 3, 3] = 1.0
    origin = rest[WRIST, :3, 3].copy()
    rest[:, :3, 3] -= origin
    vertices = read(0).astype(np.float64) @ TO_HAND.T - origin
    triangles = read(5).astype(np.int64).reshape(-1, 3)
    inverse: Floats = np.linalg.inv(rest).astype(np.float64)
    local = rest.copy()
    local[1:] = inverse[:-1] @ rest[1:]
    return _Rig(vertices, triangles, read(3).astype(np.int64), read(4).astype(np.float64), rest, inverse, local)


def _quaternion(q: list[float]) -> Floats:
    x, y, z, w = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def rotation(axis: str, degrees: float) -> Floats:
    """3×3 rotation about one axis, right-handed."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    if axis == "x":
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis == "y":
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _joints(pose: Pose, lengths: Floats) -> Floats:
    """Joint-to-hand matrices (25, 4, 4) of a posed hand whose bones are `lengths` (25,) times as long as the mesh's.

    Each finger is a chain; a joint turns in its own axes (−z along the bone, +y dorsal).
    """
    rest, local = _rig().rest, _rig().local.copy()
    local[:, :3, 3] *= lengths[:, None]
    world = rest.copy()

    def follow(joint: int, turn: Floats) -> None:
        world[joint] = world[joint - 1] @ local[joint]
        world[joint, :3, :3] = world[joint, :3, :3] @ turn

    thumb = pose.thumb
    outward = rotation("z", thumb.rad) @ rotation("y", -thumb.palm)
    world[THUMB, :3, :3] = outward @ rest[THUMB, :3, :3] @ rotation("z", thumb.twist)
    follow(THUMB + 1, rotation("x", -thumb.mcp))
    follow(THUMB + 2, rotation("x", -thumb.ip))
    follow(THUMB + 3, np.eye(3))
    for number, finger in enumerate(pose.fingers):
        base = 5 + 5 * number
        follow(base + 1, rotation("y", finger.abduction) @ rotation("x", -finger.mcp))
        follow(base + 2, rotation("x", -finger.pip))
        follow(base + 3, rotation("x", -finger.dip))
        follow(base + 4, np.eye(3))
    return world


def _lengths(shape: HandShape) -> Floats:
    """How much longer than the mesh's each bone (25,) is.

    The wrist and five joints for each finger, but four for the thumb. The bone of a palm is not a finger's.
    """
    lengths = np.repeat([1.0, *shape.finger_lengths], [1, 4, 5, 5, 5, 5]) * shape.length
    lengths[[5, 10, 15, 20]] = lengths[[6, 11, 16, 21]] = shape.length
    return lengths


def landmarks(pose: Pose, shape: HandShape) -> Floats:
    """The 21 points (21, 3) of a posed hand, numbered as MediaPipe does: wrist, thumb, then four for each finger."""
    return _joints(pose, _lengths(shape))[list(LANDMARK_JOINTS), :3, 3]


def pose_hand(pose: Pose, shape: HandShape) -> Mesh:
    """Skins the hand (linear blend skinning) and sets it on its forearm."""
    rig = _rig()
    lengths = _lengths(shape)
    world = _joints(pose, lengths)
    # Length stretches along each bone (−z), thickness across it, before the joints turn.
    scale = np.zeros((len(lengths), 4, 4))
    scale[:, 0, 0] = scale[:, 1, 1] = shape.thickness
    scale[:, 2, 2], scale[:, 3, 3] = lengths, 1.0
    bones = world @ scale @ rig.inverse_rest
    points = np.concatenate([rig.vertices, np.ones((len(rig.vertices), 1))], axis=1)
    moved = np.einsum("vkij,vj->vki", bones[rig.joints][:, :, :3, :], points)
    vertices = np.einsum("vk,vki->vi", rig.weights, moved)
    is_forearm = np.zeros(len(rig.triangles), bool)
    if not shape.forearm:
        return Mesh(vertices, rig.triangles, is_forearm, len(vertices))
    arm, arm_triangles = _forearm(shape)
    return Mesh(
        np.concatenate([vertices, arm]),
        np.concatenate([rig.triangles, arm_triangles + len(vertices)]),
        np.concatenate([is_forearm, np.ones(len(arm_triangles), bool)]),
        len(vertices),
    )


def _forearm(shape: HandShape) -> tuple[Floats, npt.NDArray[np.int64]]:
    """An elliptic tube from inside the wrist to 25 cm behind it, tilted at the wrist."""
    angles = np.arange(RING_POINTS) * 2 * np.pi / RING_POINTS
    rings = []
    for y, width, depth in zip(FOREARM_Y, FOREARM_HALF_WIDTH, FOREARM_HALF_DEPTH, strict=True):
        # Hands thicken more than arms do, so half of the thickness reaches the arm.
        across = (0.5 + 0.5 * shape.thickness) * shape.forearm_width
        rings.append(np.stack([np.cos(angles) * width * across, np.full_like(angles, y), np.sin(angles) * depth], 1))
    tilt = rotation("z", shape.forearm_side) @ rotation("x", shape.forearm_flexion)
    vertices = np.concatenate(rings) @ tilt.T
    triangles = []
    for ring in range(len(rings) - 1):
        for point in range(RING_POINTS):
            a = ring * RING_POINTS + point
            b = ring * RING_POINTS + (point + 1) % RING_POINTS
            triangles += [(a, b, a + RING_POINTS), (b, b + RING_POINTS, a + RING_POINTS)]
    return vertices, np.array(triangles, np.int64)
