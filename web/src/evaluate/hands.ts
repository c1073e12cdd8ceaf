/** Sees hands in pictures outside the browser with the page's own code. */

import type { HandManifest } from "../shared/manifest";
import type { HandSeen, Square } from "../shared/messages";
import { Cropper } from "../worker/hand/crop";
import type { HandModel } from "../worker/hand/model";
import type { HandOutput } from "../worker/hand/network";
import { HandRecogniser } from "../worker/hand/recogniser";
import { loadFromFolder } from "./classify";

const HEADER = 8; // uint32 width and height, little endian
const STEP_MS = 1000 / 30;
const SQUARE = 5 * 8; // float64 cx, cy, size, ux, uy, little endian

/**
 * One row (float32) for each picture of a stream of uint32 width, uint32 height, then height × width × 4 bytes of RGBA.
 *
 * A row: the number of hands; then of the hand whose presence times its square's side is largest, or zeros where there
 * is none: presence, left, the square (cx, cy, size, ux, uy), 21 × (x, y, z) in pixels of the picture, the label
 * probabilities, the embedding. Every picture is a new one: no hand is followed from the one before. Throws a RangeError
 * where the stream ends within a picture, or the model is of another way.
 */
export async function* seeHands(folder: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Float32Array> {
  const model = await loadHands(folder);
  const recogniser = new HandRecogniser(model);
  for await (const { width, height, rgba } of pictures(stream)) {
    yield rowOf(recogniser.seeStill(rgba, width, height).hands, model.manifest);
  }
  model.dispose();
}

/**
 * One row (float32) for each frame of a film, as the stream of `seeHands`: of each of at most two hands its id, 0 for none,
 * and 21 × (x, y, z) in pixels. Hands are followed from frame to frame, which are `STEP_MS` apart. Throws as `seeHands`.
 */
export async function* followHands(folder: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Float32Array> {
  const model = await loadHands(folder);
  const recogniser = new HandRecogniser(model);
  let now = 0;
  for await (const { width, height, rgba } of pictures(stream)) {
    const row = new Float32Array(2 * 64);
    recogniser.see(rgba, width, height, now).hands.forEach(({ id, points }, i) => {
      row.set([id, ...points], 64 * i);
    });
    yield row;
    now += STEP_MS;
  }
  model.dispose();
}

/**
 * What backbone and head say of a known square of each picture; no hand is searched.
 *
 * The stream is that of `seeHands` with the square (5 × float64: cx, cy, size, ux, uy in pixels) before each picture's
 * RGBA. A row (float32): presence, left, 21 × (x, y, z) in shares of the square, the embedding, the label probabilities.
 * Throws as `seeHands`.
 */
export async function* lookAtSquares(folder: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Float32Array> {
  const model = await loadHands(folder);
  const { network } = model;
  const cropper = new Cropper();
  for await (const { width, height, rgba, square } of pictures(stream, SQUARE)) {
    const [cx, cy, size, ux, uy] = [0, 8, 16, 24, 32].map((at) => square.readDoubleLE(at)) as [number, ...number[]];
    cropper.take(rgba, width, height);
    const shown = { cx, cy, size, ux, uy } as Square;
    const crop = Uint8Array.from(cropper.crop(shown, network.side));
    const [output] = network.run(crop, 1) as [HandOutput];
    const probabilities = model.head.classify({ ...output, square: shown });
    yield Float32Array.of(output.presence, output.left, ...output.points, ...output.embedding, ...probabilities);
  }
  model.dispose();
}

async function loadHands(folder: string): Promise<HandModel> {
  const model = await loadFromFolder(folder);
  if (model.way === "hand") return model;
  model.dispose();
  throw new RangeError(`${model.manifest.id} sees silhouettes, not hands`);
}

function rowOf(hands: readonly HandSeen[], { labels, backbone }: HandManifest): Float32Array {
  const row = new Float32Array(1 + 2 + 5 + 63 + labels.length + backbone.embedding);
  const sizeOf = ({ presence, square }: HandSeen): number => presence * square.size;
  const [largest] = [...hands].sort((a, b) => sizeOf(b) - sizeOf(a));
  if (largest === undefined) return row;
  const { presence, left, square, points, probabilities, embedding } = largest;
  const { cx, cy, size, ux, uy } = square;
  row.set([hands.length, presence, left, cx, cy, size, ux, uy, ...points, ...probabilities, ...embedding]);
  return row;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  /** What lies between its header and its pixels. */
  readonly square: Buffer;
}

async function* pictures(stream: AsyncIterable<Buffer>, between = 0): AsyncGenerator<Picture> {
  const bytes = new ByteReader(stream);
  for (let header = await bytes.read(HEADER); header !== null; header = await bytes.read(HEADER)) {
    const [width, height] = [header.readUInt32LE(0), header.readUInt32LE(4)];
    const square = between === 0 ? Buffer.alloc(0) : await bytes.read(between);
    const rgba = await bytes.read(width * height * 4);
    if (square === null || rgba === null) throw new RangeError("the stream ends after a picture's header");
    yield { width, height, rgba, square };
  }
}

/** Takes a stream apart into as many bytes as are asked for. */
class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** The next `count` bytes; null at the stream's end. Throws a RangeError where it ends within them. */
  async read(count: number): Promise<Buffer | null> {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < count) {
      const { done, value } = await this.chunks.next();
      if (done === true && length === 0) return null;
      if (done === true) throw new RangeError(`the stream ends ${count - length} bytes too early`);
      parts.push(value);
      length += value.length;
    }
    const all = parts.length === 1 ? this.rest : Buffer.concat(parts);
    this.rest = all.subarray(count);
    return all.subarray(0, count);
  }
}
