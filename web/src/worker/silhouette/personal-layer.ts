/** Moves a copy of the network's last layer as little as a person's few examples ask. */

import type { LastLayer } from "./last-layer";

/** Examples as the last layer sees them: n × features, and the index of each one's label. */
export interface Seen {
  readonly features: Float32Array;
  readonly labels: readonly number[];
}

/**
 * How dear it is to leave the trained layer, and how many steps the fit takes: chosen on made-up people with
 * `just evaluate-calibration`, see docs/decisions/0020-on-device.md.
 */
export const STIFFNESS = 0.003;
const STEPS = 300;

/**
 * The layer that names the examples right and lies close to `layer`: logistic regression whose weights are pulled
 * towards the trained ones. Label `none` takes no part: nobody shows examples of it.
 *
 * Throws a RangeError where there are no examples.
 */
export function personalLayer(
  layer: LastLayer,
  { features, labels }: Seen,
  none: number,
  stiffness = STIFFNESS,
): LastLayer {
  const n = labels.length;
  const size = layer.bias.length;
  const width = layer.weights.length / size;
  if (n === 0 || features.length !== n * width)
    throw new RangeError(`${n} examples do not have ${width} features each`);
  const { products, scale } = kernel(features, n, width);
  const start = labels.map((_, i) => scores(layer, features.subarray(i * width, (i + 1) * width)));
  // The best change is a sum of the examples' features; `pulls` holds what each adds to each label's weights.
  let pulls = labels.map(() => new Float64Array(size));
  for (let step = 0; step < STEPS; step++) {
    pulls = pulls.map((pull, i) => {
      const row = Float64Array.from(start[i] as Float64Array);
      pulls.forEach((other, j) => {
        const product = products[i * n + j] as number;
        for (let k = 0; k < size; k++) row[k] = (row[k] as number) + product * (other[k] as number);
      });
      const said = softmaxWithout(row, none);
      return pull.map((value, k) => {
        const wrong = (said[k] as number) - (labels[i] === k ? 1 : 0);
        return value - (wrong / n + stiffness * value);
      });
    });
  }
  return moved(layer, features, pulls, scale);
}

/**
 * A person's own probabilities of one silhouette: which gesture it is by their own layer, whether it is one at all as
 * the network says. So their examples can cause no false alarm.
 */
export function personalProbabilities(
  network: Float32Array,
  personal: LastLayer,
  features: Float32Array,
  none: number,
): Float32Array {
  const nothing = network[none] as number;
  return Float32Array.from(softmaxWithout(scores(personal, features), none), (share, k) =>
    k === none ? nothing : share * (1 - nothing),
  );
}

interface Kernel {
  readonly products: Float64Array;
  readonly scale: number;
}

/** Inner products of the examples' features and of a 1 for the bias, over their mean square: steps of 1 are stable. */
function kernel(features: Float32Array, n: number, width: number): Kernel {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 1;
      for (let f = 0; f < width; f++) {
        sum += (features[i * width + f] as number) * (features[j * width + f] as number);
      }
      products[i * n + j] = sum;
    }
  }
  let trace = 0;
  for (let i = 0; i < n; i++) trace += products[i * n + i] as number;
  const scale = n / trace;
  return { products: products.map((product) => product * scale), scale };
}

function moved(layer: LastLayer, features: Float32Array, pulls: readonly Float64Array[], scale: number): LastLayer {
  const weights = Float32Array.from(layer.weights);
  const bias = Float32Array.from(layer.bias);
  const size = bias.length;
  const width = weights.length / size;
  pulls.forEach((pull, i) => {
    for (let k = 0; k < size; k++) {
      const step = scale * (pull[k] as number);
      bias[k] = (bias[k] as number) + step;
      for (let f = 0; f < width; f++) {
        weights[f * size + k] = (weights[f * size + k] as number) + step * (features[i * width + f] as number);
      }
    }
  });
  return { weights, bias };
}

function scores({ weights, bias }: LastLayer, features: Float32Array): Float64Array {
  const sums = Float64Array.from(bias);
  features.forEach((value, f) => {
    for (let k = 0; k < sums.length; k++) {
      sums[k] = (sums[k] as number) + value * (weights[f * sums.length + k] as number);
    }
  });
  return sums;
}

/** Shares of all labels but `none`, whose share is 0. */
function softmaxWithout(row: Float64Array, none: number): Float64Array {
  const most = Math.max(...row.filter((_, k) => k !== none));
  const powers = row.map((value, k) => (k === none ? 0 : Math.exp(value - most)));
  const sum = powers.reduce((total, value) => total + value);
  return powers.map((value) => value / sum);
}
