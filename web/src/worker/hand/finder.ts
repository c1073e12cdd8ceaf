/** The finder: sees the palms of at most two hands in a whole, small frame. */

import type { HandManifest } from "../../shared/manifest";
import type { ModelFiles } from "../network/download";
import { Graph, type Run } from "../network/graph";
import type { Palm } from "./crop";

/** Pixels between the centres of cells, and how many anchors each has, in the order of the network's output. */
const LAYERS = [
  { stride: 8, anchors: 2 },
  { stride: 16, anchors: 6 },
] as const;
/** Numbers of an anchor: score, box (centre and size), seven points. */
const NUMBERS = 19;
const FIRST_POINT = 5;
const WRIST = 0;
const KNUCKLE = 2;
/** Palms that overlap more are one. */
const MOST_OVERLAP = 0.3;
const MOST_HANDS = 2;
/** Logits beyond it change nothing. */
const LIMIT = 80;

/** A palm in pixels of what the finder is shown, and how sure it is. */
export interface ScoredPalm extends Palm {
  readonly score: number;
}

/** A loaded and warmed-up finder. */
export class Finder {
  private run: Run | null = null;

  private constructor(
    private readonly graph: Graph,
    private readonly description: HandManifest["finder"],
  ) {}

  /** Builds the network and runs it once. Throws when its shape is not what the manifest says. */
  static load({ manifest, bytes }: ModelFiles<HandManifest>): Finder {
    const finder = new Finder(Graph.load(bytes, manifest.finder.graph), manifest.finder);
    try {
      finder.find(new Uint8Array(3 * finder.side ** 2));
    } catch (error) {
      finder.dispose();
      throw error;
    }
    return finder;
  }

  /** Pixels of the side of what it is shown. */
  get side(): number {
    return this.description.side;
  }

  /** Palms in a picture (side × side × 3 bytes of RGB), the surest first. Throws a RangeError on another length. */
  find(picture: Uint8Array): ScoredPalm[] {
    this.begin(picture);
    return this.finish();
  }

  /** Does a part of the work for a picture, so that no frame has to bear all of it. Throws a RangeError as `find` does. */
  begin(picture: Uint8Array): void {
    const { side } = this.description;
    if (picture.length !== 3 * side ** 2) {
      throw new RangeError(`${picture.length} bytes are not a picture of ${side}×${side}×3`);
    }
    this.forget();
    this.run = this.graph.begin(picture, [1, side, side, 3]);
  }

  /** Does another part of the work that was begun last. */
  goOn(): void {
    this.run?.goOn();
  }

  /** The rest of it: palms in that picture, the surest first; none where none was begun. */
  finish(): ScoredPalm[] {
    if (this.run === null) return [];
    const { side, score } = this.description;
    const [numbers] = this.run.finish() as [Float32Array];
    this.forget();
    return palmsOf(numbers, side, score);
  }

  /** Leaves a picture that was begun. */
  forget(): void {
    this.run?.dispose();
    this.run = null;
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.forget();
    this.graph.dispose();
  }
}

/** The surest palms whose score is `least` at least, without those that overlap with a surer one. Throws a RangeError. */
export function palmsOf(numbers: Float32Array, side: number, least: number): ScoredPalm[] {
  const count = LAYERS.reduce((sum, { stride, anchors }) => sum + anchors * (side / stride) ** 2, 0);
  if (numbers.length !== count * NUMBERS) {
    throw new RangeError(`the finder gives ${numbers.length} numbers, not those of ${count} anchors`);
  }
  const palms: ScoredPalm[] = [];
  let at = 0;
  for (const { stride, anchors } of LAYERS) {
    for (let y = stride / 2; y < side; y += stride) {
      for (let x = stride / 2; x < side; x += stride) {
        for (let anchor = 0; anchor < anchors; anchor++, at += NUMBERS) {
          const score = sigmoid(numbers[at] as number);
          if (!(score >= least)) continue; // nor where it is no number
          const palm = palmOf(numbers.subarray(at, at + NUMBERS), x, y, score);
          if (palm.width > 0 && palm.height > 0) palms.push(palm);
        }
      }
    }
  }
  return surest(palms);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-Math.min(Math.max(logit, -LIMIT), LIMIT)));
}

/** The palm of an anchor whose centre is (x, y). */
function palmOf(numbers: Float32Array, x: number, y: number, score: number): ScoredPalm {
  const [, dx, dy, width, height] = numbers as unknown as [number, number, number, number, number];
  const point = (i: number): [number, number] => [
    x + (numbers[FIRST_POINT + 2 * i] as number),
    y + (numbers[FIRST_POINT + 2 * i + 1] as number),
  ];
  return {
    score,
    left: x + dx - width / 2,
    top: y + dy - height / 2,
    width,
    height,
    wrist: point(WRIST),
    knuckle: point(KNUCKLE),
  };
}

function surest(palms: ScoredPalm[]): ScoredPalm[] {
  const found: ScoredPalm[] = [];
  for (const palm of palms.sort((a, b) => b.score - a.score)) {
    if (found.length === MOST_HANDS) break;
    if (found.every((other) => overlap(palm, other) <= MOST_OVERLAP)) found.push(palm);
  }
  return found;
}

/** Intersection over union of two boxes. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

type Box = Pick<Palm, "left" | "top" | "width" | "height">;
