/** The recorder: what a sample says, and that nothing is taken without consent. */

import { beforeEach, expect, test } from "vitest";
import type { SampleWithImages } from "../api/batch";
import { CONSENT_VERSION } from "../api/consent";
import type { Recorded } from "../recognise/answers";
import type { Milliseconds, Probability } from "../shared/gestures";
import { encodePoints } from "../shared/hand-numbers";
import { parseManifest } from "../shared/manifest";
import type { FrameImage, HandSeen } from "../shared/messages";
import { exampleManifest } from "../testing/example-manifest";
import { handAt, handManifest, handsAnswer, LIT } from "../testing/hands";
import { soon } from "../testing/soon";
import { Recorder } from "./recorder";
import { Sampler } from "./sampler";
import type { Difference } from "./shadow";

const manifest = parseManifest(exampleManifest);
const ada = { name: "Ada", consent: { level: "shapes", version: CONSENT_VERSION } } as const;
const withPhotos = { name: "Ada", consent: { level: "photos", version: CONSENT_VERSION } } as const;
const photo: FrameImage = { width: 2, height: 1, bytes: Uint8Array.of(0xff, 0xd8, 0xff) };
const recorded = (at: number, changed: boolean): Recorded => ({
  manifest,
  answer: {
    kind: "answer",
    way: "silhouette",
    number: 123,
    probabilities: Float32Array.of(0, 0, 1, 0, 0, 0),
    mask: new Uint8Array(128 * 128),
    silhouette: new Uint8Array(64 * 64).fill(9 + (at % 200)),
    noise: 0.25 as Probability,
    inferenceMs: 0.5 as Milliseconds,
    cameraMs: 0.25 as Milliseconds,
    silhouetteMs: 1 as Milliseconds,
    light: LIT,
  },
  totalMs: 3.5,
  fps: 29.5,
  backend: "WebAssembly with SIMD",
  at,
  changed,
});

let kept: [string, SampleWithImages][];
let asked: (boolean | number)[];
let recorder: Recorder;
/** What stands beside the recorder: a challenger that says `difference`, or none. */
let difference: Difference | null;
let owners: (string | null)[];
beforeEach(() => {
  kept = [];
  asked = [];
  difference = null;
  owners = [];
  recorder = new Recorder({
    device: "Chromium, Linux",
    sampler: new Sampler({ take: () => true }, () => 0.5), // chance is the sampler's own test
    shadow: {
      setOwner: (owner) => owners.push(owner),
      compare: () => difference,
      describe: (_, of) =>
        of && {
          model_id: of.modelId,
          compared: 3,
          disagreed: 1,
          predicted: of.predicted,
          probabilities: of.probabilities,
        },
    },
    clock: { now: () => "2026-11-22T17:05:32.123Z" },
    photos: {
      keepFrameImages: (on) => asked.push(on),
      takeFrameImage: async (number) => {
        asked.push(number);
        return photo;
      },
    },
    keep: (owner, sample) => kept.push([owner, sample]),
    sessionId: "session",
  });
});

test("a change of the label is a free sample with everything that the server wants", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(0, true));
  const [[owner, { sample, networkInput: picture, frameImage: none }]] = kept as [[string, SampleWithImages]];
  expect(owner).toBe("Ada");
  expect([none, asked]).toEqual([null, []]);
  expect(picture).toEqual(new Uint8Array(64 * 64).fill(9));
  expect(sample).toMatchObject({
    session_id: "session",
    number: 123,
    model_id: manifest.id,
    predicted: "fist",
    probabilities: [0, 0, 1, 0, 0, 0],
    label: null,
    label_source: "none",
    reason: "change",
    sampling_probability: 1,
    inference_ms: 0.5,
    total_ms: 3.5,
    noise: 0.25,
    fps: 29.5,
    backend: "WebAssembly with SIMD",
    device: "Chromium, Linux",
    consent_version: CONSENT_VERSION,
    network_input: { kind: "silhouette", width: 64, height: 64, bytes: 4096 },
    frame_image: null,
    scene: { light: 0.5, hands: null, hand_size: null, followed_ms: 0, lost: 0 },
    captured_at: "2026-11-22T17:05:32.123Z",
  });
  expect(sample.sample_id).toMatch(/^[0-9a-f-]{36}$/);
});

