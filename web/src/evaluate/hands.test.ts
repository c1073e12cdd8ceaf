/** Seeing hands outside the browser, in a stream of pictures of several sizes. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { currentFolder } from "../testing/current-model";
import { type Blob, EMBEDDING, frameWith, RED, toyFiles, YELLOW } from "../testing/toy-hand-model";
import { lookAtSquares, seeHands } from "./hands";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "toy-"));
  for (const [name, bytes] of toyFiles()) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

function picture(blobs: readonly Blob[], side: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(side, 0);
  header.writeUInt32LE(side, 4);
  return Buffer.concat([header, frameWith(blobs, side)]);
}

/** In chunks as a pipe gives them, whatever a picture's length. */
async function* stream(bytes: Buffer, chunk = 65_521): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

async function rowsOf(bytes: Buffer, chunk?: number): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for await (const row of seeHands(folder, stream(bytes, chunk))) rows.push(row);
  return rows;
}

test("each picture is a new one, of any size; without a hand its row is empty", async () => {
  const pictures = [
    picture([{ x: 1, y: 2, colour: RED }], 128),
    picture([], 64),
    picture([{ x: 1, y: 2, colour: YELLOW }], 64),
  ];
  const rows = await rowsOf(Buffer.concat(pictures));
  expect(rows.map((row) => row.length)).toEqual(Array(3).fill(1 + 2 + 5 + 63 + 8 + EMBEDDING));
  expect(rows.map((row) => row[0])).toEqual([1, 0, 1]);
  expect([...(rows[1] ?? [1])].every((each) => each === 0)).toBe(true);
  const [red, , yellow] = rows as [Float32Array, Float32Array, Float32Array];
  expect([...red.subarray(3, 8)].map(Math.round)).toEqual([48, 64, 83, 0, -1]);
  expect([...yellow.subarray(3, 8)].map(Math.round)).toEqual([24, 32, 42, 0, -1]);
  expect(red[8 + 1]).toBeCloseTo(64 + 83.2 * 0.3125, 3); // the wrist, in pixels
  const named = [red, yellow].map((row) => row.subarray(71, 79).indexOf(Math.max(...row.subarray(71, 79))));
  expect(named).toEqual([2, 3]); // fist and open_palm
  expect(red.subarray(79)[3]).toBe(1); // the embedding's last number
});

test("of two hands the one decides that is larger times more surely there", async () => {
  const [row] = await rowsOf(
    picture(
      [
        { x: 0, y: 2, colour: [200, 0, 0] },
        { x: 3, y: 1, colour: RED },
      ],
      128,
    ),
  );
  expect(row?.[0]).toBe(2);
  expect(row?.[3]).toBeCloseTo(112, 3);
});

test("the same comes out however the stream is cut", async () => {
  const bytes = Buffer.concat([picture([{ x: 1, y: 2 }], 32), picture([{ x: 2, y: 2 }], 32)]);
  expect(await rowsOf(bytes, 3)).toEqual(await rowsOf(bytes));
});

test("the backbone looks at the very square that is named", async () => {
  const whole = picture([{ x: 1, y: 2, colour: YELLOW }], 64);
  const square = Buffer.alloc(40);
  for (const [i, each] of [24, 40, 16, 0, -1].entries()) square.writeDoubleLE(each, 8 * i); // the yellow cell alone
  const bytes = Buffer.concat([whole.subarray(0, 8), square, whole.subarray(8)]);
  const rows: Float32Array[] = [];
  for await (const row of lookAtSquares(folder, stream(Buffer.concat([bytes, bytes]), 7))) rows.push(row);
  expect(rows.map((row) => row.length)).toEqual(Array(2).fill(2 + 63 + EMBEDDING + 8));
  const [presence, left] = rows[0] as Float32Array;
  expect([presence, left]).toEqual([expect.closeTo(0.99), expect.closeTo(0.99)]);
  const embedding = [...(rows[0] as Float32Array).subarray(65, 65 + EMBEDDING)];
  expect(embedding).toEqual([0.99, 0.99, 0, 1].map((each) => expect.closeTo(each)));
  const probabilities = [...(rows[0] as Float32Array).subarray(65 + EMBEDDING)];
  expect(probabilities.indexOf(Math.max(...probabilities))).toBe(3); // open_palm
});

test("no pictures give no rows, and a stream that ends too early is refused", async () => {
  expect(await rowsOf(Buffer.alloc(0))).toEqual([]);
  await expect(rowsOf(picture([], 16).subarray(0, -1))).rejects.toThrow("the stream ends 1 bytes too early");
  await expect(rowsOf(picture([], 16).subarray(0, 8))).rejects.toThrow("the stream ends after a picture's header");
});

test("a model of silhouettes sees no hands, and says so", async () => {
  const rows = seeHands(currentFolder, stream(picture([], 16)));
  await expect(rows.next()).rejects.toThrow("sees silhouettes, not hands");
});

test("Python's tests have the same toy model (npx vitest run evaluate/hands -u writes it anew)", async () => {
  const files = Object.fromEntries([...toyFiles()].map(([name, bytes]) => [name, bytes.toString("base64")]));
  const text = `${JSON.stringify(files, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../tests/contract/toy-hand-model.json");
});
