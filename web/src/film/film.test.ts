/** The film: gestures are held, their points lie in the frame, and it begins anew after its end. */

import { expect, test } from "vitest";
import { momentAt } from "./film";
import track from "./track.json";

/** Every moment of one turn, by what it says of how long it lasts. */
function turn(): { readonly at: number; readonly frame: number; readonly gesture: string | null }[] {
  const moments = [];
  let at = 0;
  for (let i = 0; i < track.frames.length; i++) {
    const { frame, gesture, lasts } = momentAt(at);
    moments.push({ at, frame, gesture });
    at += lasts;
  }
  return moments;
}

test("each frame is shown once a turn, in its order, and six gestures are held", () => {
  expect(turn().map(({ frame }) => frame)).toEqual(track.frames.map((_, i) => i));
  const held = turn().flatMap(({ gesture }) => gesture ?? []);
  expect(held).toEqual(["open_palm", "peace", "okay", "fist", "thumbs_up", "l"]);
});

test("after its end it begins anew", () => {
  const last = turn().at(-1);
  const end = (last?.at ?? 0) + momentAt(last?.at ?? 0).lasts;
  expect([momentAt(end).frame, momentAt(end).gesture]).toEqual([0, "open_palm"]);
});

test("21 points of the hand lie in the frame", () => {
  for (const { at } of turn()) {
    const { points } = momentAt(at);
    expect(points).toHaveLength(63);
    for (let i = 0; i < 63; i += 3) {
      expect(points[i]).toBeGreaterThan(0);
      expect(points[i]).toBeLessThan(track.width);
      expect(points[i + 1]).toBeGreaterThan(0);
      expect(points[i + 1]).toBeLessThan(track.height);
    }
  }
});
