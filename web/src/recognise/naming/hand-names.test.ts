/** Names of hands: each has its own, which does not flicker, outlives a lost frame and leaves as the manifest says. */

import { beforeEach, describe, expect, test } from "vitest";
import type { HandSeen, Named } from "../../shared/messages";
import { handAt, handManifest } from "../../testing/hands";
import { HandNames } from "./hand-names";

const FRAME_MS = 33;
let names: HandNames;
let at: number;
beforeEach(() => {
  names = new HandNames(handManifest);
  at = 0;
});

/** Shows the same hands for so many frames; the first name's steady label after each. */
function show(frames: number, ...hands: readonly HandSeen[]): Named[] {
  return Array.from({ length: frames }, () => names.take(hands, nextAt()).first.steady);
}

function nextAt(): number {
  at += FRAME_MS;
  return at;
}

/** The steady labels in the order in which the hands were seen. */
function steadies(hands: readonly HandSeen[]): (Named | undefined)[] {
  const named = names.take(hands, nextAt()).hands;
  return hands.map(({ id }) => named.find(({ hand }) => hand.id === id)?.steady);
}

const leads = (hands: readonly HandSeen[]): number[] => names.take(hands, nextAt()).hands.map(({ hand }) => hand.id);

test("a hand gets its name once that has held for the dwell time, and says which hand it is", () => {
  expect(show(6, handAt(1, "fist"))).toEqual(["none", "none", "none", "none", "fist", "fist"]);
  const { first, hands } = names.take([handAt(1, "fist")], at + FRAME_MS);
  expect(hands).toHaveLength(1);
  expect(hands[0]).toMatchObject({ newest: "fist", steady: "fist", confident: true, side: "right", hand: { id: 1 } });
  expect(first.confidence).toBeCloseTo(0.95, 5);
  expect(names.take([handAt(1, "fist", 0.95, { left: 0.8 })], at).hands[0]?.side).toBe("left");
});

test("a person's own examples are what names it", () => {
  const hand = handAt(1, "fist");
  const personal = handAt(1, "l").probabilities;
  expect(names.take([{ ...hand, personal }], 0).first).toMatchObject({ newest: "l", probabilities: personal });
});

test("an own gesture is a name as any other; an answer that does not know it yet goes by the head", () => {
  const own = "own-1a2b3c4d";
  names = new HandNames(handManifest, [own]);
  const hand = handAt(1, "none");
  const personal = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0.05, 0.95);
  expect(show(6, { ...hand, personal }).at(-1)).toBe(own);
  const { first } = names.take([{ ...hand, personal: null }], nextAt());
  expect([first.newest, first.steady, first.means.length]).toEqual(["none", own, 9]);
  expect(show(20).at(-1)).toBe("none");
});

describe("two hands", () => {
  const [fist, l] = [handAt(1, "fist"), handAt(2, "l")];

  test("are named apart, whichever comes first", () => {
    show(6, fist, l);
    expect(steadies([fist, l])).toEqual(["fist", "l"]);
    expect(steadies([l, fist])).toEqual(["l", "fist"]);
  });

  test("of which the first goes leave the second one its own name, and nothing of the first", () => {
    show(6, fist, l);
    expect(show(3, l)).toEqual(["l", "l", "l"]);
  });

  test("are led by the one that shows a gesture, however long the other was followed", () => {
    const idle = handAt(1, "none");
    expect(show(6, idle)).toEqual(Array(6).fill("none"));
    expect(show(8, idle, l).slice(5)).toEqual(["l", "l", "l"]);
    expect(leads([idle, l])).toEqual([2, 1]);
  });

  test("are led by the same one while that shows a gesture, and then by the other", () => {
    show(6, handAt(1, "none"), l);
    show(10, fist, l);
    expect(leads([fist, l])).toEqual([2, 1]);
    show(20, fist, handAt(2, "none"));
    expect(leads([fist, handAt(2, "none")])).toEqual([1, 2]);
    expect(show(1, fist, handAt(2, "none"))).toEqual(["fist"]);
  });

  test("of which the second comes later do not share a name", () => {
    show(6, fist);
    expect(steadies([fist, l])).toEqual(["fist", "none"]);
  });
});

describe("a hand that is lost", () => {
  test("leaves its name for as long as the manifest says, and no longer", () => {
    show(10, handAt(1, "fist"));
    const after = show(20);
    // The mean is below 0.4 after some 90 ms, and for the dwell time then.
    expect(after.indexOf("none") * FRAME_MS).toBeGreaterThan(150);
    expect(after.indexOf("none") * FRAME_MS).toBeLessThan(250);
    expect(new Set(after.slice(after.indexOf("none")))).toEqual(new Set(["none"]));
  });

  test("for a frame keeps its name when it is found again, under whatever number", () => {
    show(10, handAt(1, "fist"));
    expect(show(1)).toEqual(["fist"]);
    expect(show(3, handAt(7, "fist"))).toEqual(["fist", "fist", "fist"]);
  });

  test("and comes back with another gesture is named anew as soon as a first hand would be", () => {
    show(10, handAt(1, "fist"));
    show(1);
    const again = show(6, handAt(7, "l"));
    expect(again).toEqual(["fist", "fist", "fist", "fist", "l", "l"]);
  });

  test("for long hands on nothing", () => {
    show(10, handAt(1, "fist"));
    show(20);
    expect(show(1, handAt(7, "l"))).toEqual(["none"]);
  });
});

test("without hands the name is none, for certain", () => {
  const { first, hands } = names.take([], 0);
  expect([first.newest, first.steady, first.confidence, hands]).toEqual(["none", "none", 1, []]);
  expect(Array.from(first.probabilities)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
});

test("what was forgotten names nothing", () => {
  show(10, handAt(1, "fist"));
  names.forget();
  expect(show(1)).toEqual(["none"]);
});
