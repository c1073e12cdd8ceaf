"""Draws a posed hand: its silhouette, or a shaded picture with a mask."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from training.silhouette import Picture
from training.synthetic.poses import Shown
from training.synthetic.rig import Floats, Mesh, landmarks, pose_hand

SHIFT = 4  # cv2 draws polygons with coordinates in sixteenths of a pixel


@dataclass(frozen=True)
class Placement:
    """Where the hand is in a square picture: its size and centre as fractions of the picture's side."""

    extent: float  # larger side of the hand's bounding box, forearm left out
    x: float
    y: float


@dataclass(frozen=True)
class Projected:
    """Triangles that face the camera, farthest first: corners in pixels, the normals' parts, forearm or not."""

    corners: Floats  # (n, 3, 2)
    heights: Floats  # (n, 3), centimetres towards the camera
    normals: Floats  # (n, 3), unit, in the camera's axes
    is_forearm: npt.NDArray[np.bool_]


def project(shown: Shown, placement: Placement, side: int) -> Projected:
    """Perspective projection of a hand into a picture of side × side pixels."""
    return project_with_points(shown, placement, side)[0]


def project_with_points(shown: Shown, placement: Placement, side: int) -> tuple[Projected, Floats]:
    """The same, and the hand's 21 points (21, 3) in pixels: x to the right, y down, z away from the camera.

    z is 0 at the wrist and in the same unit, as in MediaPipe's networks.
    """
    mesh = pose_hand(shown.pose, shown.shape)
    mirror = np.array([-1.0 if shown.mirrored else 1.0, 1.0, 1.0])
    vertices = mesh.vertices @ shown.view.T * mirror
    joints = landmarks(shown.pose, shown.shape) @ shown.view.T * mirror
    centre = vertices[: mesh.hand_count].mean(axis=0)

    def flatten(solid: Floats) -> Floats:
        depth = np.maximum(shown.distance - (solid[:, 2] - centre[2]), 4.0)
        return np.asarray((solid[:, :2] - centre[:2]) * (shown.distance / depth)[:, None] * np.array([1.0, -1.0]))

    flat = flatten(vertices)
    low, high = flat[: mesh.hand_count].min(axis=0), flat[: mesh.hand_count].max(axis=0)
    scale = placement.extent * side / float((high - low).max())
    middle, place = (low + high) / 2, np.array([placement.x, placement.y]) * side
    points = (flatten(joints) - middle) * scale + place
    away = (joints[:1, 2] - joints[:, 2])[:, None] * scale
    return _visible(mesh, vertices, (flat - middle) * scale + place, shown.mirrored), np.concatenate([points, away], 1)


def _visible(mesh: Mesh, vertices: Floats, points: Floats, mirrored: bool) -> Projected:
    corners = points[mesh.triangles]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    facing = area > 0 if mirrored else area < 0
    triangles = mesh.triangles[facing]
    solid = vertices[triangles]
    normals = np.cross(solid[:, 1] - solid[:, 0], solid[:, 2] - solid[:, 0])
    normals *= (-1.0 if mirrored else 1.0) / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-9)
    order = np.argsort(solid[:, :, 2].mean(axis=1), kind="stable")
    return Projected(corners[facing][order], solid[order][:, :, 2], normals[order], mesh.is_forearm[facing][order])


def draw_mask(projected: Projected, side: int) -> Picture:
    """Silhouette (side, side) of 0 and 255."""
    mask = np.zeros((side, side), np.uint8)
    for triangle in _fixed_point(projected):
        cv2.fillConvexPoly(mask, triangle, 255, cv2.LINE_8, SHIFT)
    return mask


def draw_colour(
    projected: Projected, side: int, skin: Floats, sleeve: Floats, light: Floats, ambient: float
) -> tuple[Picture, Picture]:
    """Shaded picture (side, side, 3) of skin and sleeve (RGB, 0..255) under one light, and its mask (0 or 255)."""
    brightness = ambient + (1 - ambient) * np.clip(projected.normals @ light, 0, 1)
    colours = np.where(projected.is_forearm[:, None], sleeve, skin) * brightness[:, None]
    picture = np.zeros((side, side, 4), np.uint8)  # the fourth channel is the mask
    opaque = np.concatenate([np.clip(colours, 0, 255), np.full((len(colours), 1), 255.0)], axis=1)
    for triangle, colour in zip(_fixed_point(projected), opaque.tolist(), strict=True):
        cv2.fillConvexPoly(picture, triangle, colour, cv2.LINE_8, SHIFT)
    return picture[:, :, :3], picture[:, :, 3]


def _fixed_point(projected: Projected) -> npt.NDArray[np.int32]:
    limited = np.clip(projected.corners, -4000, 4000)
    return np.round(limited * (1 << SHIFT)).astype(np.int32)
