/** The batch of samples: samples with their pictures in, the bytes of one request's body out (docs/architecture.md). */

import type { Label } from "../shared/gestures";
import { KINDS } from "../shared/manifest";

/** What the network saw: a silhouette of either kind, or the points of a hand. */
export const INPUT_KINDS = [...KINDS, "points"] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

export const BATCH_TYPE = "application/vnd.gesture-samples";
const MAGIC = "GSB1";

export type LabelSource = "none" | "prompted" | "corrected";
export type Reason = "random" | "uncertain" | "change" | "prompted" | "corrected" | "shadow";

/** What a sample's header says of its photo. */
export interface PhotoShape {
  readonly type: "image/jpeg";
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** What a challenger said beside the model in use. */
export interface ShadowOfSample {
  readonly model_id: string;
  /** Frames that it answered too since the sample before, and those in which it said something else. */
  readonly compared: number;
  readonly disagreed: number;
  /** Its answer to this very picture where that differs; else both are null. */
  readonly predicted: Label | null;
  readonly probabilities: readonly number[] | null;
}

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
  readonly label: Label | null;
  readonly label_source: LabelSource;
  readonly reason: Reason;
  /** How probable it was that this sample was taken, for weighting. */
  readonly sampling_probability: number;
  readonly inference_ms: number;
  readonly total_ms: number;
  /** Of a silhouette; null where the hand itself was seen. */
  readonly noise: number | null;
  /** Answers a second at that moment; null before there are two. Samples of older pages have neither of the two. */
  readonly fps?: number | null;
  /** What ran the network. */
  readonly backend?: string | null;
  readonly device: string;
  readonly consent_version: number;
  readonly network_input: {
    readonly kind: InputKind;
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
  };
  readonly frame_image: PhotoShape | null;
  /** Samples of older pages have none. */
  readonly shadow?: ShadowOfSample | null;
}

export interface SampleWithPicture {
  readonly sample: Sample;
  readonly picture: Uint8Array;
  /** The guide box or the hand's square as the camera saw it, encoded; null unless photos are allowed. */
  readonly photo: Uint8Array | null;
}

/**
 * Bytes of a batch: "GSB1", uint32 length of the header, the header in JSON, then each sample's picture and photo.
 *
 * Throws a RangeError where a picture's or photo's length is not what its sample says.
 */
export function encodeBatch(samples: readonly SampleWithPicture[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const header = text.encode(JSON.stringify({ samples: samples.map(({ sample }) => sample) }));
  const pictures = samples.flatMap(picturesOf);
  const result = new Uint8Array(pictures.reduce((sum, each) => sum + each.length, 8 + header.length));
  result.set(text.encode(MAGIC), 0);
  new DataView(result.buffer).setUint32(4, header.length, true);
  result.set(header, 8);
  let offset = 8 + header.length;
  for (const picture of pictures) {
    result.set(picture, offset);
    offset += picture.length;
  }
  return result;
}

function picturesOf({ sample, picture, photo }: SampleWithPicture): readonly Uint8Array[] {
  const said = sample.network_input.bytes + (sample.frame_image?.bytes ?? 0);
  const has = picture.length + (photo?.length ?? 0);
  if (picture.length !== sample.network_input.bytes || said !== has) {
    throw new RangeError(`sample ${sample.sample_id} says ${said} bytes, but has ${has}`);
  }
  return photo === null ? [picture] : [picture, photo];
}