const differs: Difference = { modelId: "new", predicted: "l", probabilities: [0, 1, 0, 0, 0, 0] };
const SHADOW = { model_id: "new", compared: 3, disagreed: 1, predicted: "l", probabilities: [0, 1, 0, 0, 0, 0] };

test("an answer that a challenger contradicts is a sample with both answers, once for pictures that look alike", async () => {
  recorder.setAccount(ada);
  difference = differs;
  recorder.consider(recorded(0, false));
  recorder.consider(recorded(200, false));
  await soon(() => expect(kept).toHaveLength(1));
  expect(kept[0]?.[1].sample).toMatchObject({
    reason: "shadow",
    label_source: "none",
    sampling_probability: 1,
    predicted: "fist",
    shadow: SHADOW,
  });
});

test("an answer that is taken for another reason holds what a challenger says of it, and is taken once", async () => {
  recorder.setAccount(ada);
  difference = differs;
  recorder.consider(recorded(0, true));
  await Promise.resolve();
  expect(kept.map(([, { sample }]) => [sample.reason, sample.shadow])).toEqual([["change", SHADOW]]);
});

test("what a person tells holds what a challenger says of that very answer", () => {
  recorder.setAccount(ada);
  difference = differs;
  recorder.consider(recorded(1_000, true)); // is a sample already
  recorder.prompt("l", 1_100);
  recorder.hold(1_100);
  difference = null;
  recorder.consider(recorded(1_150, false));
  recorder.correct("l", 1_200);
  expect(kept.map(([, { sample }]) => [sample.label_source, sample.shadow])).toEqual([
    ["none", SHADOW],
    ["prompted", SHADOW],
    ["corrected", SHADOW],
  ]);
});

const ofHands = (at: number, ...hands: HandSeen[]): Recorded => ({
  ...recorded(at, true),
  manifest: handManifest,
  answer: handsAnswer(123, ...hands),
});

test("of hands that were seen themselves the first one's points are a sample, without a noise", async () => {
  recorder.setAccount(withPhotos);
  const hand = handAt(1, "okay");
  recorder.consider(ofHands(0, hand, handAt(2, "fist")));
  await soon(() => expect(kept).toHaveLength(1));
  const [[, { sample, networkInput: picture }]] = kept as [[string, SampleWithImages]];
  expect(sample).toMatchObject({
    model_id: handManifest.id,
    predicted: "okay",
    probabilities: Array.from(hand.probabilities),
    noise: null,
    network_input: { kind: "points", width: 4, height: 1, bytes: 4 * 71 },
    frame_image: { type: "image/jpeg", bytes: 3 },
  });
  expect(picture).toEqual(encodePoints(hand, 4));
});

test("a hand that nobody saw is a sample too, of nothing: the answer was none", () => {
  recorder.setAccount(ada);
  recorder.consider({ ...ofHands(1_000), changed: false });
  expect(recorder.prompt("peace", 1_100)).toBe("taken");
  const [[, { sample, networkInput: picture }]] = kept as [[string, SampleWithImages]];
  expect(sample).toMatchObject({ predicted: "none", probabilities: [0, 0, 0, 0, 0, 0, 0, 1], label: "peace" });
  expect(picture).toEqual(new Uint8Array(4 * 71));
});

test("a hand that is held still is the same picture", () => {
  recorder.setAccount(ada);
  recorder.consider(ofHands(0, handAt(1, "okay")));
  recorder.consider(ofHands(40, handAt(1, "okay", 0.8, { x: 400 })));
  expect(kept).toHaveLength(1);
});

test("where no challenger answers a sample says so", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(0, true));
  expect(kept[0]?.[1].sample.shadow).toBeNull();
});

test("nobody's answers are compared without consent, nor kept for the one who comes next", async () => {
  difference = differs;
  recorder.consider(recorded(0, false));
  recorder.setAccount(ada);
  expect(recorder.prompt("l", 100)).toBe("no-answer");
  recorder.setAccount({ ...ada, consent: null });
  recorder.consider(recorded(200, false));
  await Promise.resolve();
  expect([kept, owners]).toEqual([[], ["Ada", null]]);
});

