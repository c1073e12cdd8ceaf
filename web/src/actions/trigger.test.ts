/** Answers and movements in; the moments at which something is to be done, and how far it is until then, out. */

import { describe, expect, test } from "vitest";
import type { Named } from "../shared/messages";
import { type Rule, Trigger } from "./trigger";

const HOLD: Rule = { on: "fist", dwellMs: 1000, coolMs: 500, repeat: false };
const FRAME_MS = 100;

/** When it is done, in frames; `film` says what is shown frame by frame: f(ist), (fist, not) s(ure), l, . nothing. */
function doneIn(rule: Partial<Rule>, film: string): number[] {
  const trigger = new Trigger({ ...HOLD, ...rule });
  const names: Record<string, Named> = { f: "fist", s: "fist", l: "l" };
  return [...film].flatMap((shows, frame) => {
    const steady = names[shows];
    const hands = steady === undefined ? [] : [{ steady, confident: shows !== "s" }];
    return trigger.see(hands, frame * FRAME_MS).isDue ? [frame] : [];
  });
}

describe("a gesture", () => {
  test("that is held is done once, and again only when it was left", () => {
    expect(doneIn({}, "ffffffffffffffffffffffffffffff")).toEqual([10]);
    expect(doneIn({}, "ffffffffffff....ffffffffffffff")).toEqual([10, 26]);
    expect(doneIn({}, "fffffffff....ffff")).toEqual([]);
  });

  test("that is lost for a moment, or on another hand, is still held", () => {
    expect(doneIn({}, "fffff..ffffffff")).toEqual([10]);
    expect(doneIn({}, "fffff...fffffff")).toEqual([]);
  });

  test("that is not sure, or another, is none", () => {
    expect(doneIn({ dwellMs: 0 }, "ssssllll")).toEqual([]);
  });

  test("may count as soon as it is shown", () => {
    expect(doneIn({ dwellMs: 0, coolMs: 0 }, "..ff....f..f")).toEqual([2, 8]); // 11: it was not left
  });

  test("is done again and again where that is wanted", () => {
    expect(doneIn({ repeat: true }, "ffffffffffffffffffffffff")).toEqual([10, 15, 20]);
  });

  test("waits until what was done before has cooled down", () => {
    expect(doneIn({ dwellMs: 100, coolMs: 2000 }, "ff......ffffffffffffffff")).toEqual([1, 21]);
  });

  test("is not held over a time without answers", () => {
    const trigger = new Trigger(HOLD);
    const hands = [{ steady: "fist", confident: true } as const];
    expect(trigger.see(hands, 0).isDue).toBe(false);
    expect(trigger.see(hands, 5000)).toEqual({ isDue: false, share: 0, by: 0 });
    trigger.restart(5500);
    expect(trigger.see(hands, 6000).share).toBe(0.5);
  });

  test("tells how far it is, and on which hand", () => {
    const trigger = new Trigger(HOLD);
    const [other, fist] = [{ steady: "l", confident: true } as const, { steady: "fist", confident: true } as const];
    trigger.see([other, fist], 0);
    expect(trigger.see([other, fist], 250)).toEqual({ isDue: false, share: 0.25, by: 1 });
    expect(trigger.see([other], 300)).toEqual({ isDue: false, share: 0.3, by: null });
    expect(trigger.see([fist], 1000)).toEqual({ isDue: true, share: 1, by: 0 });
    expect(trigger.see([fist], 1100)).toEqual({ isDue: false, share: null, by: null });
  });
});

test("a movement counts at once, and not again until it has cooled down", () => {
  const trigger = new Trigger({ ...HOLD, on: "swipe-left" });
  const done = [0, 400, 600].map((at) => trigger.move("swipe-left", at));
  expect([...done, trigger.move("wave", 5000)]).toEqual([true, false, true, false]);
});
