/** Guidance where the hand is seen: one true sentence for what a person needs, which does not flicker. */

import { beforeEach, describe, expect, test } from "vitest";
import type { Light } from "../../shared/messages";
import { handAt, LIT } from "../../testing/hands";
import { adviceOn, type HandsMemory, type Look, lookAt, type Need, remember } from "./hand-guidance";

const HAND: Look = { steady: "none", confident: true, cut: false, small: false };
const FIST: Look = { ...HAND, steady: "fist" };
const CAMERA = { file: false, playing: false };
const FILE = { file: true, playing: false };
const PICTURE: readonly Need[] = ["black", "still", "dark"];
const NEEDS: readonly Need[] = [
  "named",
  "two",
  "nothing",
  "unseen",
  "cut",
  "small",
  "unsure",
  "unknown",
  "seen",
  ...PICTURE,
];
const memoryOf = (need: Need): Pick<HandsMemory, "need"> => ({ need });

let light: Light = LIT;
beforeEach(() => {
  light = LIT;
});

/** The needs of looks that are 100 ms apart, each held for so many seconds. */
function needs(scene: { file: boolean }, ...parts: readonly (readonly [readonly Look[], number])[]): Need[] {
  let memory: HandsMemory | null = null;
  let at = 0;
  const found: Need[] = [];
  for (const [looks, seconds] of parts) {
    for (let i = 0; i < 10 * seconds; i++, at += 100) {
      memory = remember(memory, looks, light, at, scene);
      found.push(memory.need);
    }
  }
  return found;
}

test.each<[string, readonly Look[], Need]>([
  ["a gesture", [FIST], "named"],
  ["two hands, one of them with a gesture", [HAND, FIST], "two"],
  ["nobody, for long", [], "unseen"],
  ["a hand that is cut off", [{ ...HAND, cut: true, small: true }], "cut"],
  ["a small hand", [{ ...HAND, small: true }], "small"],
  ["a gesture that is not sure", [{ ...FIST, confident: false }], "unsure"],
  ["a hand with no gesture", [HAND], "unknown"],
])("%s is told", (_, looks, need) => {
  expect(needs(CAMERA, [looks, 10]).at(-1)).toBe(need);
});

test("a named gesture is not spoilt by advice on a hand that is cut or small", () => {
  expect(needs(CAMERA, [[{ ...FIST, cut: true, small: true }], 5]).at(-1)).toBe("named");
});

test("an empty picture asks for a hand at first, and says after eight seconds that it sees none", () => {
  const found = needs(CAMERA, [[], 10]);
  expect(new Set(found.slice(0, 80))).toEqual(new Set(["nothing"]));
  expect(found[80]).toBe("unseen");
});

describe("of the picture itself", () => {
  const [BLACK, DARK] = [
    { mean: 0.01, spread: 0.004, lit: 0, repeats: false },
    { ...LIT, mean: 0.06 },
  ];

  test.each<[string, Light, readonly Look[], Need]>([
    ["a black one", BLACK, [], "black"],
    ["one that never changes", { ...LIT, repeats: true }, [], "still"],
    ["one of a single colour", { ...LIT, spread: 0.001 }, [], "still"],
    ["a dark one without a hand", DARK, [], "dark"],
    ["a dark one with a hand that is not known", DARK, [HAND], "dark"],
    ["a dark one with a hand that is cut off", DARK, [{ ...HAND, cut: true }], "cut"],
  ])("%s is told", (_, given, looks, need) => {
    light = given;
    expect(needs(CAMERA, [looks, 10]).at(-1)).toBe(need);
  });

  test.each([
    ["black", BLACK],
    ["that never changes", { ...LIT, repeats: true }],
    ["dark", DARK],
  ])("nothing is said of one %s in which a gesture is named", (_, given) => {
    light = given;
    expect(needs(CAMERA, [[], 5], [[FIST], 1]).slice(50)).toEqual(Array(10).fill("named"));
  });

  test("a single black frame is not worth a word", () => {
    light = BLACK;
    expect(needs(CAMERA, [[], 0.3])).toEqual(["nothing", "nothing", "nothing"]);
  });
});

describe("nobody who holds up a hand is asked for one", () => {
  test("while it is not known yet what to say of it", () => {
    const found = needs(CAMERA, [[], 1], [[HAND], 5]);
    expect(found.slice(0, 13)).toEqual(Array(13).fill("nothing"));
    expect(found.slice(13, 40)).toEqual(Array(27).fill("seen"));
    expect(found.at(-1)).toBe("unknown");
  });

  test("from the very answer that names one", () => {
    expect(needs(CAMERA, [[], 1], [[FIST], 0.1]).at(-1)).toBe("named");
    expect(needs(CAMERA, [[], 9], [[FIST, FIST], 0.1]).at(-1)).toBe("two");
  });

  test("nor told that it is none of the gestures while one is named beside it, if not surely", () => {
    const found = needs(CAMERA, [[HAND], 5], [[{ ...FIST, confident: false }], 4]);
    expect([found[49], found[50], found.at(-1)]).toEqual(["unknown", "seen", "unsure"]);
  });

  test("when one hand and two are seen in turns, or a hand is lost for a moment again and again", () => {
    const turns = Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? [FIST] : [FIST, FIST], 0.1] as const);
    expect(new Set(needs(CAMERA, ...turns).slice(3))).toEqual(new Set(["named"]));
    const losses = Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? [HAND] : [], 0.1] as const);
    expect(new Set(needs(CAMERA, ...losses).slice(4))).toEqual(new Set(["seen"]));
  });
});

