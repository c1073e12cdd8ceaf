/** The sampler: which answers are taken, why, how probably, and how many at most. */

import { expect, test } from "vitest";
import type { NetworkInput } from "./network-input";
import { type Candidate, type Decision, Sampler } from "./sampler";

const of = (...pixels: number[]): NetworkInput => {
  return { kind: "silhouette", width: pixels.length, height: 1, bytes: Uint8Array.from(pixels) };
};
const input = of(255, 255, 0, 0);
const confident: Candidate = { probabilities: [0.95, 0.03, 0.02], uncertainBelow: 0.7, changed: false, input, at: 0 };
const always = { take: () => true };
/** A silhouette unlike those of other numbers. */
const unlike = (i: number): NetworkInput => of(...Array.from({ length: 8 }, (_, bit) => ((i >> bit) & 1) * 255));
const told = (i: number, reason: "prompted" | "corrected" = "prompted") =>
  ({ reason, label: "fist", input: unlike(i), at: i }) as const;
const unsure: Candidate = { ...confident, probabilities: [0.5, 0.45, 0.05] };

/** Numbers of a small generator with a seed, in 0 … 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Decisions on `n` answers at `fps`, each like the candidate. */
function decide(sampler: Sampler, candidate: Candidate, n: number, fps: number): Decision[] {
  const all = Array.from({ length: n }, (_, i) =>
    sampler.decide({ ...candidate, input: unlike(i % 256), at: (i * 1000) / fps }),
  );
  return all.filter((decision) => decision !== null);
}

test("one answer in a hundred is taken at random, at 60 frames a second too", () => {
  const taken = decide(new Sampler(always, seeded(7)), confident, 60_000, 60);
  expect(new Set(taken.map(({ reason }) => reason))).toEqual(new Set(["random"]));
  expect(new Set(taken.map(({ samplingProbability }) => samplingProbability))).toEqual(new Set([0.01]));
  expect(taken.length).toBeGreaterThan(500);
  expect(taken.length).toBeLessThan(700);
});

test("uncertain answers are taken more often, with their probability, up to the quota of a minute", () => {
  const minute = decide(new Sampler(always, seeded(3)), unsure, 1_800, 30);
  const uncertain = minute.filter(({ reason }) => reason === "uncertain");
  expect(uncertain).toHaveLength(20);
  expect(uncertain.every(({ samplingProbability }) => samplingProbability === 0.1)).toBe(true);
});

test.each([
  [[0.69, 0.2, 0.11], true], // below the threshold
  [[0.71, 0.2, 0.09], false],
  [[0.9, 0.09, 0.01], false],
])("%j is uncertain: %s", (probabilities, expected) => {
  // 0.05 is above the random rule's 0.01 and below the uncertain rule's 0.1.
  const decision = new Sampler(always, () => 0.05).decide({ ...confident, probabilities });
  expect(decision?.reason === "uncertain").toBe(expected);
});

test("a small margin is uncertain even above the threshold", () => {
  const candidate = { ...confident, probabilities: [0.55, 0.45, 0], uncertainBelow: 0.5 };
  expect(new Sampler(always, () => 0.05).decide(candidate)?.reason).toBe("uncertain");
});

test("a change of the steady label is always taken, up to its quota, which a minute refills", () => {
  const sampler = new Sampler(always, () => 0.99);
  const changed = { ...confident, changed: true };
  const first = Array.from({ length: 25 }, (_, i) => sampler.decide({ ...changed, input: unlike(i), at: i }));
  expect(first.filter((decision) => decision?.reason === "change")).toHaveLength(20);
  expect(sampler.decide({ ...changed, input: unlike(99), at: 61_000 })).toEqual({
    reason: "change",
    samplingProbability: 1,
  });
});

test("what a person says is taken, up to its own quota", () => {
  const sampler = new Sampler(always, () => 0.99);
  const taken = Array.from({ length: 130 }, (_, i) => sampler.labelled(told(i)));
  expect(taken[0]).toEqual({ reason: "prompted", samplingProbability: 1 });
  expect(taken.filter((decision) => decision !== "too-many")).toHaveLength(120);
  expect(sampler.labelled(told(0, "corrected"))).toEqual({ reason: "corrected", samplingProbability: 1 });
});

test("a near duplicate of what was taken is no change and nothing to tell, but random ones may look alike", () => {
  const sampler = new Sampler(always, () => 0.99);
  const changed = { ...confident, changed: true };
  expect(sampler.decide(changed)?.reason).toBe("change");
  expect(sampler.decide({ ...changed, input: of(255, 250, 3, 0), at: 1 })).toBeNull();
  expect(sampler.decide({ ...changed, input: of(255, 0, 0, 0), at: 2 })?.reason).toBe("change");
  expect(new Set([0, 1, 2].map(() => sampler.labelled(told(7))))).toContain("same");
  expect(sampler.labelled({ ...told(7), label: "l" })).toMatchObject({ reason: "prompted" });
  const lucky = new Sampler(always, () => 0);
  expect([lucky.decide(confident)?.reason, lucky.decide(confident)?.reason]).toEqual(["random", "random"]);
});

test("a day that is full takes nothing more", () => {
  const full = new Sampler({ take: () => false }, () => 0);
  expect(full.decide(confident)).toBeNull();
  expect(full.labelled(told(1))).toBe("too-many");
});
