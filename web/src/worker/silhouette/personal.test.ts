/** A person's own examples on the published network: what they change, what they leave, and what is refused. */

import { beforeAll, expect, test } from "vitest";
import { loadSilhouettes } from "../../evaluate/classify";
import { type Label, mostLikely } from "../../shared/gestures";
import type { PersonalExample } from "../../shared/messages";
import { currentFolder, golden, unpack } from "../../testing/current-model";
import { liveTensors } from "../network/backend";
import type { SilhouetteModel } from "./classifier";
import { lastLayer } from "./last-layer";
import { networkInput } from "./network-input";
import { PersonalClassifier } from "./personal";

let loaded: SilhouetteModel;
/** The golden silhouettes at the network's size, with the network's names for them. */
let seen: { label: Label; silhouette: Uint8Array }[];
beforeAll(async () => {
  loaded = await loadSilhouettes(currentFolder);
  const { silhouette, input, labels } = loaded.manifest;
  seen = golden.cases
    .flatMap(({ frames }) => frames)
    .map((frame) => {
      const mask = unpack(frame.silhouette);
      const small = networkInput(mask, silhouette.width, silhouette.height, input);
      return { label: labels[mostLikely(frame.probabilities)] as Label, silhouette: small };
    });
});

const example = (gesture: Exclude<Label, "none">, silhouette: Uint8Array): PersonalExample => {
  return { gesture, ...loaded.manifest.input, silhouette };
};
const nameOf = (probabilities: Float32Array): Label => {
  const gestures = probabilities.map((value, k) => (loaded.manifest.labels[k] === "none" ? 0 : value));
  return loaded.manifest.labels[mostLikely(gestures)] as Label;
};

test("what a person calls by another name is called so, and the network's own answer is told beside it", () => {
  const shown = seen.find(({ label }) => label === "fist");
  if (shown === undefined) throw new Error("the golden answers hold no fist");
  const taught = Array.from({ length: 5 }, () => example("thumbs_up", shown.silhouette));
  const personal = PersonalClassifier.of(taught, loaded).classify(shown.silhouette);
  const alone = loaded.classifier.classify(shown.silhouette, 1).probabilities;
  expect([nameOf(personal.probabilities), nameOf(personal.personal)]).toEqual(["fist", "thumbs_up"]);
  personal.probabilities.forEach((value, k) => {
    expect(value).toBeCloseTo(alone[k] as number, 6);
  });
  const none = loaded.manifest.labels.indexOf("none");
  expect(personal.personal[none]).toBeCloseTo(alone[none] as number, 6);
});

test("the layer that is found is the one that the network answers by", () => {
  const { output, features, layer } = lastLayer(loaded.classifier);
  for (const { silhouette } of seen) {
    const [said, values] = loaded.classifier.values(silhouette, 1, [output, features]) as [Float32Array, Float32Array];
    const scores = Array.from(layer.bias, (bias, k) =>
      values.reduce((sum, value, f) => sum + value * (layer.weights[f * layer.bias.length + k] as number), bias),
    );
    const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
    const sum = powers.reduce((a, b) => a + b);
    expect(Math.max(...powers.map((power, k) => Math.abs(power / sum - (said[k] as number))))).toBeLessThan(1e-4);
  }
});

test("no tensor is left behind", () => {
  const before = liveTensors();
  const [first] = seen as [(typeof seen)[0]];
  const personal = PersonalClassifier.of([example("l", first.silhouette)], loaded);
  for (let i = 0; i < 20; i++) personal.classify(first.silhouette);
  expect(liveTensors()).toBe(before);
});

test("examples of a network that was shown other pictures are refused with what to do", () => {
  const silhouette = new Uint8Array(64 * 64);
  const of = (kind: "silhouette" | "hand" | undefined): PersonalExample =>
    ({ gesture: "l", kind, width: 64, height: 64, silhouette }) as PersonalExample;
  const shows = (kind: "silhouette" | "hand"): Pick<SilhouetteModel, "classifier" | "manifest"> => ({
    classifier: loaded.classifier,
    manifest: { ...loaded.manifest, input: { kind, width: 64, height: 64 } },
  });
  for (const [kept, kind] of [
    ["silhouette", "hand"],
    ["hand", "silhouette"],
    [undefined, "hand"],
  ] as const) {
    expect(() => PersonalClassifier.of([of(kept)], shows(kind))).toThrow("Forget them and take them again");
  }
  expect(() => PersonalClassifier.of([of(undefined)], shows("silhouette"))).not.toThrow(); // of an older page
});

test("examples of another size, and networks that end otherwise, are refused with what to do", () => {
  const small = { ...example("l", new Uint8Array(4)), width: 2, height: 2 };
  expect(() => PersonalClassifier.of([small], loaded)).toThrow("Forget them and take them again");
  const weight = (): Float32Array => new Float32Array(0);
  expect(() => lastLayer({ topology: { node: [{ name: "a", op: "Softmax", input: ["b"] }] }, weight })).toThrow(
    "cannot be taught",
  );
  expect(() => lastLayer({ topology: { node: [{ name: "a", op: "Relu6" }] }, weight })).toThrow("cannot be taught");
});
