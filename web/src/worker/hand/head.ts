/** The gesture head: gives the labels' probabilities for what the backbone says of a hand. */

import type { Label } from "../../shared/gestures";
import type { HandManifest } from "../../shared/manifest";
import type { Square } from "../../shared/messages";
import { exactly, integer, list, oneOf, record, ShapeError, sha256 } from "../../shared/strict";
import { floats } from "../network/floats";
import { Metric } from "./metric";
import type { HandOutput } from "./network";

/** What a layer may be shown of a hand, in the order that head.json names. */
const FEATURES = ["embedding", "turn", "side", "points", "fingers"] as const;
type Feature = (typeof FEATURES)[number];
/** Points of the thumb, then of each finger. */
const TIPS = [4, 8, 12, 16, 20] as const;
const BASES = [2, 5, 9, 13, 17] as const;
const ACTIVATIONS = ["relu", "linear", "softmax"] as const;
type Activation = (typeof ACTIVATIONS)[number];

const FIELDS = ["backbone", "labels", "features", "layers", "golden"] as const;
/** The model that ships has none yet. */
const OPTIONAL = ["metric"] as const;
const LAYER_FIELDS = ["activation", "units", "kernel", "bias"] as const;

/** What the head is shown of a hand: as much of the backbone's answer, and how its square is turned. */
export type Shown = Pick<HandOutput, "left" | "points" | "embedding"> & { readonly square: Pick<Square, "ux" | "uy"> };

interface Layer {
  readonly activation: Activation;
  /** Inputs × units, row by row. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export class Head {
  private constructor(
    private readonly features: readonly Feature[],
    private readonly layers: readonly Layer[],
    private readonly metric: Metric | null,
  ) {}

  /**
   * Reads head.json but for its golden answers, which provenHead looks at. Throws ShapeError, also where it belongs to
   * another backbone or names other labels.
   */
  static parse(value: unknown, manifest: HandManifest): Head {
    const there = record(value, "head");
    const fields = exactly(there, "head", [...FIELDS, ...OPTIONAL.filter((name) => Object.hasOwn(there, name))]);
    demandBackbone(sha256(fields.backbone, "head.backbone"), manifest);
    demandLabels(list(fields.labels, "head.labels"), manifest.labels);
    const features = list(fields.features, "head.features").map((each, i) =>
      oneOf(each, `head.features[${i}]`, FEATURES),
    );
    const shown = features.reduce((sum, feature) => sum + lengthOf(feature, manifest), 0);
    let inputs = shown;
    const layers = list(fields.layers, "head.layers").map((each, i) => {
      const layer = parseLayer(each, `head.layers[${i}]`, inputs);
      inputs = layer.bias.length;
      return layer;
    });
    if (layers.at(-1)?.activation !== "softmax" || inputs !== manifest.labels.length) {
      throw new ShapeError("head.layers", `layers that end in softmax of ${manifest.labels.length} labels`);
    }
    const metric = fields.metric === undefined ? null : Metric.parse(fields.metric, "head.metric", shown);
    return new Head(features, layers, metric);
  }

  /** Probabilities in the order of the manifest's labels. */
  classify(shown: Shown): Float32Array {
    return this.layers.reduce(apply, this.inputsOf(shown));
  }

  /** Where a hand is among others, as own gestures are told apart. Throws a RangeError where this head has no metric. */
  place(shown: Shown): Float32Array {
    if (this.metric === null) throw new RangeError("The model cannot tell own gestures apart: take a newer one.");
    return this.metric.place(this.inputsOf(shown));
  }

  /** Places of poses that people show; none where this head has no metric. */
  get poses(): readonly Float32Array[] {
    return this.metric?.poses ?? [];
  }

  private inputsOf(shown: Shown): Float32Array {
    const parts = this.features.map((feature) => numbersOf(feature, shown));
    const inputs = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      inputs.set(part, at);
      at += part.length;
    }
    return inputs;
  }
}

function demandBackbone(sha256: string, { files, backbone }: HandManifest): void {
  const { sha256: ours } = files.find(({ path }) => path === backbone.weights) ?? {};
  if (sha256 !== ours) {
    throw new ShapeError("head.backbone", `${ours}, the model's own: this head belongs to another backbone`);
  }
}

function demandLabels(labels: readonly unknown[], wanted: readonly Label[]): void {
  if (labels.length !== wanted.length || wanted.some((label, i) => labels[i] !== label)) {
    throw new ShapeError("head.labels", `those of the manifest: ${wanted.join(", ")}`);
  }
}

function lengthOf(feature: Feature, { backbone }: HandManifest): number {
  return { embedding: backbone.embedding, turn: 2, side: 1, points: 63, fingers: 2 * TIPS.length }[feature];
}

function numbersOf(feature: Feature, { embedding, points, left, square }: Shown): ArrayLike<number> {
  switch (feature) {
    case "embedding":
      return embedding;
    case "turn":
      return [square.ux, square.uy];
    case "side":
      return [left];
    case "points":
      return points.map((each) => each - 0.5);
    case "fingers":
      return fingersOf(points, square);
  }
}

/** Steps from each finger's base to its tip, in shares of the square, turned as the frame is. */
function fingersOf(points: Float32Array, { ux, uy }: Pick<Square, "ux" | "uy">): number[] {
  return TIPS.flatMap((tip, i) => {
    const base = BASES[i] as number;
    const dx = (points[3 * tip] as number) - (points[3 * base] as number);
    const dy = (points[3 * tip + 1] as number) - (points[3 * base + 1] as number);
    return [-dx * uy - dy * ux, dx * ux - dy * uy];
  });
}

function parseLayer(value: unknown, path: string, inputs: number): Layer {
  const fields = exactly(value, path, LAYER_FIELDS);
  const units = integer(fields.units, `${path}.units`, 1);
  return {
    activation: oneOf(fields.activation, `${path}.activation`, ACTIVATIONS),
    kernel: floats(fields.kernel, `${path}.kernel`, inputs * units),
    bias: floats(fields.bias, `${path}.bias`, units),
  };
}

function apply(inputs: Float32Array, { activation, kernel, bias }: Layer): Float32Array {
  const sums = bias.slice();
  const units = sums.length;
  for (let i = 0, at = 0; i < inputs.length; i++) {
    const value = inputs[i] as number;
    for (let unit = 0; unit < units; unit++, at++) sums[unit] = (sums[unit] as number) + value * (kernel[at] as number);
  }
  if (activation === "relu") return sums.map((sum) => Math.max(sum, 0));
  return activation === "softmax" ? softmax(sums) : sums;
}

function softmax(sums: Float32Array): Float32Array {
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const total = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => power / total);
}
