/** The bench's worker: times a model's network, its head and a large matrix product on one backend. */

import { matMul, randomUniform, type Tensor2D } from "@tensorflow/tfjs-core";
import { wordsOf } from "../shared/errors";
import { ModelCache } from "../shared/model-cache";
import type { HandOutput } from "../worker/hand/network";
import { readModel } from "../worker/network/download";
import { overHttp } from "../worker/network/over-http";
import { startWithWasm } from "../worker/network/wasm";
import { loadModel, type Model } from "../worker/tested";

declare const self: DedicatedWorkerGlobalScope;

export interface BenchRequest {
  readonly manifestPath: string;
  /** How often each of the two is timed, one after the other, so that both meet the same load of the machine. */
  readonly rounds: number;
  /** Inferences back to back in one round: clocks in a page tell only tenths of a millisecond. */
  readonly inferencesPerRound: number;
  /** The matrices have side × side numbers. */
  readonly side: number;
}

export interface BenchReply {
  /** Floating-point operations of one inference, as the manifest says. */
  readonly flops: number;
  /** Milliseconds of one inference, one number per round. */
  readonly inferenceMs: readonly number[];
  /** Milliseconds of one matrix product, one number per round. */
  readonly matmulMs: readonly number[];
  /** Milliseconds that one more head takes for one hand, as a challenger does, one number per round; empty without one. */
  readonly headMs: readonly number[];
}

/** A head is over in less than a page's clocks can tell. */
const HEADS_PER_ROUND = 1_000;

async function measure({ manifestPath, rounds, inferencesPerRound, side }: BenchRequest): Promise<BenchReply> {
  const source = overHttp(manifestPath, new ModelCache(null));
  const [files] = await Promise.all([readModel(source), startWithWasm()]);
  const model = await loadModel(files);
  const { flops, infer } = inferenceOf(model);
  const head = headOf(model);
  const a = randomUniform([side, side]) as Tensor2D;
  const b = randomUniform([side, side]) as Tensor2D;
  const multiply = (): void => matMul(a, b).dispose();
  timed(multiply, 2);
  timed(infer, inferencesPerRound);
  const inferenceMs: number[] = [];
  const matmulMs: number[] = [];
  const headMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    inferenceMs.push(timed(infer, inferencesPerRound));
    matmulMs.push(timed(multiply, 1));
    if (head !== null) headMs.push(timed(head, HEADS_PER_ROUND));
  }
  return { flops, inferenceMs, matmulMs, headMs };
}

/** What each head does in a frame with one hand. */
function headOf(model: Model): (() => void) | null {
  if (model.way !== "hand") return null;
  const [output] = model.network.run(new Uint8Array(model.network.bytesOfSquare), 1) as [HandOutput];
  return () => void model.head.classify({ ...output, square: { ux: 0, uy: -1 } });
}

/** What is done in each frame: the network of silhouettes, or the backbone on one square. */
function inferenceOf(model: Model): { readonly flops: number; readonly infer: () => void } {
  const picture = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => (i % 7 < 3 ? 255 : 0));
  if (model.way === "hand") {
    const square = picture(model.network.bytesOfSquare);
    return { flops: model.manifest.backbone.flops, infer: () => void model.network.run(square, 1) };
  }
  const { input, graph } = model.manifest;
  const silhouette = picture(input.width * input.height);
  return { flops: graph.flops, infer: () => void model.classifier.classify(silhouette, 1) };
}

/** Milliseconds that one call takes, the mean of `times` calls. */
function timed(call: () => void, times: number): number {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / times;
}

self.addEventListener("message", async ({ data }: MessageEvent<BenchRequest>) => {
  try {
    self.postMessage(await measure(data));
  } catch (error) {
    self.postMessage({ failed: wordsOf(error) });
  }
});
