/** When a challenger is loaded, which answers it is asked about, and what is counted of them. */

import { beforeEach, expect, test } from "vitest";
import type { ChallengerLink } from "../api/api";
import type { Recorded } from "../recognise/answers";
import type { Milliseconds, Probability } from "../shared/gestures";
import { type Manifest, parseManifest, type Way } from "../shared/manifest";
import type { HandSeen } from "../shared/messages";
import { exampleManifest } from "../testing/example-manifest";
import { handAt, handManifest, handsAnswer } from "../testing/hands";
import { Shadow } from "./shadow";

const champion = parseManifest(exampleManifest);
const manifestOf = (id: string): Manifest => ({ ...champion, id });
const linkOf = (id: string, way: Way = "silhouette"): ChallengerLink => {
  return { id, manifest: `/models/${id}/manifest.json`, way, share: 0.25 };
};
const FIST = [0, 0, 1, 0, 0, 0];
const L = [0, 1, 0, 0, 0, 0];
const UNSURE_L = [0, 0.4, 0.3, 0.1, 0.1, 0.1];

const recorded = (probabilities = FIST, totalMs = 3, id = champion.id): Recorded => ({
  manifest: manifestOf(id),
  answer: {
    kind: "answer",
    way: "silhouette",
    number: 1,
    probabilities: Float32Array.from(probabilities),
    mask: new Uint8Array(1),
    silhouette: new Uint8Array(1),
    noise: 0 as Probability,
    inferenceMs: 1 as Milliseconds,
    cameraMs: 1 as Milliseconds,
    silhouetteMs: 1 as Milliseconds,
  },
  totalMs,
  fps: 30,
  backend: "WebAssembly",
  at: 0,
  changed: false,
});

/** What stands around: a worker that writes down what it is asked, and a challenger that says `says`. */
let asked: (string | null)[];
let compared: number;
let shown: unknown;
let says: readonly number[] | null;
let answering: Promise<void>;
let idle: (() => void)[];
let words: string[];
let chance: number;
let savesData: boolean;
let shadow: Shadow;
beforeEach(() => {
  [asked, compared, says, idle, words, chance, savesData] = [[], 0, L, [], [], 0, false];
  answering = Promise.resolve();
  shadow = new Shadow({
    recogniser: {
      useChallenger: (path) => asked.push(path),
      compare: async (_, what) => {
        compared++;
        shown = what;
        await answering;
        return says && Float32Array.from(says);
      },
    },
    idle: (go) => idle.push(go),
    savesData: () => savesData,
    show: (text) => words.push(text),
    random: () => chance,
  });
});

const STEPS = {
  owner: () => shadow.setOwner("Ada"),
  challenger: () => shadow.setChallenger(linkOf("b")),
  model: () => shadow.receive({ kind: "loaded", manifest: champion, keepsBackground: true, backend: "" }),
  answer: () => shadow.answered(),
};
const rest = (): void => {
  for (const go of idle.splice(0)) go();
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
  rest();
  taken();
}

test("it is loaded when all is there, whatever comes last, and only when there is time", () => {
  for (const step of Object.values(STEPS)) {
    expect(idle).toEqual([]);
    step();
  }
  expect([asked, idle.length]).toEqual([[], 1]);
  rest();
  expect(asked).toEqual([linkOf("b").manifest]);
});

test.each(Object.keys(STEPS) as (keyof typeof STEPS)[])("without its %s nothing is ever loaded", async (missing) => {
  for (const [name, step] of Object.entries(STEPS)) if (name !== missing) step();
  rest();
  expect(asked).toEqual([]);
  expect(shadow.byChance(recorded())).toBeNull();
  expect(shadow.ask(recorded())).toBeNull();
});

test("who saves data, and whoever is gone before there was time, loads nothing", () => {
  savesData = true;
  begin();
  expect(asked).toEqual([]);
  savesData = false;
  shadow.setOwner(null);
  shadow.setOwner("Bob");
  shadow.setOwner(null);
  rest();
  expect(asked).toEqual([null]);
});

test("it is freed when consent or the challenger goes, and loaded anew beside another model", () => {
  begin();
  shadow.setOwner(null);
  expect(asked.at(-1)).toBeNull();
  shadow.setOwner("Ada");
  rest();
  shadow.setChallenger(null);
  expect(asked.slice(2)).toEqual([linkOf("b").manifest, null]);
  shadow.setChallenger(linkOf("c"));
  rest();
  shadow.receive({ kind: "loaded", manifest: manifestOf("d"), keepsBackground: true, backend: "" });
  rest();
  expect(asked.slice(4)).toEqual([linkOf("c").manifest, null, linkOf("c").manifest]);
  shadow.receive({ kind: "loaded", manifest: manifestOf("c"), keepsBackground: true, backend: "" });
  rest();
  expect(asked.slice(7)).toEqual([null]);
});

