/** The golden answers of a head: one that gives them is taken, on numbers of hands alone; all else is named. */

import { expect, test } from "vitest";
import { SAYS_PEACE, toyFiles, toyModelFiles } from "../../testing/toy-hand-model";
import { provenHead } from "./head-golden";

const { manifest } = toyModelFiles();
type Case = { hand: string; probabilities: number[] };
const head = JSON.parse(String(toyFiles().get("head.json"))) as { golden: Case[] } & Record<string, unknown>;
const [first, ...others] = head.golden as [Case, ...Case[]];
const withFirst = (changes: object): object => ({ ...head, golden: [{ ...first, ...changes }, ...others] });
const base64 = (numbers: number[]): string => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");

test("a head that gives its golden answers is taken, and off by less than a thousandth too", () => {
  expect(provenHead(head, manifest).classify).toBeTypeOf("function");
  const nearly = first.probabilities.map((each) => each + 0.0009);
  expect(() => provenHead(withFirst({ probabilities: nearly }), manifest)).not.toThrow();
});

test.each<[string, object, string]>([
  [
    "with other layers",
    { ...head, ...SAYS_PEACE },
    "does not answer here as it did in training: probabilities up to 0.",
  ],
  [
    "that is off by two thousandths",
    withFirst({ probabilities: first.probabilities.map((each) => each + 0.002) }),
    "probabilities up to 0.002 off",
  ],
  ["without golden answers", { ...head, golden: undefined }, "head.golden must be"],
  ["whose golden answers are none", { ...head, golden: [] }, "head.golden must be a list that is not empty"],
  ["of another embedding", withFirst({ hand: base64(Array(72).fill(0)) }), "head.golden[0].hand must be 71 numbers"],
  ["of hands that are no numbers", withFirst({ hand: base64(Array(71).fill(Number.NaN)) }), "head.golden[0].hand"],
  ["with fewer probabilities", withFirst({ probabilities: [1] }), "head.golden[0].probabilities must be 8 numbers"],
  [
    "with a probability above one",
    withFirst({ probabilities: Array(8).fill(1.5) }),
    "head.golden[0].probabilities[0] must be",
  ],
  ["with a golden answer that says more", withFirst({ label: "fist" }), "head.golden[0].label must be absent"],
])("a head %s is refused", (_, document, words) => {
  expect(() => provenHead(document, manifest)).toThrow(words);
});
