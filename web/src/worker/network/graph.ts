/** A network: the verified bytes of its graph and weights in, a graph that runs on TensorFlow.js out. */

import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { engine, type io, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { exactly, list, record, text } from "../../shared/strict";

/** Bytes of a model's files by name. */
export type Bytes = ReadonlyMap<string, ArrayBuffer>;

/** Pictures of one size, one after another. */
export type PicturesShape = readonly [n: number, height: number, width: number, channels: number];

export class Graph {
  private constructor(
    private readonly model: GraphModel<io.IOHandlerSync>,
    /** The graph as its file describes it. */
    readonly topology: unknown,
  ) {}

  /** Builds the graph that the file `name` describes. Throws on a graph that is none and on weights of another shape. */
  static load(bytes: Bytes, name: string): Graph {
    const read = artifacts(bytes, name);
    return new Graph(build(read), read.modelTopology);
  }

  /** The names of the nodes that give its answer. */
  get outputs(): readonly string[] {
    return this.model.outputNodes;
  }

  /** The numbers of a weight. Throws a RangeError where the graph has none of that name. */
  weight(name: string): Float32Array {
    const found = this.model.weights[name]?.[0];
    if (found === undefined) throw new RangeError(`the network has no weight ${name}`);
    return found.dataSync<"float32">();
  }

  /** What the nodes `names` give for pictures (bytes as many as the shape says), in one run. */
  run(pictures: Uint8Array, shape: PicturesShape, names = this.outputs): Float32Array[] {
    return tidy(() => {
      const batch = tensor4d(new Float32Array(pictures), [...shape]);
      const values = [this.model.execute(batch, [...names])].flat(); // one tensor where one name was asked for
      return values.map((each) => each.dataSync<"float32">());
    });
  }

  /** Frees the weights. */
  dispose(): void {
    this.model.dispose();
  }
}

/** Builds the network; where that fails half way, the weights that were made already are freed. */
function build(read: io.ModelArtifacts): GraphModel<io.IOHandlerSync> {
  engine().startScope("model");
  let weights: Tensor[] = [];
  try {
    const model = loadGraphModelSync({ load: () => read });
    weights = Object.values(model.weights).flat();
    return model;
  } finally {
    engine().endScope(weights);
  }
}

/** What TensorFlow.js wants to know of a graph model, read from model.json and its shards. */
function artifacts(bytes: Bytes, name: string): io.ModelArtifacts {
  const model = record(JSON.parse(new TextDecoder().decode(bytesOf(bytes, name))), name);
  const groups = list(model.weightsManifest, `${name}.weightsManifest`).map((group, i) => {
    const path = `${name}.weightsManifest[${i}]`;
    const fields = exactly(group, path, ["paths", "weights"]);
    const shards = list(fields.paths, `${path}.paths`).map((name) => bytesOf(bytes, text(name, `${path}.paths`)));
    return { shards, weights: list(fields.weights, `${path}.weights`) as io.WeightsManifestEntry[] };
  });
  return {
    modelTopology: record(model.modelTopology, `${name}.modelTopology`),
    signature: record(model.signature, `${name}.signature`),
    weightSpecs: groups.flatMap((group) => group.weights),
    weightData: groups.flatMap((group) => group.shards),
  };
}

/** The bytes of a file. Throws where the manifest lists none of that name. */
export function bytesOf(bytes: Bytes, name: string): ArrayBuffer {
  const found = bytes.get(name);
  if (found === undefined) throw new Error(`The model's manifest lists no file ${name}. Publish the model again.`);
  return found;
}
