/** Describes each field of a sample in plain words. */

import type { Reason, Sample, ShadowOfSample } from "../api/batch";
import { wordsFor } from "../shared/gestures";
import type { Scene } from "./scene";

const REASONS: Readonly<Record<Reason, string>> = {
  random: "Random sample (1 in 100)",
  uncertain: "Low confidence",
  change: "The answer changed",
  prompted: "You named the gesture",
  corrected: "You corrected the answer",
  shadow: "A new model disagrees",
};

/** Why a sample was taken. */
export function reasonWords(reason: Reason): string {
  return REASONS[reason];
}

/** Each field that is sent, in the order of the wire. A field without words does not compile. */
const FIELDS: Readonly<Record<keyof Sample, readonly [string, (sample: Sample) => string]>> = {
  sample_id: ["Random sample ID", ({ sample_id }) => sample_id],
  session_id: ["Random session ID", ({ session_id }) => session_id],
  number: ["Frame since the page opened", ({ number }) => String(number)],
  captured_at: ["Taken at", ({ captured_at }) => timeWords(captured_at)],
  model_id: ["Model", ({ model_id }) => model_id],
  predicted: ["Predicted", ({ predicted }) => wordsFor(predicted)],
  probabilities: ["Probability of each gesture", (each) => list(each.probabilities)],
  label: ["Your label", ({ label: told }) => (told === null ? "none" : wordsFor(told))],
  label_source: ["How you labelled it", ({ label_source }) => LABEL_SOURCES[label_source]],
  reason: ["Why it was taken", ({ reason }) => REASONS[reason]],
  sampling_probability: ["Sampling rate", (each) => percent(each.sampling_probability)],
  inference_ms: ["Network time", ({ inference_ms }) => milliseconds(inference_ms)],
  total_ms: ["Frame to answer", ({ total_ms }) => milliseconds(total_ms)],
  fps: ["Answers per second", ({ fps }) => fps?.toFixed(1) ?? "not measured"],
  backend: ["Runs on", ({ backend }) => backend ?? "unknown"],
  noise: ["Noise in the picture", ({ noise }) => (noise === null ? "not measured" : percent(noise))],
  device: ["Browser and system", ({ device }) => device],
  consent_version: ["Version of the consent", (each) => String(each.consent_version)],
  network_input: ["What the model saw", ({ network_input: picture }) => inputWords(picture)],
  shadow: ["Compared with a new model", ({ shadow }) => shadowWords(shadow ?? null)],
  scene: ["Light and hands", ({ scene }) => (scene ? sceneWords(scene) : "not measured")],
  frame_image: ["Camera's picture", ({ frame_image: photo }) => (photo ? sizeWords(photo) : "none")],
};

const LABEL_SOURCES: Readonly<Record<Sample["label_source"], string>> = {
  none: "not at all",
  prompted: "by the button or key of the gesture",
  corrected: "by correcting the answer",
};

/** Every field of a sample with its name in plain words. */
export function fieldWords(sample: Sample): readonly (readonly [string, string])[] {
  return Object.values(FIELDS).map(([name, tell]) => [name, tell(sample)]);
}

/** A time of the wire as the person's clock shows it. */
export function timeWords(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

function shadowWords(shadow: ShadowOfSample | null): string {
  if (shadow === null) return "not compared";
  const { model_id: id, compared, disagreed, predicted, probabilities } = shadow;
  const said = predicted === null ? "" : ` Of this one it says: ${wordsFor(predicted)} (${list(probabilities)}).`;
  return `${id} answered ${compared} frames since the sample before, ${disagreed} of them differently.${said}`;
}

function sceneWords({ light, hands, hand_size: size, followed_ms: followed, lost }: Scene): string {
  const of = size === null ? "" : `, the first one ${percent(size)} of the frame's shorter side`;
  const seen = hands === null ? "hands were not looked for" : `hands in the picture: ${hands}${of}`;
  return `Brightness ${percent(light)}; ${seen}; followed for ${(followed / 1000).toFixed(0)} s, lost: ${lost}`;
}

function list(probabilities: readonly number[] | null): string {
  return (probabilities ?? []).map(percent).join(", ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function inputWords(picture: Sample["network_input"]): string {
  if (picture.kind !== "points") return `black and white picture, ${sizeWords(picture)}`;
  const { width, bytes } = picture;
  return `21 points of the hand and ${width} numbers that tell hands apart, ${bytes.toLocaleString()} bytes`;
}

function sizeWords({ width, height, bytes }: { width: number; height: number; bytes: number }): string {
  return `${width} × ${height} pixels, ${bytes.toLocaleString()} bytes`;
}