test("one that does not work is said in the details, and not tried again in this visit", () => {
  for (const step of Object.values(STEPS)) step();
  rest();
  taken("b", "it is broken");
  expect(words.at(-1)).toBe("nothing: b cannot be used here, it is broken");
  shadow.setChallenger(linkOf("b"));
  shadow.setOwner("Bob");
  rest();
  expect(asked).toEqual([linkOf("b").manifest]);
});

/** A challenger of hands stands beside the model in use, which saw these. */
function beginWithHands(...hands: HandSeen[]): Recorded {
  shadow.receive({ kind: "loaded", manifest: handManifest, keepsBackground: true, backend: "" });
  shadow.setOwner("Ada");
  shadow.setChallenger(linkOf("h", "hand"));
  shadow.answered();
  rest();
  const manifest = { ...handManifest, id: "h" };
  shadow.receive({ kind: "challenger", manifestPath: linkOf("h").manifest, manifest, problem: null });
  return { ...recorded(), manifest: handManifest, answer: handsAnswer(1, ...hands) };
}

test("it is asked for once the model of its way is there, and a model of the other way does not free it", () => {
  for (const step of Object.values(STEPS)) step();
  shadow.setChallenger(linkOf("h", "hand"));
  rest();
  expect(asked).toEqual([null]);
  beginWithHands();
  STEPS.model();
  rest();
  expect(asked).toEqual([null, linkOf("h").manifest]);
});

test("of hands it is asked about the first one", async () => {
  const hand = handAt(1, "okay");
  const answered = beginWithHands(hand, handAt(2, "fist"));
  says = Array.from(handAt(1, "peace").probabilities);
  expect(await shadow.byChance(answered)).toMatchObject({ modelId: "h", predicted: "peace" });
  expect(shown).toEqual({ hand });
  expect(shadow.describe(handManifest.id, null)).toMatchObject({ compared: 1, disagreed: 1 });
});

test("where no hand is seen nobody is asked, and nothing is counted", async () => {
  expect(await shadow.byChance(beginWithHands())).toBeNull();
  expect([compared, shadow.describe(handManifest.id, null)]).toEqual([0, null]);
});

test("the share is respected, and an answer that came late is not compared", async () => {
  begin();
  chance = 0.25;
  expect(shadow.byChance(recorded())).toBeNull();
  chance = 0.24;
  expect(shadow.byChance(recorded(FIST, 101))).toBeNull();
  expect(shadow.byChance(recorded(FIST, 3, "before"))).not.toBeNull();
  expect(compared).toBe(0);
  await Promise.resolve();
  await shadow.byChance(recorded());
  expect(compared).toBe(1);
});

test("never more than one is on its way", async () => {
  begin();
  let answer: () => void = () => undefined;
  answering = new Promise((done) => {
    answer = done;
  });
  const first = shadow.byChance(recorded());
  expect(shadow.byChance(recorded())).toBeNull();
  answer();
  await first;
  expect(shadow.byChance(recorded())).not.toBeNull();
});

test.each([
  ["another gesture", FIST, L, "l"],
  ["another gesture, of which only the model in use is not sure", [0, 0.3, 0.4, 0.1, 0.1, 0.1], L, "l"],
  ["another gesture, of which only the challenger is not sure", FIST, UNSURE_L, "l"],
  ["another gesture, of which both are not sure", [0, 0.3, 0.4, 0.1, 0.1, 0.1], UNSURE_L, null],
  ["the same gesture", FIST, FIST, null],
  ["the same gesture, not sure", FIST, [0, 0.3, 0.4, 0.1, 0.1, 0.1], null],
])("%s", async (_, ours, theirs, expected) => {
  begin();
  says = theirs;
  const difference = await shadow.byChance(recorded(ours));
  expect(difference?.predicted ?? null).toBe(expected);
  expect(shadow.describe(champion.id, null)).toMatchObject({ compared: 1, disagreed: expected === null ? 0 : 1 });
});

test("counts go with one sample and begin anew, those of a told answer are none", async () => {
  begin();
  says = FIST;
  await shadow.byChance(recorded());
  says = L;
  const difference = await shadow.byChance(recorded());
  await shadow.ask(recorded());
  expect(shadow.describe(champion.id, difference)).toEqual({
    model_id: "b",
    compared: 2,
    disagreed: 1,
    predicted: "l",
    probabilities: L,
  });
  expect(shadow.describe(champion.id, null)).toBeNull();
  expect(shadow.describe(champion.id, difference)).toMatchObject({ compared: 0, disagreed: 0, predicted: "l" });
});

test("an answer that never comes is not counted", async () => {
  begin();
  says = null;
  expect(await shadow.byChance(recorded())).toBeNull();
  expect(shadow.describe(champion.id, null)).toBeNull();
});

test("what was counted for one person, or beside another model, goes with nobody else's sample", async () => {
  begin();
  await shadow.byChance(recorded());
  expect(shadow.describe("another", null)).toBeNull();
  shadow.setOwner("Bob");
  expect(shadow.describe(champion.id, null)).toBeNull();
  const late = shadow.byChance(recorded());
  shadow.setOwner("Ada");
  expect(await late).toBeNull();
  expect(shadow.describe(champion.id, null)).toBeNull();
});
