/** Sees hands in pictures outside the browser with the page's own code. */

import type { HandManifest } from "../shared/manifest";
import type { HandSeen } from "../shared/messages";
import { HandRecogniser } from "../worker/hand/recogniser";
import { loadFromFolder } from "./classify";

const HEADER = 8; // uint32 width and height, little endian

/**
 * One row (float32) for each picture of a stream of uint32 width, uint32 height, then height × width × 4 bytes of RGBA.
 *
 * A row: the number of hands; then of the hand whose presence times its square's side is largest, or zeros where there
 * is none: presence, left, the square (cx, cy, size, ux, uy), 21 × (x, y, z) in pixels of the picture, the label
 * probabilities, the embedding. Every picture is a new one: no hand is followed from the one before. Throws a RangeError
 * where the stream ends within a picture, or the model is of another way.
 */
export async function* seeHands(folder: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Float32Array> {
  const model = await loadFromFolder(folder);
  if (model.way !== "hand") throw new RangeError(`${model.manifest.id} sees silhouettes, not hands`);
  const recogniser = new HandRecogniser(model);
  for await (const { width, height, rgba } of pictures(stream)) {
    yield rowOf(recogniser.seeStill(rgba, width, height).hands, model.manifest);
  }
  model.dispose();
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
}

async function* pictures(stream: AsyncIterable<Buffer>): AsyncGenerator<Picture> {
  const bytes = new ByteReader(stream);
  for (let header = await bytes.read(HEADER); header !== null; header = await bytes.read(HEADER)) {
    const [width, height] = [header.readUInt32LE(0), header.readUInt32LE(4)];
    const rgba = await bytes.read(width * height * 4);
    if (rgba === null) throw new RangeError("the stream ends after a picture's header");
    yield { width, height, rgba };
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
