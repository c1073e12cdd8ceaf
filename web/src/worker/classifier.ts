/** The network: a model's verified bytes in, a classifier of silhouettes out, on TensorFlow.js' wasm backend. */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { engine, env, type io, memory, ready, setBackend, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { type Milliseconds, milliseconds } from "../shared/gestures";
import { exactly, list, record, text } from "../shared/strict";
import type { ModelFiles } from "./download";

/** The backend's wasm: a folder that ends in a slash, or what reads the one file that this browser needs. */
export type Wasm = string | ((hasVectors: boolean) => Promise<ArrayBuffer>);

const BACKEND = "tfjs-backend-wasm";

/** This browser can never run the network: trying again does not help. */
export class NoWebAssembly extends Error {}

export interface Classification {
  /** n × labels, in the order of the manifest's labels. */
  readonly probabilities: Float32Array;
  /** From handing the pixels to the network to having its answer in JavaScript. */
  readonly inferenceMs: Milliseconds;
}

/** Starts the wasm backend with one thread. Throws when the browser has no WebAssembly. */
export async function startBackend(wasm: Wasm): Promise<void> {
  // The threaded build needs blob: workers, which the page's content security policy does not allow.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (typeof wasm === "string") setWasmPaths(wasm);
  else handOver(await wasm((await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true));
  if (await setBackend("wasm")) return ready();
  throw new NoWebAssembly("This browser cannot run the network: it has no WebAssembly. Use a recent browser.");
}

/** Which backend runs, for people who look at details. */
export function backendWords(): string {
  return env().getBool("WASM_HAS_SIMD_SUPPORT") ? "WebAssembly with SIMD" : "WebAssembly";
}

/** Number of tensors that are alive, for watching leaks. */
export function liveTensors(): number {
  return memory().numTensors;
}

/** A loaded and warmed-up network. */
export class Classifier {
  private constructor(
    private readonly model: GraphModel<io.IOHandlerSync>,
    private readonly files: ModelFiles,
  ) {}

  /** The graph as model.json describes it. */
  get topology(): unknown {
    return artifacts(this.files).modelTopology;
  }

  /** The numbers of a weight. Throws a RangeError where the graph has none of that name. */
  weight(name: string): Float32Array {
    const found = this.model.weights[name]?.[0];
    if (found === undefined) throw new RangeError(`the network has no weight ${name}`);
    return found.dataSync<"float32">();
  }

  /** Builds the network from the bytes and runs it once. Throws when its shape is not what the manifest says. */
  static async load(files: ModelFiles): Promise<Classifier> {
    const classifier = new Classifier(build(files), files);
    const { width, height } = files.manifest.input;
    try {
      classifier.classify(new Uint8Array(width * height), 1);
    } catch (error) {
      classifier.dispose();
      throw error;
    }
    return classifier;
  }

  /** Probabilities of `n` silhouettes (n × height × width bytes, 0 … 255). Throws a RangeError on another length. */
  classify(silhouettes: Uint8Array, n: number): Classification {
    const { labels } = this.files.manifest;
    const start = performance.now();
    const [probabilities] = this.values(silhouettes, n, this.model.outputNodes) as [Float32Array];
    const inferenceMs = milliseconds(performance.now() - start);
    if (probabilities.length !== n * labels.length) {
      throw new RangeError(
        `the network gives ${probabilities.length / n} numbers, the manifest has ${labels.length} labels`,
      );
    }
    return { probabilities, inferenceMs };
  }

  /** What the graph's nodes `names` give for `n` silhouettes, in one run. Throws as `classify` does. */
  values(silhouettes: Uint8Array, n: number, names: readonly string[]): Float32Array[] {
    const { width, height } = this.files.manifest.input;
    if (silhouettes.length !== n * width * height) {
      throw new RangeError(`${silhouettes.length} bytes are not ${n} silhouettes of ${width}×${height}`);
    }
    return tidy(() => {
      const batch = tensor4d(new Float32Array(silhouettes), [n, height, width, 1]);
      const values = [this.model.execute(batch, [...names])].flat(); // one tensor where one name was asked for
      return values.map((each) => each.dataSync<"float32">());
    });
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.model.dispose();
  }
}

/** Builds the network; where that fails half way, the weights that were made already are freed. */
function build(files: ModelFiles): GraphModel<io.IOHandlerSync> {
  engine().startScope("model");
  let weights: Tensor[] = [];
  try {
    const model = loadGraphModelSync({ load: () => artifacts(files) });
    weights = Object.values(model.weights).flat();
    return model;
  } finally {
    engine().endScope(weights);
  }
}

/** Gives the backend the bytes that are here already, where it would fetch them itself without telling how far it is. */
function handOver(bytes: ArrayBuffer): void {
  const name = "wasm";
  setWasmPaths(
    { [`${BACKEND}.wasm`]: name, [`${BACKEND}-simd.wasm`]: name, [`${BACKEND}-threaded-simd.wasm`]: name },
    true,
  );
  const { platform } = env();
  env().platform = Object.assign(Object.create(platform) as typeof platform, {
    fetch: async () => new Response(bytes),
  });
}

/** What TensorFlow.js wants to know of a graph model, read from model.json and its shards. */
function artifacts({ manifest, bytes }: ModelFiles): io.ModelArtifacts {
  const model = record(JSON.parse(new TextDecoder().decode(bytesOf(bytes, manifest.graph.path))), "model.json");
  const groups = list(model.weightsManifest, "model.json.weightsManifest").map((group, i) => {
    const path = `model.json.weightsManifest[${i}]`;
    const fields = exactly(group, path, ["paths", "weights"]);
    const shards = list(fields.paths, `${path}.paths`).map((name) => bytesOf(bytes, text(name, `${path}.paths`)));
    return { shards, weights: list(fields.weights, `${path}.weights`) as io.WeightsManifestEntry[] };
  });
  return {
    modelTopology: record(model.modelTopology, "model.json.modelTopology"),
    signature: record(model.signature, "model.json.signature"),
    weightSpecs: groups.flatMap((group) => group.weights),
    weightData: groups.flatMap((group) => group.shards),
  };
}

function bytesOf(bytes: ModelFiles["bytes"], name: string): ArrayBuffer {
  const found = bytes.get(name);
  if (found === undefined) throw new Error(`The model's manifest lists no file ${name}. Publish the model again.`);
  return found;
}
