/** The backbone: tells of each square whether it is a hand, which one, its 21 points and an embedding. */

import { type Probability, probability } from "../../shared/gestures";
import type { HandManifest } from "../../shared/manifest";
import type { ModelFiles } from "../network/download";
import { Graph } from "../network/graph";

const POINTS = 63;
/** Where a square's numbers begin: presence, left, the points, the embedding. */
const LEFT = 1;
const FIRST_POINT = 2;
const EMBEDDING = FIRST_POINT + POINTS;

/** What the network says of one square. */
export interface HandOutput {
  /** Probability that there is a hand, and that it is the person's left one. */
  readonly presence: Probability;
  readonly left: Probability;
  /** 21 × (x, y, z) in shares of the square's side, y down. */
  readonly points: Float32Array;
  readonly embedding: Float32Array;
}

/** A loaded and warmed-up backbone. */
export class HandNetwork {
  private constructor(
    private readonly graph: Graph,
    private readonly description: HandManifest["backbone"],
  ) {}

  /** Builds the network and runs it once. Throws when its shape is not what the manifest says, or it gives no numbers. */
  static load({ manifest, bytes }: ModelFiles<HandManifest>): HandNetwork {
    const network = new HandNetwork(Graph.load(bytes, manifest.backbone.graph), manifest.backbone);
    try {
      network.run(new Uint8Array(network.bytesOfSquare), 1);
    } catch (error) {
      network.dispose();
      throw error;
    }
    return network;
  }

  /** Pixels of a square's side. */
  get side(): number {
    return this.description.side;
  }

  get bytesOfSquare(): number {
    return 3 * this.side ** 2;
  }

  /** Looks at `n` squares (n × side × side × 3 bytes of RGB). Throws a RangeError on another length. */
  run(squares: Uint8Array, n: number): HandOutput[] {
    const { side, embedding } = this.description;
    if (squares.length !== n * this.bytesOfSquare) {
      throw new RangeError(`${squares.length} bytes are not ${n} squares of ${side}×${side}×3`);
    }
    const [numbers] = this.graph.run(squares, [n, side, side, 3]) as [Float32Array];
    const length = EMBEDDING + embedding;
    if (numbers.length !== n * length) {
      throw new RangeError(`the backbone gives ${numbers.length / n} numbers, the manifest asks for ${length}`);
    }
    return Array.from({ length: n }, (_, i) => outputOf(numbers.subarray(i * length, (i + 1) * length)));
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.graph.dispose();
  }
}

function outputOf(numbers: Float32Array): HandOutput {
  if (!numbers.every(Number.isFinite)) throw new RangeError("the backbone gives no numbers");
  return {
    presence: probability(numbers[0] as number),
    left: probability(numbers[LEFT] as number),
    points: numbers.slice(FIRST_POINT, EMBEDDING),
    embedding: numbers.slice(EMBEDDING),
  };
}
