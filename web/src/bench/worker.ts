/** The bench's worker: times a model's network, its head and a large matrix product on one backend. */

import { matMul, randomUniform, type Tensor2D } from "@tensorflow/tfjs-core";
import { wordsOf } from "../shared/errors";
import type { OwnExample } from "../shared/messages";
import { ModelCache } from "../shared/model-cache";
import type { Shown } from "../worker/hand/head";
import type { HandModel } from "../worker/hand/model";
import type { HandOutput } from "../worker/hand/network";
import { OwnLayer } from "../worker/hand/own-layer";
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
  /** Milliseconds that own gestures take for one hand, one number per round; empty without a head. */
  readonly ownMs: readonly number[];
}

/** A head is over in less than a page's clocks can tell. */
const HEADS_PER_ROUND = 1_000;
/** What a person who taught much has: so many own gestures, each of so many examples, which is the most that is kept. */
const OWN_GESTURES = 20;
const OWN_EXAMPLES = 20;

async function measure({ manifestPath, rounds, inferencesPerRound, side }: BenchRequest): Promise<BenchReply> {
  const source = overHttp(manifestPath, new ModelCache(null));
  const [files] = await Promise.all([readModel(source), startWithWasm()]);
  const model = await loadModel(files);
  const { flops, infer } = inferenceOf(model);
  const head = headOf(model);
  const own = ownOf(model);
  const a = randomUniform([side, side]) as Tensor2D;
  const b = randomUniform([side, side]) as Tensor2D;
  const multiply = (): void => matMul(a, b).dispose();
  timed(multiply, 2);
  timed(infer, inferencesPerRound);
  const inferenceMs: number[] = [];
  const matmulMs: number[] = [];
  const headMs: number[] = [];
  const ownMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    inferenceMs.push(timed(infer, inferencesPerRound));
    matmulMs.push(timed(multiply, 1));
    if (head !== null) headMs.push(timed(head, HEADS_PER_ROUND));
    if (own !== null) ownMs.push(timed(own, HEADS_PER_ROUND));
  }
  return { flops, inferenceMs, matmulMs, headMs, ownMs };
}

/** What each head does in a frame with one hand. */
function headOf(model: Model): (() => void) | null {
  if (model.way !== "hand") return null;
  const shown = shownOf(model);
  return () => void model.head.classify(shown);
}

/** What own gestures do in a frame with one hand, beside the head. */
function ownOf(model: Model): (() => void) | null {
  if (model.way !== "hand") return null;
  const shown = shownOf(model);
  const examples = Array.from({ length: OWN_GESTURES * OWN_EXAMPLES }, (_, i): OwnExample => {
    const embedding = shown.embedding.map((each, j) => each + Math.sin(i * (j + 1)));
    const numbers = Float32Array.of(1, shown.left, ...shown.points, 0, -1, ...embedding);
    return { of: `own-${i % OWN_GESTURES}`, hand: new Uint8Array(numbers.buffer) };
  });
  const layer = OwnLayer.of(examples, model.head, model.manifest);
  const probabilities = model.head.classify(shown);
  return () => void layer.classify(shown, probabilities);
}

function shownOf({ network }: HandModel): Shown {
  const [output] = network.run(new Uint8Array(network.bytesOfSquare), 1) as [HandOutput];
  return { ...output, square: { ux: 0, uy: -1 } };
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
