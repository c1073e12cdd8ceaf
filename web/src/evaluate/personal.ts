/** Measures outside the browser what own gestures and own examples bring, with the page's own code. */

import type { HandManifest } from "../shared/manifest";
import type { Named, OwnExample } from "../shared/messages";
import type { Shown } from "../worker/hand/head";
import { OwnLayer, shownBy } from "../worker/hand/own-layer";
import { loadFromFolder } from "./classify";

/** What training/evaluate/personal.py asks. */
interface Question {
  /** Hand numbers, base64. */
  readonly hands: readonly string[];
  /** What the head says of each, by as many looks as a picture gets. */
  readonly said: readonly (readonly number[])[];
  /** What is taught, as indices of hands, and which hands are then to be named. */
  readonly tasks: readonly {
    readonly teach: readonly { readonly of: Named; readonly hand: number }[];
    readonly ask: readonly number[];
  }[];
}

/** For each task and each hand that it asks about its probabilities (float32). */
export async function personal(folder: string, question: Buffer): Promise<Float32Array> {
  const model = await loadFromFolder(folder);
  if (model.way !== "hand") throw new RangeError(`${model.manifest.id} sees silhouettes, not hands`);
  const { head, manifest }: { head: typeof model.head; manifest: HandManifest } = model;
  const { hands, said, tasks }: Question = JSON.parse(question.toString());
  const bytes = hands.map((hand) => Uint8Array.from(Buffer.from(hand, "base64")));
  const shown = bytes.map((hand) => shownBy(hand, manifest.backbone.embedding));
  const probabilities = said.map((each) => Float32Array.from(each));
  const answers = tasks.flatMap(({ teach, ask }) => {
    const examples = teach.map(({ of, hand }): OwnExample => ({ of, hand: bytes[hand] as Uint8Array<ArrayBuffer> }));
    const layer = OwnLayer.of(examples, head, manifest);
    return ask.flatMap((i) => [...layer.classify(shown[i] as Shown, probabilities[i] as Float32Array)]);
  });
  model.dispose();
  return Float32Array.from(answers);
}
