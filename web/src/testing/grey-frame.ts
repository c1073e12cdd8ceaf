/** A camera's frame, for tests that run outside the browser. */

import type { Picture } from "../shared/messages";

/** A camera's frame as a browser gives it: luma and chroma, of one grey. */
export function greyFrame(luma: number, width = 64, height = 48): Picture {
  const strides = [width, width / 2, width / 2];
  const heights = [height, height / 2, height / 2];
  const offsets = [0, width * height, (width * height * 5) / 4];
  return {
    displayWidth: width,
    displayHeight: height,
    visibleRect: { x: 0, y: 0, width, height },
    format: "I420",
    colorSpace: { matrix: null, fullRange: null },
    allocationSize: () => (width * height * 3) / 2,
    copyTo: async (room: Uint8Array) => {
      heights.forEach((rows, plane) => {
        const value = plane === 0 ? luma : 128;
        room.fill(value, offsets[plane], (offsets[plane] as number) + rows * (strides[plane] as number));
      });
      return offsets.map((offset, plane) => ({ offset, stride: strides[plane] as number }));
    },
  } as unknown as Picture;
}
