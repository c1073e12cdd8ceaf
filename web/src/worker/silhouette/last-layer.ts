/** Finds a network's last layer: the node that feeds it, its weights and its bias. */

import { list, record, text } from "../../shared/strict";
import type { Classifier } from "./classifier";

/** Probabilities are softmax(features · weights + bias). */
export interface LastLayer {
  /** features × labels, row by row. */
  readonly weights: Float32Array;
  /** One a label. */
  readonly bias: Float32Array;
}

/** The last layer, and the names of the nodes whose values it takes and that gives the probabilities. */
export interface Found {
  readonly output: string;
  readonly features: string;
  readonly layer: LastLayer;
}

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
}

/** The layer before the softmax. Throws a RangeError where the network does not end in softmax of one dense layer. */
export function lastLayer(classifier: Pick<Classifier, "topology" | "weight">): Found {
  const nodes = nodesOf(classifier.topology);
  const [softmax, ...others] = [...nodes].filter(([, { op }]) => op === "Softmax");
  if (softmax === undefined || others.length > 0) throw new RangeError(WRONG);
  const [output, { inputs }] = softmax;
  const dense = nodes.get(inputs[0] ?? "");
  const [features, weights, bias] = dense?.inputs ?? [];
  if (dense?.op !== "_FusedMatMul" || features === undefined || weights === undefined || bias === undefined) {
    throw new RangeError(WRONG);
  }
  return {
    output,
    features,
    layer: { weights: classifier.weight(weights), bias: classifier.weight(bias) },
  };
}

const WRONG = "This model cannot be taught: it does not end in softmax of one dense layer.";

function nodesOf(topology: unknown): Map<string, Node> {
  const nodes = list(record(topology, "modelTopology").node, "modelTopology.node").map((each, i) => {
    const { name, op, input } = record(each, `node[${i}]`);
    const inputs = input === undefined ? [] : list(input, `node[${i}].input`).map((from) => text(from, "input"));
    return [text(name, `node[${i}].name`), { op: text(op, `node[${i}].op`), inputs }] as const;
  });
  return new Map(nodes);
}
