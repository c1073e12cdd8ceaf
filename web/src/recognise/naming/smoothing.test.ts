/** Smoothing: time-weighted means, entering, leaving and dwelling, whatever the frame rate. */

import { describe, expect, test } from "vitest";
import { type LabelIndex, type Milliseconds, mostLikely, type Probability } from "../../shared/gestures";
import type { SmoothingParameters } from "../../shared/manifest";
import recorded from "./recorded-answers.json";
import { type Smoothed, smooth } from "./smoothing";

/** Those of background mode, whose answers were recorded. */
const LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"] as const;
const FIST = 0;
const PALM = 1;
const NONE = 2 as LabelIndex;
const PARAMETERS: SmoothingParameters = {
  timeConstant: 133 as Milliseconds,
  enter: 0.65 as Probability,
  leave: 0.1 as Probability,
  dwell: 33 as Milliseconds,
};

/** Steady labels of answers `step` milliseconds apart. */
function run(answers: readonly (readonly number[])[], step = 1000 / 30): { labels: number[]; last: Smoothed } {
  let state: Smoothed | null = null;
  const labels = answers.map((answer, i) => {
    state = smooth(state, answer, i * step, PARAMETERS, NONE);
    return state.steady as number;
  });
  return { labels, last: state as unknown as Smoothed };
}

const repeat = (answer: readonly number[], n: number): (readonly number[])[] => Array.from({ length: n }, () => answer);
const nothing = [0.02, 0.03, 0.95];
const fist = [0.97, 0.02, 0.01];
const palm = [0.05, 0.94, 0.01];

describe("means", () => {
  test("one time constant after a jump, 1 - 1/e of the way is gone", () => {
    const first = smooth(null, [0, 0, 1], 0, PARAMETERS, NONE);
    const second = smooth(first, [1, 0, 0], PARAMETERS.timeConstant, PARAMETERS, NONE);
    expect(second.means[FIST]).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(second.means[NONE]).toBeCloseTo(1 / Math.E, 12);
  });

  test("the same half second gives the same mean at 15 and at 60 frames a second", () => {
    const start = smooth(null, nothing, 0, PARAMETERS, NONE);
    const at = (fps: number): number => {
      let state = start;
      for (let i = 1; i <= fps / 2; i++) state = smooth(state, fist, (i * 1000) / fps, PARAMETERS, NONE);
      return state.means[FIST] as number;
    };
    expect(at(16)).toBeCloseTo(at(60), 10);
  });

  test("a clock that goes back changes nothing but the newest answer", () => {
    const first = smooth(null, fist, 100, PARAMETERS, NONE);
    expect(smooth(first, nothing, 50, PARAMETERS, NONE).means).toEqual(first.means);
  });

  test("answers of another model are refused", () => {
    const first = smooth(null, fist, 0, PARAMETERS, NONE);
    expect(() => smooth(first, [0.5, 0.5], 10, PARAMETERS, NONE)).toThrow(RangeError);
  });
});

describe("the steady label", () => {
  test("is none at first, and a gesture within a third of a second of its start", () => {
    const { labels } = run([...repeat(nothing, 10), ...repeat(fist, 20)]);
    expect(labels.slice(0, 10)).toEqual(Array(10).fill(NONE));
    const entered = labels.indexOf(FIST) - 10;
    expect(entered).toBeGreaterThanOrEqual(3); // until the mean is high enough, and the dwell time
    expect(entered).toBeLessThanOrEqual(10);
    expect(labels.slice(10 + entered)).toEqual(Array(20 - entered).fill(FIST));
  });

  test("does not flicker where single answers are wrong", () => {
    const answers = repeat(fist, 90).map((answer, i) => (i > 30 && i % 6 === 0 ? palm : answer));
    expect(new Set(run(answers).labels.slice(30))).toEqual(new Set([FIST]));
  });

  test("a gesture of less than the dwell time is not named", () => {
    const { labels } = run([...repeat(nothing, 10), ...repeat(fist, 4), ...repeat(nothing, 20)]);
    expect(new Set(labels)).toEqual(new Set([NONE]));
  });

  test("changes from gesture to gesture, and gives way to none when the hand goes", () => {
    const { labels } = run([...repeat(fist, 30), ...repeat(palm, 30), ...repeat(nothing, 30)]);
    expect([labels[29], labels[59], labels[89]]).toEqual([FIST, PALM, NONE]);
    const left = labels.indexOf(NONE, 60) - 60;
    expect(left).toBeLessThanOrEqual(6); // as soon as the mean of none is high enough
  });

  test("between leave and enter the gesture is kept", () => {
    const { labels, last } = run([...repeat(fist, 30), ...repeat([0.5, 0.3, 0.2], 60)]);
    expect(new Set(labels.slice(10))).toEqual(new Set([FIST]));
    expect(last.means[FIST]).toBeCloseTo(0.5, 3);
  });

  test("between leave and enter nothing new is named", () => {
    const { labels } = run([...repeat(nothing, 10), ...repeat([0.55, 0.15, 0.3], 60)]);
    expect(new Set(labels)).toEqual(new Set([NONE]));
  });
});

