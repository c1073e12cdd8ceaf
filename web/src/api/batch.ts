/** The body of a request that sends samples: what is said of each in JSON, then what was seen (docs/architecture.md). */

import type { PictureKind } from "../shared/manifest";
import type { components } from "./schema";

/** What the network saw: a silhouette of either kind, or the points of a hand. */
export type InputKind = PictureKind | "points";

export const BATCH_TYPE = "application/vnd.gesture-samples";
const MAGIC = "GSB1";

/** One sample as its header says it; those that older pages left in the browser lack what may be left out. */
export type Sample = components["schemas"]["SampleHeader"];
export type LabelSource = Sample["label_source"];
export type Reason = Sample["reason"];
/** What a challenger said beside the model in use; its answer is null where both said the same. */
export type ShadowOfSample = NonNullable<Sample["shadow"]>;

export interface SampleWithImages {
  readonly sample: Sample;
  readonly networkInput: Uint8Array;
  /** The guide box or the hand's square as the camera saw it, encoded; null unless photos are allowed. */
  readonly frameImage: Uint8Array | null;
}

/**
 * Bytes of a batch: "GSB1", uint32 length of the header, the header in JSON, then each sample's picture and photo.
 *
 * Throws a RangeError where a picture's or photo's length is not what its sample says.
 */
export function encodeBatch(samples: readonly SampleWithImages[]): Uint8Array<ArrayBuffer> {
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

function picturesOf({ sample, networkInput, frameImage }: SampleWithImages): readonly Uint8Array[] {
  const said = sample.network_input.bytes + (sample.frame_image?.bytes ?? 0);
  const has = networkInput.length + (frameImage?.length ?? 0);
  if (networkInput.length !== sample.network_input.bytes || said !== has) {
    throw new RangeError(`sample ${sample.sample_id} says ${said} bytes, but has ${has}`);
  }
  return frameImage === null ? [networkInput] : [networkInput, frameImage];
}
