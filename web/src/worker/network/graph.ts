/** A network that runs on TensorFlow.js, made of verified bytes. */

import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { engine, type io, keep, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { exactly, list, record, text } from "../../shared/strict";

/** Bytes of a model's files by name. */
export type Bytes = ReadonlyMap<string, ArrayBuffer>;

/** Pictures of one size, one after another. */
export type PicturesShape = readonly [n: number, height: number, width: number, channels: number];

export class Graph {
  private constructor(
    private readonly model: GraphModel<io.IOHandlerSync>,
    /** The node at which a run may pause, because all that comes later depends on its value only; null: none is named. */
    private readonly halfway: string | null,
  ) {}

  /** Builds the graph that the file `name` describes. Throws on a graph that is none and on weights of another shape. */
  static load(bytes: Bytes, name: string): Graph {
    const read = artifacts(bytes, name);
    return new Graph(build(read), halfwayOf(read));
  }

  /** What the graph's outputs give for pictures (bytes as many as the shape says). */
  run(pictures: Uint8Array, shape: PicturesShape): Float32Array[] {
    return tidy(() => this.answersTo(tensor4d(new Float32Array(pictures), [...shape])));
  }

  /** Runs the first half for pictures; `finish` of what it gives, which must be called once, runs the second. */
  begin(pictures: Uint8Array, shape: PicturesShape): Half {
    const { halfway } = this;
    const values = tidy(() => {
      const batch = tensor4d(new Float32Array(pictures), [...shape]);
      return halfway === null ? keep(batch) : keep(this.model.execute(batch, halfway) as Tensor);
    });
    return {
      finish: () => tidy(() => this.answersTo(halfway === null ? values : { [halfway]: values })),
      dispose: () => values.dispose(),
    };
  }

  /** Frees the weights. */
  dispose(): void {
    this.model.dispose();
  }

  private answersTo(inputs: Tensor | Record<string, Tensor>): Float32Array[] {
    const answers = [this.model.execute(inputs, [...this.model.outputNodes])].flat(); // one tensor where there is one
    return answers.map((each) => each.dataSync<"float32">());
  }
}

/** A run of a graph that pauses halfway. */
export interface Half {
  /** What the graph's outputs give. */
  finish(): Float32Array[];
  /** Frees what is kept between the halves. */
  dispose(): void;
}

/** The node that the graph's file names for a pause. Throws where the graph has none of that name. */
function halfwayOf({ userDefinedMetadata, modelTopology }: io.ModelArtifacts): string | null {
  const { halfway } = (userDefinedMetadata ?? {}) as { halfway?: unknown };
  if (halfway === undefined) return null;
  const { node } = modelTopology as { node?: readonly { name?: unknown }[] };
  if (typeof halfway !== "string" || !node?.some(({ name }) => name === halfway)) {
    throw new Error("The network's file names a node to pause at that it does not have. Publish the model again.");
  }
  return halfway;
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
    userDefinedMetadata: record(model.userDefinedMetadata ?? {}, `${name}.userDefinedMetadata`) as Record<
      string,
      object
    >,
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
