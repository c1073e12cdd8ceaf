/** The backbone on the wasm backend: batches, tensors, and models that are not as their manifest says. */

import { beforeAll, expect, test } from "vitest";
import { wasmFolder } from "../../evaluate/classify";
import { EMBEDDING, type Faults, POINTS, SIDE, toyFiles, toyModelFiles } from "../../testing/toy-hand-model";
import { liveTensors, startBackend } from "../network/backend";
import { HandModel } from "./model";
import { HandNetwork } from "./network";

beforeAll(() => startBackend(wasmFolder()));

/** A square of one colour. */
const plain = (red: number, green: number): Uint8Array =>
  new Uint8Array(3 * SIDE * SIDE).map((_, i) => [red, green, 0][i % 3] as number);

test("one square's answer is taken apart into its parts", () => {
  const network = HandNetwork.load(toyModelFiles());
  const [output] = network.run(plain(255, 51), 1);
  expect(output?.presence).toBeCloseTo(0.99, 4);
  expect(output?.left).toBeCloseTo(0.198, 4);
  expect(output?.points).toEqual(Float32Array.from(POINTS));
  expect([...(output?.embedding ?? [])].map((each) => Math.round(1000 * each))).toEqual([990, 198, 0, 1000]);
  network.dispose();
});

test("a batch gives what its squares give one by one", () => {
  const network = HandNetwork.load(toyModelFiles());
  const squares = [plain(255, 0), plain(100, 200), plain(0, 255)];
  const together = network.run(Uint8Array.from(Buffer.concat(squares)), 3);
  expect(together).toEqual(squares.flatMap((each) => network.run(each, 1)));
  expect(() => network.run(new Uint8Array(7), 1)).toThrow("7 bytes are not 1 squares of 16×16×3");
  network.dispose();
});

test.each<[Faults["backbone"], string | RegExp]>([
  ["another length", "the backbone gives 70 numbers, the manifest asks for 69"],
  ["another shape", /inner shapes/],
  ["no numbers", "the backbone gives no numbers"],
])("weights with %s are refused, and nothing of them is left", (backbone, words) => {
  const before = liveTensors();
  expect(() => HandModel.load(toyModelFiles(backbone === undefined ? {} : { backbone }))).toThrow(words);
  expect(liveTensors()).toBe(before);
});

test("a head that does not fit is refused before any network is built, and all is freed in the end", () => {
  const before = liveTensors();
  expect(() => HandModel.load(toyModelFiles({ head: { backbone: "f".repeat(64) } }))).toThrow("another backbone");
  expect(liveTensors()).toBe(before);
  const model = HandModel.load(toyModelFiles());
  expect(liveTensors()).toBeGreaterThan(before);
  model.dispose();
  expect(liveTensors()).toBe(before);
});

test("the embedding is as long as the manifest says", () => {
  const network = HandNetwork.load(toyModelFiles());
  expect(network.run(plain(0, 0), 1)[0]?.embedding).toHaveLength(EMBEDDING);
  network.dispose();
});

test("a model that is another head shares the networks until the last one is done; another model does not", () => {
  const before = liveTensors();
  const first = HandModel.load(toyModelFiles());
  const alone = liveTensors();
  const head: unknown = JSON.parse(String(toyFiles().get("head.json")));
  const second = first.withHead(head, first.manifest);
  expect([liveTensors(), second.network === first.network]).toEqual([alone, true]);
  first.dispose();
  first.dispose(); // counts once
  expect(second.network.run(plain(255, 0), 1)).toHaveLength(1);
  const third = HandModel.load(toyModelFiles());
  expect(third.network).not.toBe(second.network);
  for (const each of [second, third]) each.dispose();
  expect(liveTensors()).toBe(before);
});