test("the first answer has no rate yet", () => {
  recorder.setAccount(ada);
  recorder.consider({ ...recorded(0, true), fps: 0 });
  expect(kept[0]?.[1].sample.fps).toBeNull();
});

test("what a person says is the truth of the newest answer", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(1_000, false));
  expect(recorder.prompt("l", 1_200)).toBe("taken");
  expect(kept[0]?.[1].sample).toMatchObject({
    label: "l",
    label_source: "prompted",
    reason: "prompted",
    predicted: "fist",
  });
});

test("an answer of long ago is not what a person is showing", () => {
  recorder.setAccount(ada);
  expect(recorder.prompt("l", 0)).toBe("no-answer");
  recorder.consider(recorded(1_000, false));
  expect(recorder.prompt("l", 1_600)).toBe("no-answer");
  expect(kept).toEqual([]);
});

test("a correction speaks of the answer that was wrong, however long the choice takes", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(1_000, false));
  expect(recorder.hold(1_200)).toBe("taken");
  recorder.consider({ ...recorded(3_900, false), totalMs: 99 });
  expect(recorder.correct("none", 4_000)).toBe("taken");
  expect(kept[0]?.[1].sample).toMatchObject({
    label: "none",
    label_source: "corrected",
    reason: "corrected",
    total_ms: 3.5,
  });
  expect(recorder.correct("fist", 4_100)).toBe("taken");
  expect(kept[1]?.[1].sample).toMatchObject({ label: "fist", total_ms: 99 });
});

test("a photo is asked for only where photos are allowed, and only of frames that are taken", async () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(0, true));
  recorder.setAccount(withPhotos);
  expect(asked).toEqual([true]);
  recorder.consider(recorded(10, false));
  expect(asked).toEqual([true]);
  recorder.consider(recorded(40, true));
  expect(asked).toEqual([true, 123]);
  await soon(() => expect(kept).toHaveLength(2));
  expect(kept[0]?.[1].sample.frame_image).toBeNull();
  expect(kept[1]?.[1].frameImage).toBe(photo.bytes);
  expect(kept[1]?.[1].sample.frame_image).toEqual({ type: "image/jpeg", width: 2, height: 1, bytes: 3 });
});

test("a photo that comes after photos were forbidden is not kept, its silhouette is; nothing after all was", async () => {
  recorder.setAccount(withPhotos);
  recorder.consider(recorded(0, true));
  recorder.setAccount(ada);
  await soon(() => expect(kept).toHaveLength(1));
  expect([kept[0]?.[1].frameImage, kept[0]?.[1].sample.frame_image]).toEqual([null, null]);

  recorder.setAccount(withPhotos);
  recorder.consider(recorded(40, true));
  recorder.setAccount(null);
  await Promise.resolve();
  expect(kept).toHaveLength(1);
  expect(asked).toEqual([true, 123, false, true, 123, false]);
});

test("what was held for one person is not corrected by the next", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(1_000, false));
  recorder.hold(1_000);
  recorder.setAccount({ ...ada, name: "Bob" });
  expect(recorder.correct("fist", 9_000)).toBe("no-answer");
});

test("the same said of the same picture is noted once", () => {
  recorder.setAccount(ada);
  recorder.consider(recorded(1_000, false));
  expect([recorder.prompt("l", 1_000), recorder.prompt("l", 1_001)]).toEqual(["taken", "same"]);
  expect(kept).toHaveLength(1);
});

test.each([
  ["nobody is logged in", null],
  ["nothing is chosen", { name: "Ada", consent: null }],
  ["nothing may be kept", { name: "Ada", consent: { level: "nothing", version: CONSENT_VERSION } }],
  ["the choice was for other words", { name: "Ada", consent: { level: "shapes", version: CONSENT_VERSION + 1 } }],
] as const)("nothing is taken where %s", (_, account) => {
  recorder.setAccount(ada);
  recorder.setAccount(account);
  recorder.consider(recorded(0, true));
  expect([recorder.prompt("fist", 0), recorder.hold(0), recorder.correct("fist", 0)]).toEqual(
    Array.from({ length: 3 }, () => "not-allowed"),
  );
  expect(kept).toEqual([]);
});
