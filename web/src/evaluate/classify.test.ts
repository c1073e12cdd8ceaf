/** Classifying a stream outside the browser gives the golden probabilities. */

import { expect, test } from "vitest";
import { currentFolder, golden, unpack } from "../testing/current-model";
import { classify } from "./classify";

const SIDE = 128;
const frames = golden.cases.flatMap((each) => each.frames);

function stream(width: number, height: number, masks: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(width, 0);
  header.writeUInt32LE(height, 4);
  header.writeUInt32LE(masks.length, 8);
  return Buffer.concat([header, ...masks]);
}

test("more silhouettes than one batch come out in their order", async () => {
  const many = Array.from({ length: 70 }, (_, i) => frames[i % frames.length] as (typeof frames)[number]);
  const masks = many.map(({ silhouette }) => unpack(silhouette));
  const probabilities = await classify(currentFolder, stream(SIDE, SIDE, masks));
  expect(probabilities).toHaveLength(70 * 6);
  const expected = many.flatMap((frame) => frame.probabilities);
  const differences = expected.map((value, i) => Math.abs(value - (probabilities[i] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(golden.tolerance);
});

test("no silhouettes give no probabilities", async () => {
  expect(await classify(currentFolder, stream(SIDE, SIDE, []))).toHaveLength(0);
});

test.each([
  ["ends in its header", Buffer.alloc(5)],
  ["has 76 bytes, not 12", stream(8, 8, [new Uint8Array(64)]).fill(2, 8, 9)],
])("a stream that is wrong %s is refused", async (words, wrong) => {
  await expect(classify(currentFolder, wrong)).rejects.toThrow(words);
});
