/** Photos in the worker: kept only where they are allowed, and no longer; encoding itself is the journey's. */

import { beforeEach, expect, test, vi } from "vitest";
import { FrameImageKeeper } from "./frame-image";

const box = { x: 0, y: 0, width: 448, height: 448 };
const frame = (value: number): Uint8ClampedArray => new Uint8ClampedArray(448 * 448 * 4).fill(value);
let drawn: number[];

/** As much of a canvas as the keeper uses: its picture is the first byte that was put into it. */
class SmallCanvas {
  private value = 0;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext(): object {
    return {
      putImageData: ({ data }: { data: Uint8ClampedArray }) => {
        this.value = data[0] as number;
      },
      drawImage: (from: SmallCanvas) => drawn.push(from.value),
    };
  }
  convertToBlob = async ({ type }: { type: string }): Promise<Blob> => new Blob([new Uint8Array(7)], { type });
}

beforeEach(() => {
  drawn = [];
  vi.stubGlobal("OffscreenCanvas", SmallCanvas);
  vi.stubGlobal("ImageData", function (this: { data: unknown }, data: unknown) {
    this.data = data;
  });
  return () => vi.unstubAllGlobals();
});

test("nothing is kept until photos are allowed, and nothing when they are not any more", async () => {
  const photos = new FrameImageKeeper();
  photos.keep(1, frame(1), box);
  expect(await photos.encode(1)).toBeNull();
  photos.turn(true);
  photos.keep(2, frame(2), box);
  photos.turn(false);
  expect(await photos.encode(2)).toBeNull();
});

test("a photo is of the very frame that was asked for, 224 pixels wide, while that is one of the newest", async () => {
  const photos = new FrameImageKeeper();
  photos.turn(true);
  const reused = frame(0);
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) photos.keep(number, reused.fill(10 * number), box);
  expect(await photos.encode(4)).toMatchObject({ width: 224, height: 224, bytes: new Uint8Array(7) });
  expect(drawn).toEqual([40]);
  expect(await photos.encode(2)).toBeNull();
});

test("of two hands in a frame the photo is of the one that was asked for", async () => {
  const photos = new FrameImageKeeper();
  photos.turn(true);
  photos.keep(1, frame(10), box, 3);
  photos.keep(1, frame(20), box, 4);
  expect(await photos.encode(1, 4)).not.toBeNull();
  expect(drawn).toEqual([20]);
  expect(await photos.encode(1, 5)).toBeNull();
});