/**
 * What the network answered, in Chromium on a busy machine, to a synthetic hand that shows one gesture after
 * another: milliseconds, the label that was on screen, and the probabilities in the order of LABELS.
 */
const recording = (recorded as (string | number)[][]).map(([at, label, ...probabilities]) => ({
  at: at as number,
  label: label as string,
  probabilities: probabilities as number[],
}));

/** Steady labels for the recording; `distort` may change an answer before it is smoothed. */
function replay(distort: (probabilities: readonly number[], i: number) => readonly number[]): string[] {
  const none = LABELS.indexOf("none") as LabelIndex;
  let state: Smoothed | null = null;
  return recording.map(({ at, probabilities }, i) => {
    state = smooth(state, distort(probabilities, i), at, PARAMETERS, none);
    return LABELS[state.steady] as string;
  });
}

/** For each answer, milliseconds since the label on screen last changed. */
function sinceChange(i: number): number {
  let first = i;
  while (first > 0 && recording[first - 1]?.label === recording[i]?.label) first--;
  return (recording[i]?.at ?? 0) - (recording[first]?.at ?? 0);
}

describe("recorded answers", () => {
  test.each([
    ["as they were", (each: readonly number[]) => each],
    [
      "with every third one unsure",
      (each: readonly number[], i: number) => (i % 3 === 2 ? each.map((p) => p / 2 + 1 / 12) : each),
    ],
  ])("%s: each label is named within half a second, and then stays", (_, distort) => {
    const labels = replay(distort);
    const late = recording.flatMap(({ label }, i) =>
      sinceChange(i) > 500 && labels[i] !== label ? [[i, label, labels[i]]] : [],
    );
    expect(late).toEqual([]);
    expect(new Set(labels).size).toBe(4);
  });

  test("a raw label that changes ten times a second and more leads to at most one change a second", () => {
    // Every third answer is one that was recorded while another gesture was on screen.
    const wrong = (i: number): readonly number[] => {
      const label = recording[i]?.label;
      return recording.find((other) => other.label !== label && other.label !== "none" && isSettled(other))
        ?.probabilities as readonly number[];
    };
    const distort = (each: readonly number[], i: number): readonly number[] => (i % 3 === 2 ? wrong(i) : each);
    const raw = recording.map(({ probabilities }, i) => mostLikely(distort(probabilities, i)));
    const steady = replay(distort);
    const seconds = recording.flatMap(({ at }, first) => {
      const last = recording.findIndex((other) => other.at >= at + 1000);
      const isHeld = last > 0 && recording[last]?.label === recording[first]?.label && sinceChange(last) >= 1500;
      return isHeld ? [[changes(raw.slice(first, last)), changes(steady.slice(first, last))] as const] : [];
    });
    expect(seconds.length).toBeGreaterThan(20);
    expect(Math.min(...seconds.map(([rawChanges]) => rawChanges))).toBeGreaterThanOrEqual(10);
    expect(Math.max(...seconds.map(([, steadyChanges]) => steadyChanges))).toBeLessThanOrEqual(1);
  });
});

/** Whether the network named what was on screen, without doubt. */
function isSettled({ label, probabilities }: (typeof recording)[number]): boolean {
  const best = mostLikely(probabilities);
  return LABELS[best] === label && (probabilities[best] as number) > 0.9;
}

/** How often a value differs from the one before it. */
function changes(values: readonly unknown[]): number {
  return values.filter((value, i) => i > 0 && value !== values[i - 1]).length;
}
