/** When a challenger is asked for, and what is counted of its answers. */

import { beforeEach, expect, test } from "vitest";
import type { Recorded } from "../recognise/answers";
import type { HandManifest } from "../shared/manifest";
import { parseManifest } from "../shared/manifest";
import type { HandSeen } from "../shared/messages";
import type { ModelLink } from "../shared/model-cache";
import { exampleManifest } from "../testing/example-manifest";
import { handAt, handManifest, handsAnswer, probabilitiesOf } from "../testing/hands";
import { Shadow } from "./shadow";

const champion = handManifest;
const manifestOf = (id: string): HandManifest => ({ ...champion, id });
const linkOf = (id: string): ModelLink => ({ id, manifest: `/models/${id}/manifest.json` });
const FIST = probabilitiesOf("fist", 0.95);
const L = probabilitiesOf("l", 0.95);
const [UNSURE_FIST, UNSURE_L] = [probabilitiesOf("fist", 0.4), probabilitiesOf("l", 0.4)];

/** An answer of one hand, to which the challenger said `theirs`. */
function recorded(ours = FIST, theirs: Float32Array | null = L, id = champion.id): Recorded {
  return of([{ ...handAt(1, "fist"), probabilities: ours, challenger: theirs }], id);
}

function of(hands: readonly HandSeen[], id = champion.id): Recorded {
  const answer = handsAnswer(1, ...hands);
  return { manifest: manifestOf(id), answer, totalMs: 3, fps: 30, backend: "WebAssembly", at: 0, changed: false };
}

let asked: (string | null)[];
let words: string[];
let shadow: Shadow;
beforeEach(() => {
  [asked, words] = [[], []];
  shadow = new Shadow({ useChallenger: (path) => asked.push(path) }, (text) => words.push(text));
});

const LOADED = { kind: "loaded", keepsBackground: true, isTested: false, backend: "" } as const;
const STEPS = {
  owner: () => shadow.setOwner("Ada"),
  challenger: () => shadow.setChallenger(linkOf("b")),
  model: () => shadow.receive({ ...LOADED, manifest: champion }),
};
const taken = (id = "b", problem: string | null = null): void =>
  shadow.receive({
    kind: "challenger",
    manifestPath: linkOf(id).manifest,
    manifest: problem === null ? manifestOf(id) : null,
    problem,
  });
/** A challenger stands beside the model in use. */
function begin(): void {
  for (const step of Object.values(STEPS)) step();
  taken();
}

test("it is asked for when all is there, whatever comes last", () => {
  for (const step of Object.values(STEPS)) {
    expect(asked).toEqual([]);
    step();
  }
  expect(asked).toEqual([linkOf("b").manifest]);
  taken();
  expect(words.at(-1)).toBe("b, on every frame, unseen");
});

test.each(Object.keys(STEPS) as (keyof typeof STEPS)[])("without its %s nothing is ever asked for", (missing) => {
  for (const [name, step] of Object.entries(STEPS)) if (name !== missing) step();
  expect(asked).toEqual([]);
  expect(shadow.compare(recorded())).toBeNull();
});

test("it is let go when consent or the challenger goes, and asked for anew beside another model", () => {
  begin();
  shadow.setOwner(null);
  expect(asked.at(-1)).toBeNull();
  shadow.setOwner("Ada");
  shadow.setChallenger(null);
  expect(asked.slice(2)).toEqual([linkOf("b").manifest, null]);
  shadow.setChallenger(linkOf("c"));
  shadow.receive({ ...LOADED, manifest: manifestOf("d") });
  expect(asked.slice(4)).toEqual([linkOf("c").manifest, null, linkOf("c").manifest]);
  shadow.receive({ ...LOADED, manifest: manifestOf("c") });
  expect(asked.slice(7)).toEqual([null]);
});

test("a model of background mode changes nothing", () => {
  begin();
  shadow.receive({ ...LOADED, manifest: parseManifest(exampleManifest) });
  expect(asked).toEqual([linkOf("b").manifest]);
  expect(shadow.compare(recorded())).not.toBeNull();
});

test("one that does not work is said in the details, and not tried again in this visit", () => {
  for (const step of Object.values(STEPS)) step();
  taken("b", "it is broken");
  expect(words.at(-1)).toBe("nothing: b cannot be used here, it is broken");
  shadow.setChallenger(linkOf("b"));
  shadow.setOwner("Bob");
  expect(asked).toEqual([linkOf("b").manifest]);
});

test("of hands the first one is compared", () => {
  begin();
  const second = { ...handAt(2, "fist"), challenger: L };
  expect(
    shadow.compare(of([{ ...handAt(1, "okay"), challenger: probabilitiesOf("peace", 0.9) }, second])),
  ).toMatchObject({ modelId: "b", predicted: "peace" });
  expect(shadow.describe(champion.id, null)).toMatchObject({ compared: 1, disagreed: 1 });
});

test("what the challenger said nothing of is not counted: no hand, an earlier frame, or one of another model", () => {
  begin();
  for (const one of [of([]), recorded(FIST, null), recorded(FIST, L, "before")]) expect(shadow.compare(one)).toBeNull();
  expect(shadow.describe(champion.id, null)).toBeNull();
});

test.each([
  ["another gesture", FIST, L, "l"],
  ["another gesture, of which only the model in use is not sure", UNSURE_FIST, L, "l"],
  ["another gesture, of which only the challenger is not sure", FIST, UNSURE_L, "l"],
  ["another gesture, of which both are not sure", UNSURE_FIST, UNSURE_L, null],
  ["the same gesture", FIST, FIST, null],
  ["the same gesture, not sure", FIST, UNSURE_FIST, null],
])("%s", (_, ours, theirs, expected) => {
  begin();
  expect(shadow.compare(recorded(ours, theirs))?.predicted ?? null).toBe(expected);
  expect(shadow.describe(champion.id, null)).toMatchObject({ compared: 1, disagreed: expected === null ? 0 : 1 });
});

test("every frame is counted; the counts go with one sample and begin anew", () => {
  begin();
  for (let frame = 0; frame < 98; frame++) expect(shadow.compare(recorded(FIST, FIST))).toBeNull();
  const difference = shadow.compare(recorded());
  shadow.compare(recorded());
  const probabilities = Array.from(L);
  expect(shadow.describe(champion.id, difference)).toEqual({
    model_id: "b",
    compared: 100,
    disagreed: 2,
    predicted: "l",
    probabilities,
  });
  expect(shadow.describe(champion.id, null)).toBeNull();
  expect(shadow.describe(champion.id, difference)).toMatchObject({ compared: 0, disagreed: 0, predicted: "l" });
});

test("no more is counted without a sample than the server takes, and differences are still told", () => {
  begin();
  for (let frame = 0; frame < 10_050; frame++) shadow.compare(recorded());
  expect(shadow.compare(recorded())).not.toBeNull();
  expect(shadow.describe(champion.id, null)).toMatchObject({ compared: 10_000, disagreed: 10_000 });
  shadow.compare(recorded());
  expect(shadow.describe(champion.id, null)).toMatchObject({ compared: 1, disagreed: 1 });
});

test("what was counted for one person, or beside another model, goes with nobody else's sample", () => {
  begin();
  shadow.compare(recorded());
  expect(shadow.describe("another", null)).toBeNull();
  shadow.setOwner("Bob");
  expect(shadow.describe(champion.id, null)).toBeNull();
});
