/** The batch of samples: samples with their pictures in, the bytes of one request's body out (docs/architecture.md). */

import type { Label } from "./gestures";

export const BATCH_TYPE = "application/vnd.gesture-samples";
const MAGIC = "GSB1";

export type Truth = "free" | "prompted" | "corrected";
export type Reason = "random" | "uncertain" | "change" | "prompted" | "corrected";

/** One sample as its header says it; field names are those of the wire. */
export interface Sample {
  readonly sample_id: string;
  readonly session_id: string;
  readonly number: number;
  /** ISO 8601 in UTC. */
  readonly captured_at: string;
  readonly model_id: string;
  readonly predicted: Label;
  readonly probabilities: readonly number[];
  readonly true_gesture: Label | null;
  readonly truth: Truth;
  readonly reason: Reason;
  /** How probable it was that this sample was taken, for weighting. */
  readonly sampling_probability: number;
  readonly inference_ms: number;
  readonly total_ms: number;
  readonly noise: number;
  readonly device: string;
  readonly consent_version: number;
  readonly picture: {
    readonly kind: "silhouette";
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
  };
}

export interface SampleWithPicture {
  readonly sample: Sample;
  readonly picture: Uint8Array;
}

/**
 * Bytes of a batch: "GSB1", uint32 length of the header, the header in JSON, then the pictures in the same order.
 *
 * Throws a RangeError where a picture's length is not what its sample says.
 */
export function encodeBatch(samples: readonly SampleWithPicture[]): Uint8Array<ArrayBuffer> {
  for (const { sample, picture } of samples) {
    if (picture.length !== sample.picture.bytes) {
      throw new RangeError(`sample ${sample.sample_id} says ${sample.picture.bytes} bytes, but has ${picture.length}`);
    }
  }
  const text = new TextEncoder();
  const header = text.encode(JSON.stringify({ samples: samples.map(({ sample }) => sample) }));
  const pictures = samples.reduce((sum, { picture }) => sum + picture.length, 0);
  const result = new Uint8Array(8 + header.length + pictures);
  result.set(text.encode(MAGIC), 0);
  new DataView(result.buffer).setUint32(4, header.length, true);
  result.set(header, 8);
  let offset = 8 + header.length;
  for (const { picture } of samples) {
    result.set(picture, offset);
    offset += picture.length;
  }
  return result;
}
