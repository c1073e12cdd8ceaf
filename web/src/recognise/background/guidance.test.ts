/** Guidance in background mode: one sentence and one button for every need, which never flicker. */

import { describe, expect, test } from "vitest";
import { LIT } from "../../testing/hands";
import { adviceOn, type BoxMemory, type Need, remember, type Seen } from "./guidance";

const EMPTY = { light: LIT, noise: 0, steady: "none", confident: true, hand: { area: 0, cut: false } } as const;
const HAND = { ...EMPTY, hand: { area: 0.3, cut: false } } as const;
const FIST = { ...HAND, steady: "fist" } as const;
type Look = Omit<Seen, "at">;

const memoryOf = (need: Need): BoxMemory => ({ need, noise: 0, at: 0, lately: { need, since: 0 } });

/** The needs of looks that are 100 ms apart, each held for so many seconds. */
function needs(...parts: readonly (readonly [Look, number])[]): Need[] {
  let memory: BoxMemory | null = null;
  let at = 0;
  const found: Need[] = [];
  for (const [look, seconds] of parts) {
    for (let i = 0; i < 10 * seconds; i++) {
      memory = remember(memory, { ...look, at });
      found.push(memory.need);
      at += 100;
    }
  }
  return found;
}

describe("needs", () => {
  test.each<[string, Look, Need]>([
    ["a black picture", { ...EMPTY, light: { mean: 0.01, spread: 0.004, lit: 0, repeats: false } }, "black"],
    ["a dark box with nothing in it", { ...EMPTY, light: { ...LIT, mean: 0.06 } }, "dark"],
    ["a dark box with a hand that is not known", { ...HAND, light: { ...LIT, mean: 0.06 } }, "dark"],
    ["a dark box with a gesture", { ...FIST, light: { ...LIT, mean: 0.06 } }, "named"],
  ])("%s is told", (_, look, need) => {
    expect(needs([look, 10]).at(-1)).toBe(need);
  });

  test.each<[string, Look, Need]>([
    ["a picture full of specks", { ...FIST, noise: 0.2 }, "noisy"],
    ["a box that is new all over", { ...HAND, hand: { area: 0.95, cut: true } }, "changed"],
    ["a gesture", FIST, "named"],
    ["nothing at all, for long", EMPTY, "unseen"],
    ["a hand that is cut off", { ...HAND, hand: { area: 0.3, cut: true } }, "cut"],
    ["a small hand", { ...HAND, hand: { area: 0.03, cut: false } }, "small"],
    ["a gesture that is not sure", { ...FIST, confident: false }, "unsure"],
    ["a hand with no gesture", HAND, "unknown"],
  ])("%s is told", (_, look, need) => {
    expect(needs([look, 10]).at(-1)).toBe(need);
  });

  test("a named gesture is not spoilt by advice on a hand that is cut or small", () => {
    expect(needs([{ ...FIST, hand: { area: 0.03, cut: true } }, 5]).at(-1)).toBe("named");
  });

  test("an empty box asks for a gesture at first, and for a hand after eight seconds", () => {
    const found = needs([EMPTY, 10]);
    expect(found.slice(0, 80)).toEqual(Array(80).fill("nothing"));
    expect(found[80]).toBe("unseen");
  });

  test("a noisy moment is no noise", () => {
    expect(new Set(needs([EMPTY, 1], [{ ...EMPTY, noise: 0.05 }, 0.5], [EMPTY, 3]))).toEqual(new Set(["nothing"]));
  });

  test("each sentence says something else, and noise and a changed box lead to a new background", () => {
    const all: readonly Need[] = [
      "noisy",
      "changed",
      "named",
      "nothing",
      "unseen",
      "cut",
      "small",
      "unsure",
      "unknown",
    ];
    const advice = all.map((need) => adviceOn(memoryOf(need), false));
    expect(new Set(advice.map(({ words }) => words)).size).toBe(all.length);
    expect(advice.map(({ primary }) => primary)).toEqual(["b", "b", "p", "p", "p", "p", "p", "p", "p"]);
  });
});

test("what comes and goes with every gesture is shown and not read out, what is amiss is", () => {
  const spoken = (["named", "nothing", "noisy", "cut", "unseen"] as const).map(
    (need) => adviceOn(memoryOf(need), false).spoken,
  );
  expect(spoken).toEqual([false, false, true, true, true]);
});

test("in a game the game asks, and only what keeps it from going well is said", () => {
  const words = (["named", "nothing", "unsure", "cut", "noisy"] as const).map(
    (need) => adviceOn(memoryOf(need), true).words,
  );
  expect(words.slice(0, 3)).toEqual(Array(3).fill("Show what is asked for below."));
  expect(words.slice(3).join()).toMatch(/cut off.*noisy/);
});

describe("advice does not flicker", () => {
  test("a hand on its way into the box needs no advice", () => {
    const entering = { ...HAND, hand: { area: 0.03, cut: true } };
    expect(new Set(needs([EMPTY, 2], [entering, 0.6], [HAND, 0.5], [FIST, 2]))).toEqual(new Set(["nothing", "named"]));
  });

  test.each([
    ["a gesture and none in turns", FIST, HAND],
    ["cut and whole in turns", { ...HAND, hand: { area: 0.3, cut: true } }, HAND],
    ["small and nothing in turns", { ...HAND, hand: { area: 0.02, cut: false } }, EMPTY],
  ])("%s change the words at most once", (_, one, other) => {
    const found = needs(...Array.from({ length: 50 }, (__, i) => [i % 2 === 0 ? one : other, 0.2] as const));
    expect(found.filter((need, i) => i > 0 && need !== found[i - 1]).length).toBeLessThanOrEqual(1);
  });
});
