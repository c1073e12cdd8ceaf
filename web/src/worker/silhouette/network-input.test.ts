/** What networks are shown of silhouettes: the bytes that Python gives, by their digests. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { PictureKind } from "../../shared/manifest";
import { handSquare, networkInput } from "./network-input";

interface Vector {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Rectangles: left, top, width, height. */
  readonly white: readonly (readonly [number, number, number, number])[];
  readonly kind: PictureKind;
  readonly side: number;
  readonly sha256: string;
}

const path = new URL("../../../../tests/contract/network-inputs.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));

function draw({ width, height, white }: Pick<Vector, "width" | "height" | "white">): Uint8Array {
  const picture = new Uint8Array(width * height);
  for (const [left, top, wide, high] of white) {
    for (let y = top; y < top + high; y++) picture.fill(255, y * width + left, y * width + left + wide);
  }
  return picture;
}

test.each(vectors)("$name: a network that is shown the $kind at $side pixels", (vector) => {
  const { width, height, kind, side, sha256 } = vector;
  const seen = networkInput(draw(vector), width, height, { kind, width: side, height: side });
  expect(seen).toHaveLength(side * side);
  expect(createHash("sha256").update(seen).digest("hex")).toBe(sha256);
});

test("one pixel more is seen", () => {
  const [vector] = vectors.filter(({ name, kind }) => name === "two hands" && kind === "hand");
  if (vector === undefined) throw new Error("the vectors hold no two hands");
  const picture = draw(vector);
  const before = handSquare(picture, vector.width, vector.height).square;
  picture[40 * vector.width + 60] = 255;
  expect(handSquare(picture, vector.width, vector.height).square).not.toEqual(before);
});
