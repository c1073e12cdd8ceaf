/** The game's rules: a balanced order of gestures, and the result. */

import type { Gesture, Label } from "../shared/gestures";

/** One turn that was played. */
export interface Turn {
  readonly asked: Gesture;
  /** What the page named most often meanwhile. */
  readonly named: Label;
}

export interface Confusion extends Turn {
  readonly times: number;
}

/** Each gesture `rounds` times, in an order that chance draws (`random` gives 0 up to 1); never one twice in a row. */
export function orderOf(gestures: readonly Gesture[], rounds: number, random: () => number): Gesture[] {
  const order: Gesture[] = [];
  for (let round = 0; round < rounds; round++) {
    const drawn = shuffled(gestures, random);
    if (drawn.length > 1 && drawn[0] === order.at(-1)) drawn.push(drawn.shift() as Gesture);
    order.push(...drawn);
  }
  return order;
}

/** The label that occurs most often (the first of equals); null when there is none. */
export function mostOften(labels: readonly Label[]): Label | null {
  let best: Label | null = null;
  let most = 0;
  for (const label of new Set(labels)) {
    const times = labels.filter((each) => each === label).length;
    if (times > most) [best, most] = [label, times];
  }
  return best;
}

/** Turns in a row that were right: the newest such row, and the longest. */
export function streaksOf(turns: readonly Turn[]): { readonly now: number; readonly longest: number } {
  let [now, longest] = [0, 0];
  for (const { asked, named } of turns) {
    now = asked === named ? now + 1 : 0;
    longest = Math.max(longest, now);
  }
  return { now, longest };
}

/** How many turns were right, and what was taken for what, the most frequent first. */
export function resultOf(turns: readonly Turn[]): { readonly right: number; readonly confused: readonly Confusion[] } {
  const wrong = turns.filter(({ asked, named }) => asked !== named);
  const counted = new Map<string, Confusion>();
  for (const turn of wrong) {
    const key = `${turn.asked} ${turn.named}`;
    counted.set(key, { ...turn, times: (counted.get(key)?.times ?? 0) + 1 });
  }
  const confused = [...counted.values()].sort((a, b) => b.times - a.times);
  return { right: turns.length - wrong.length, confused };
}

function shuffled(gestures: readonly Gesture[], random: () => number): Gesture[] {
  const drawn = [...gestures];
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other] as Gesture, drawn[last] as Gesture];
  }
  return drawn;
}
