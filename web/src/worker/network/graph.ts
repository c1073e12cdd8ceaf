/** A network that runs on TensorFlow.js, made of verified bytes. */

import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { dispose, engine, type io, keep, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { exactly, list, record, text } from "../../shared/strict";

/** Bytes of a model's files by name. */
export type Bytes = ReadonlyMap<string, ArrayBuffer>;

/** Pictures of one size, one after another. */
export type PicturesShape = readonly [n: number, height: number, width: number, channels: number];

type Model = GraphModel<io.IOHandlerSync>;

/** The nodes at which a run may pause: all that comes later depends on their values only. */
type Pause = readonly string[];

export class Graph {
  private constructor(
    private readonly model: Model,
    private readonly pauses: readonly Pause[],
  ) {}

  /** Builds the graph that the file `name` describes. Throws on a graph that is none and on weights of another shape. */
  static load(bytes: Bytes, name: string): Graph {
    const read = artifacts(bytes, name);
    return new Graph(build(read), pausesOf(read));
  }

  /** What the graph's outputs give for pictures (bytes as many as the shape says). */
  run(pictures: Uint8Array, shape: PicturesShape): Float32Array[] {
    return tidy(() => answersOf(this.model, batchOf(pictures, shape)));
  }

  /** Begins a run for pictures and comes to the first pause. What it gives must be disposed of. */
  begin(pictures: Uint8Array, shape: PicturesShape): Run {
    const run = new Run(
      this.model,
      this.pauses,
      tidy(() => keep(batchOf(pictures, shape))),
    );
    run.goOn();
    return run;
  }

  /** Frees the weights. */
  dispose(): void {
    this.model.dispose();
  }
}

/** A run of a graph that pauses on its way. */
export class Run {
  private passed = 0;
  private values: readonly Tensor[];

  constructor(
    private readonly model: Model,
    private readonly pauses: readonly Pause[],
    batch: Tensor,
  ) {
    this.values = [batch];
  }

  /** Goes on to the next pause, where there is one. */
  goOn(): void {
    const pause = this.pauses[this.passed];
    if (pause === undefined) return;
    const values = tidy(() => [this.model.execute(this.inputs, [...pause])].flat().map(keep));
    this.dispose();
    this.values = values;
    this.passed++;
  }

  /** Runs all that is left: what the graph's outputs give. */
  finish(): Float32Array[] {
    return tidy(() => answersOf(this.model, this.inputs));
  }

  /** Frees what is kept at a pause. */
  dispose(): void {
    dispose([...this.values]);
  }

  private get inputs(): Tensor | Record<string, Tensor> {
    const pause = this.pauses[this.passed - 1];
    if (pause === undefined) return this.values[0] as Tensor;
    return Object.fromEntries(pause.map((name, i) => [name, this.values[i] as Tensor]));
  }
}

function batchOf(pictures: Uint8Array, shape: PicturesShape): Tensor {
  return tensor4d(new Float32Array(pictures), [...shape]);
}

function answersOf(model: Model, inputs: Tensor | Record<string, Tensor>): Float32Array[] {
  const answers = [model.execute(inputs, [...model.outputNodes])].flat(); // one tensor where there is one
  return answers.map((each) => each.dataSync<"float32">());
}

/** The pauses that the graph's file names, in their order. Throws where the graph lacks one of their nodes. */
function pausesOf({ userDefinedMetadata, modelTopology }: io.ModelArtifacts): readonly Pause[] {
  const { pauses = [] } = (userDefinedMetadata ?? {}) as { pauses?: unknown };
  const { node } = modelTopology as { node?: readonly { name?: unknown }[] };
  const known = new Set(node?.map(({ name }) => name));
  const isPause = (pause: unknown): pause is Pause => Array.isArray(pause) && pause.every((name) => known.has(name));
  if (!Array.isArray(pauses) || !pauses.every(isPause)) {
    throw new Error("The network's file names a node to pause at that it does not have. Publish the model again.");
  }
  return pauses;
}

/** Builds the network; where that fails half way, the weights that were made already are freed. */
function build(read: io.ModelArtifacts): Model {
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
