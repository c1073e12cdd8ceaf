"""Background subtraction by the kernel: finds the hand in the guide box of a frame."""

import dataclasses

from training.kernel import LARGEST_BIN, Kernel
from training.silhouette import Picture, SilhouetteParameters


class BackgroundSubtraction:
    """The silhouette stage: frames of the guide box at any size become silhouettes at the working size.

    Foreground is where the squared difference to the background, after a gain per channel, over the pixel's own
    variance, exceeds the threshold on the mean of 3×3 pixels, without the rim of mixed pixels around it.
    """

    def __init__(self, parameters: SilhouetteParameters) -> None:
        """Raises RunError where the kernel is not built."""
        self._parameters = parameters
        self._kernel = Kernel()
        self._kernel.call("prepare", *dataclasses.astuple(parameters))
        self.reset()

    def reset(self) -> None:
        """Forgets the background."""
        self._kernel.call("reset")
        self.learned = False

    def learn(self, frame: Picture) -> bool:
        """Takes one frame (height, width, 3 or 4) of the empty guide box; True when enough were seen.

        Raises ValueError on another shape.
        """
        seen = self._kernel.call("learn", *self._put(frame))
        self.learned = seen >= self._parameters.learn_frames
        return self.learned

    def segment(self, frame: Picture) -> tuple[Picture, float]:
        """Silhouette (height, width) of 0 and 255, and the share of pixels that were specks or holes (0..1).

        Raises ValueError before `learn` is done, and on another shape than (height, width, 3 or 4).
        """
        if not self.learned:
            raise ValueError("the background is not learned yet")
        flipped = self._kernel.call("segment", *self._put(frame))
        width, height = self._parameters.width, self._parameters.height
        mask = self._kernel.view(self._kernel.call("mask"), width * height).reshape(height, width)
        return mask.copy(), flipped / mask.size

    def _put(self, frame: Picture) -> tuple[int, int]:
        width, height = self._kernel.put_frame(frame)
        if width > LARGEST_BIN * self._parameters.width or height > LARGEST_BIN * self._parameters.height:
            raise ValueError(f"a frame of {width}×{height} is too large")
        return width, height
