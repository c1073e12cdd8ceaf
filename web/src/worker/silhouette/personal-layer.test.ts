/** A person's own last layer on made-up features: what it learns, what it leaves alone, and what it refuses. */

import { expect, test } from "vitest";
import type { LastLayer } from "./last-layer";
import { personalLayer, personalProbabilities } from "./personal-layer";

const NONE = 2;
/** Two features, three labels: the first feature speaks for label 0, the second for label 1. */
const layer: LastLayer = { weights: Float32Array.of(2, 0, 0, 0, 2, 0), bias: Float32Array.of(0, 0, 0.5) };
const network = Float32Array.of(0.5, 0.2, 0.3);
/** This person's label 1 looks like the network's label 0, and the other way round. */
const swapped = { features: Float32Array.of(1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9), labels: [1, 1, 0, 0] };

const named = (of: LastLayer, a: number, b: number): Float32Array =>
  personalProbabilities(network, of, Float32Array.of(a, b), NONE);

test("examples that the network names wrong are named right, and so is what lies beside them", () => {
  const [before] = [named(layer, 0.95, 0.05)];
  expect(before[0]).toBeGreaterThan(before[1] as number);
  const personal = personalLayer(layer, swapped, NONE);
  const [one, other] = [named(personal, 0.95, 0.05), named(personal, 0.05, 0.95)];
  expect(one[1]).toBeGreaterThan(2 * (one[0] as number));
  expect(other[0]).toBeGreaterThan(2 * (other[1] as number));
});

test("whether it is a gesture at all stays the network's word, and shares add up", () => {
  const personal = personalLayer(layer, swapped, NONE);
  const answer = named(personal, 5, -5);
  expect(answer[NONE]).toBeCloseTo(0.3, 6);
  expect(answer.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
});

test("the weights of what nobody shows, and the network's own layer, are as they were", () => {
  const copy = Float32Array.from(layer.weights);
  const personal = personalLayer(layer, swapped, NONE);
  expect(layer.weights).toEqual(copy);
  expect([personal.weights[NONE], personal.weights[3 + NONE], personal.bias[NONE]]).toEqual([0, 0, 0.5]);
});

test("a stiffer layer moves less", () => {
  const far = (stiffness: number): number => {
    const { weights } = personalLayer(layer, swapped, NONE, stiffness);
    return Math.hypot(...weights.map((weight, i) => weight - (layer.weights[i] as number)));
  };
  expect(far(0.9)).toBeLessThan(far(0.1));
  expect(far(0.1)).toBeLessThan(far(0.001));
});

test("the same examples give the same layer, as often as each is shown", () => {
  const twice = {
    features: Float32Array.of(...swapped.features, ...swapped.features),
    labels: [...swapped.labels, ...swapped.labels],
  };
  const [once, doubled] = [personalLayer(layer, swapped, NONE), personalLayer(layer, twice, NONE)];
  once.weights.forEach((weight, i) => {
    expect(doubled.weights[i]).toBeCloseTo(weight, 4);
  });
});

test("no examples, and features of another network, are refused", () => {
  expect(() => personalLayer(layer, { features: new Float32Array(0), labels: [] }, NONE)).toThrow("0 examples");
  expect(() => personalLayer(layer, { features: new Float32Array(3), labels: [0] }, NONE)).toThrow("2 features each");
});
