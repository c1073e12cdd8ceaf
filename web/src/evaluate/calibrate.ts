/** Measures outside the browser what people's own examples bring, with the page's own code. */

import type { Label } from "../shared/gestures";
import type { PersonalExample } from "../shared/messages";
import type { SilhouetteModel } from "../worker/silhouette/classifier";
import { networkInput } from "../worker/silhouette/network-input";
import { PersonalClassifier } from "../worker/silhouette/personal";
import { loadSilhouettes } from "./classify";

const HEADER = 12; // uint32 width, height and n, little endian

/** One silhouette of a person; `gesture` null: it is not an example but to be named. */
interface Shown {
  readonly person: number;
  readonly gesture: Label | null;
  readonly silhouette: Uint8Array;
}

/**
 * Probabilities (2 × n × labels, float32) of a stream: first by the network alone, then by each person's own examples.
 *
 * The stream: uint32 width, height and n, then n × int32 person, n × int32 label (-1: not an example), then
 * n × height × width bytes. Throws a RangeError where the stream is not as long as it says or somebody has no example.
 */
export async function calibrate(folder: string, stream: Buffer): Promise<Float32Array> {
  if (stream.length < HEADER) throw new RangeError("the stream ends in its header");
  const [width, height, n] = [stream.readUInt32LE(0), stream.readUInt32LE(4), stream.readUInt32LE(8)];
  if (stream.length !== HEADER + n * (8 + width * height)) {
    throw new RangeError(`the stream has ${stream.length} bytes, not 12 + ${n}×(8 + ${height}×${width})`);
  }
  const { classifier, manifest } = await loadSilhouettes(folder);
  const { input, labels } = manifest;
  const shown = Array.from({ length: n }, (_, i): Shown => {
    const start = HEADER + n * 8 + i * width * height;
    const picture = stream.subarray(start, start + width * height);
    const [person, label] = [stream.readInt32LE(HEADER + i * 4), stream.readInt32LE(HEADER + (n + i) * 4)];
    const silhouette = networkInput(picture, width, height, input);
    return { person, gesture: labels[label] ?? null, silhouette };
  });
  const personal = personalOf(shown, { classifier, manifest });
  const answers = shown.map(({ person, silhouette }) => {
    const theirs = personal.get(person);
    if (theirs === undefined) throw new RangeError(`person ${person} has no example`);
    return theirs.classify(silhouette);
  });
  classifier.dispose();
  const before = answers.map(({ probabilities }) => probabilities);
  const after = answers.map((answer) => answer.personal);
  return Float32Array.from([...before, ...after].flatMap((answer) => Array.from(answer)));
}

/** What each person who has examples is known by. */
function personalOf(
  shown: readonly Shown[],
  loaded: Pick<SilhouetteModel, "classifier" | "manifest">,
): Map<number, PersonalClassifier> {
  const { kind, width, height } = loaded.manifest.input;
  const examples = new Map<number, PersonalExample[]>();
  for (const { person, gesture, silhouette } of shown) {
    if (gesture === null || gesture === "none") continue;
    const before = examples.get(person) ?? [];
    examples.set(person, [...before, { gesture, kind, width, height, silhouette }]);
  }
  return new Map([...examples].map(([person, theirs]) => [person, PersonalClassifier.of(theirs, loaded)]));
}