describe("sentences", () => {
  test.each([
    ["of the camera", CAMERA],
    ["of a file", FILE],
  ])(
    "%s say something else each, but for nothing, which is also nothing for long and in a picture that never changes",
    (_, scene) => {
      const words = NEEDS.map((need) => adviceOn(memoryOf(need), scene).words);
      expect(new Set(words).size).toBeGreaterThanOrEqual(NEEDS.length - 2);
      for (const each of words) expect(each).toMatch(/^[A-Z].{5,90}[.…]$/);
    },
  );

  test("speak of no background and no box: there is none", () => {
    for (const scene of [CAMERA, FILE]) {
      const words = NEEDS.map((need) => adviceOn(memoryOf(need), scene).words).join(" ");
      expect(words).not.toMatch(/background|box/i);
    }
  });

  test("of a file ask nobody to move", () => {
    const words = NEEDS.map((need) => adviceOn(memoryOf(need), FILE).words).join(" ");
    expect(words).not.toMatch(/camera|hold|show your|come closer|move it/i);
  });
});

test("what is in a picture is said with its first answer: nothing in it moves", () => {
  for (const [looks, need] of [
    [[FIST, FIST], "two"],
    [[], "nothing"],
    [[FIST], "named"],
  ] as const) {
    expect(needs(FILE, [looks, 0.1])).toEqual([need]);
  }
});

test("in a game the game asks, and only what keeps it from going well is said", () => {
  const words = (["named", "nothing", "unsure", "cut", "two"] as const).map(
    (need) => adviceOn(memoryOf(need), { file: false, playing: true }).words,
  );
  expect(words.slice(0, 3)).toEqual(Array(3).fill("Show what is asked for below."));
  expect(words.slice(3).join()).toMatch(/cut off.*two hands/);
});

test("what comes and goes with every gesture is shown and not read out, what is amiss is", () => {
  const spoken = (["named", "two", "nothing", "cut", "unseen"] as const).map(
    (need) => adviceOn(memoryOf(need), CAMERA).spoken,
  );
  expect(spoken).toEqual([false, false, false, true, true]);
});

test.each([
  ["a gesture and none", [FIST], [HAND]],
  ["one hand and two", [FIST], [FIST, FIST]],
  ["small and nobody", [{ ...HAND, small: true }], []],
])("%s in turns change the words at most twice", (_, one, other) => {
  const found = needs(CAMERA, ...Array.from({ length: 50 }, (__, i) => [i % 2 === 0 ? one : other, 0.2] as const));
  expect(found.filter((need, i) => i > 0 && need !== found[i - 1]).length).toBeLessThanOrEqual(2);
});

describe("a hand's points tell", () => {
  const frame = { width: 640, height: 480 };

  test.each([
    ["in the middle", {}, false],
    ["with its wrist at the edge, where an arm comes from", { y: 415 }, false],
    ["half out at the side", { x: 20 }, true],
    ["half out at the top", { y: 10 }, true],
    ["half out below", { y: 475 }, true],
  ])("whether a hand %s is cut off", (_, where, cut) => {
    expect(lookAt(handAt(1, "fist", 0.9, where), frame, 128).cut).toBe(cut);
  });

  test.each([
    [40, true],
    [70, true],
    [127, true],
    [128, false],
    [300, false],
  ])("whether a hand of %d pixels is small for a network of 128", (size, small) => {
    expect(lookAt(handAt(1, "fist", 0.9, { size }), frame, 128).small).toBe(small);
  });

  test("a hand that was small or cut off is so until that is clearly over", () => {
    const small = [130, 139, 142].map((size) => lookAt(handAt(1, "fist", 0.9, { size }), frame, 128, "small").small);
    expect(small).toEqual([true, true, false]);
    const points = new Float32Array(63).fill(200);
    const cut = [2, 1].map((beyond) => {
      for (let i = 0; i < 21; i++) points[3 * i] = i < beyond ? -5 : 200;
      const hand = { ...handAt(1, "fist", 0.9, {}), points };
      return [lookAt(hand, frame, 128).cut, lookAt(hand, frame, 128, "cut").cut];
    });
    expect(cut).toEqual([
      [false, true],
      [false, false],
    ]);
  });
});

test("a slow camera that gives some frames twice is told that nobody is there, and one that gives one frame only, that", () => {
  let memory: HandsMemory | null = null;
  const after = (looks: readonly Look[], repeats: (i: number) => boolean): Need => {
    const from: number = memory?.at ?? 0;
    for (let i = 1; i <= 40; i++)
      memory = remember(memory, looks, { ...LIT, repeats: repeats(i) }, from + 100 * i, CAMERA);
    return (memory as unknown as HandsMemory).need;
  };
  expect(after([FIST], () => false)).toBe("named");
  expect(after([], (i) => i % 2 === 0)).toBe("nothing");
  expect(after([], () => true)).toBe("still");
});
