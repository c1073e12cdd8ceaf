/** The golden answers of hands: a device that gives the same passes, and one that is off in any stage does not. */

import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wasmFolder } from "../../evaluate/classify";
import { goldenOf, SIDE } from "../../testing/toy-golden";
import { frameWith, toyModelFiles } from "../../testing/toy-hand-model";
import { startBackend } from "../network/backend";
import { compareHands, type HandComparison, parseHandGolden } from "./golden";
import { HandModel } from "./model";
import { HandRecogniser } from "./recogniser";

type Json = Record<string, unknown>;

let model: HandModel;
beforeEach(async () => {
  await startBackend(wasmFolder());
  model = HandModel.load(toyModelFiles());
});
afterEach(() => model.dispose());

const atOnce = async (): Promise<void> => undefined;
const compare = (golden: Json): Promise<HandComparison> =>
  compareHands(parseHandGolden(golden, model.manifest), model, atOnce);
type Hand = { square: Record<string, number>; points: number[]; probabilities: number[]; label: string } & Json;
const handOf = (golden: Json, number = 0): Hand => (golden.cases as { hands: Hand[] }[])[number]?.hands[0] as Hand;

test("this device gives the same answers, and lets others run in between", async () => {
  let pauses = 0;
  const golden = parseHandGolden(goldenOf(model), model.manifest);
  const found = await compareHands(golden, model, async () => void pauses++);
  expect(found).toMatchObject({
    frames: 3,
    passed: true,
    otherCounts: 0,
    otherSquares: 0,
    otherCrops: 0,
    otherPoints: 0,
    otherLabels: 0,
  });
  expect(found.farthest).toBeLessThan(1e-6);
  expect(pauses).toBe(6); // three frames and three hands
});

test.each<[string, (golden: Json) => void, Partial<HandComparison>]>([
  [
    "a square elsewhere",
    (golden) => Object.assign(handOf(golden).square, { cx: (handOf(golden).square.cx as number) + 2 }),
    { otherSquares: 1, otherCrops: 1 },
  ],
  [
    "a square that is turned",
    (golden) => Object.assign(handOf(golden).square, { ux: 0.05, uy: -0.9987 }),
    { otherSquares: 1 },
  ],
  [
    "one byte of the crop",
    (golden) => Object.assign(handOf(golden), { crop_sha256: "0".repeat(64) }),
    { otherCrops: 1 },
  ],
  ["a point", (golden) => void handOf(golden).points.splice(30, 1, 0.9), { otherPoints: 1 }],
  ["a name", (golden) => Object.assign(handOf(golden), { label: "okay" }), { otherLabels: 1 }],
  [
    "a hand in an empty room",
    (golden) => (golden.cases as { hands: unknown[] }[])[2]?.hands.push(handOf(golden)),
    { otherCounts: 1 },
  ],
  ["a hand less", (golden) => (golden.cases as { hands: unknown[] }[])[1]?.hands.pop(), { otherCounts: 1 }],
  ["a probability", (golden) => void handOf(golden, 1).probabilities.splice(3, 1, 0.9), {}],
  ["presence", (golden) => Object.assign(handOf(golden), { presence: 0.5 }), {}],
  ["left and right", (golden) => Object.assign(handOf(golden, 1), { left: 0.9 }), {}],
])("%s more or less does not pass", async (_, change, found) => {
  const golden = structuredClone(goldenOf(model));
  change(golden);
  expect(await compare(golden)).toMatchObject({ passed: false, ...found });
});

test("a square that is off by less than two hundredths of its side passes", async () => {
  const golden = structuredClone(goldenOf(model, [[{ x: 1, y: 2 }]]));
  const hand = handOf(golden);
  hand.square.cx = (hand.square.cx as number) + 1;
  const recogniser = new HandRecogniser(model);
  recogniser.see(frameWith([{ x: 1, y: 2 }], SIDE), SIDE, SIDE, 0);
  const { bytes, output } = recogniser.look(hand.square as never);
  Object.assign(hand, { crop_sha256: createHash("sha256").update(bytes).digest("hex"), presence: output.presence });
  expect(await compare(golden)).toMatchObject({ passed: true });
});

test("swapped labels and a network that gives no numbers do not pass", async () => {
  const golden = parseHandGolden(goldenOf(model), model.manifest);
  const labels = [...model.manifest.labels];
  [labels[2], labels[3]] = [labels[3] as never, labels[2] as never];
  const swapped = Object.assign(Object.create(model) as HandModel, { manifest: { ...model.manifest, labels } });
  expect(await compareHands(golden, swapped, atOnce)).toMatchObject({ passed: false, otherLabels: 3 });
  const head = { classify: () => new Float32Array(8).fill(Number.NaN) };
  const broken = Object.assign(Object.create(model) as HandModel, { head });
  expect(await compareHands(golden, broken, atOnce)).toMatchObject({ passed: false, farthest: Number.NaN });
});

test.each<[string, (golden: Json) => unknown, string]>([
  ["no cases", (golden) => Object.assign(golden, { cases: [] }), "golden.cases must be a list that is not empty"],
  ["no tolerance", (golden) => delete golden.tolerance, "golden.tolerance must be present"],
  ["62 points", (golden) => handOf(golden).points.pop(), "golden.cases[0].hands[0].points must be 63 numbers"],
  ["an unknown label", (golden) => Object.assign(handOf(golden), { label: "wave" }), "golden.cases[0].hands[0].label"],
  ["a square without a side", (golden) => Object.assign(handOf(golden).square, { size: 0 }), "square.size must be"],
  ["an unknown field", (golden) => Object.assign(handOf(golden), { more: 1 }), "hands[0].more must be absent"],
])("golden answers with %s are none", (_, change, words) => {
  const golden = structuredClone(goldenOf(model));
  change(golden);
  expect(() => parseHandGolden(golden, model.manifest)).toThrow(words);
});
