/** Following hands: networks that answer by a script, frame after frame. */

import { beforeEach, expect, test } from "vitest";
import type { Square } from "../../shared/messages";
import { type Eyes, Follower, type Seen } from "./follow";

const FRAME = 33;
const MIDDLE = 320;
const square = (cx: number, cy = 100, size = 100): Square => ({ cx, cy, size, ux: 0, uy: -1 });

/** A scene with hands in places: the finder sees those that it is said to, the backbone those that it is shown. */
class Scene implements Eyes {
  /** Where hands are, and how surely they are some. */
  hands: { at: Square; presence: number }[] = [];
  finds = 0;
  /** How often a search was gone on with. */
  parts = 0;
  /** Of each search, whether it had colours; and in which of them the finder sees palms: null, in both. */
  colours: boolean[] = [];
  isSeenWithColours: boolean | null = null;
  looks: number[][] = [];
  /** How far from the hand the finder's squares are. */
  findsBeside = 0;

  /** Whether the finder sees what is there. */
  isSeen = true;

  middle(): Square {
    return square(MIDDLE);
  }

  beginToFind(hasColours: boolean): void {
    this.finds++;
    this.colours.push(hasColours);
  }

  goOnFinding(): void {
    this.parts++;
  }

  found(): Square[] {
    const colours = this.colours.at(-1);
    if (!this.isSeen || colours !== (this.isSeenWithColours ?? colours)) return [];
    return this.hands.map(({ at }) => ({ ...at, cx: at.cx + this.findsBeside }));
  }

  look(squares: readonly Square[]): Seen[] {
    this.looks.push(squares.map(({ cx }) => cx));
    return squares.map((each) => {
      const near = this.hands.find(({ at }) => Math.hypot(at.cx - each.cx, at.cy - each.cy) < 60);
      const seen = { left: 0, points: new Float32Array(63), embedding: new Float32Array(1), square: each };
      return { ...seen, presence: near?.presence ?? 0.02, next: near?.at ?? each } as unknown as Seen;
    });
  }
}

let scene: Scene;
let follower: Follower;
let now: number;
beforeEach(() => {
  scene = new Scene();
  follower = new Follower();
  now = 1_000;
});

/** The hands of the next frame: id and place. */
function step(ms = FRAME): [id: number, cx: number][] {
  now += ms;
  return follower.step(scene, now, 0.5).map(({ id, square: { cx } }) => [id, cx]);
}

/** Those of the frame with which the search that is due, or under way, ends. */
function search(): [id: number, cx: number][] {
  let hands = step(100);
  while (follower.isSearching) hands = step();
  return hands;
}

test("an empty room is looked at ten times a second, with the backbone only where a large hand would be", () => {
  for (let i = 0; i < 30; i++) expect(step()).toEqual([]);
  expect(scene.finds).toBe(10); // each third frame of 33 ms
  expect(scene.looks).toEqual(Array(10).fill([MIDDLE])); // in the frame before the next search
});

test("a search is spread over frames: one for each half of the finder's work, one for the middle", () => {
  step();
  expect([scene.finds, scene.parts, scene.looks, follower.isSearching]).toEqual([1, 1, [], true]);
  step();
  expect([scene.finds, scene.parts, scene.looks, follower.isSearching]).toEqual([1, 1, [], true]);
  step();
  expect([scene.finds, scene.parts, scene.looks, follower.isSearching]).toEqual([1, 1, [[MIDDLE]], false]);
});

test("while a hand is followed a search is spread over three frames, since each has the hand to look at", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  scene.parts = 0;
  const parts = [1600, FRAME, FRAME].map((ms) => {
    step(ms);
    return [scene.parts, follower.isSearching];
  });
  expect(parts).toEqual([
    [0, true],
    [2, true],
    [2, false],
  ]);
});

test("a hand that is lost while another one is looked for is looked for anew", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  step(1600);
  expect(follower.isSearching).toBe(true);
  scene.hands = [{ at: square(500), presence: 0.9 }];
  scene.finds = 0;
  expect([step(), step()]).toEqual([[], [[2, 500]]]);
  expect(scene.finds).toBe(1);
});

test("a hand that fills the picture is found although the finder sees none", () => {
  scene.isSeen = false;
  scene.hands = [{ at: square(MIDDLE + 30), presence: 0.9 }];
  search();
  expect(scene.looks).toEqual([[MIDDLE], [MIDDLE + 30]]);
  step();
  expect(step()).toEqual([[1, MIDDLE + 30]]);
});

test("nothing is looked for in the middle while a hand is followed, nor where the finder sees a palm", () => {
  scene.hands = [{ at: square(100), presence: 0.9 }];
  for (let i = 0; i < 60; i++) step();
  expect(scene.finds).toBeGreaterThan(1);
  scene.hands = [{ at: square(100), presence: 0.1 }];
  step();
  expect(scene.looks.flat()).not.toContain(MIDDLE);
});

test("a new hand is looked at twice: where the finder says, then where its points say", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  scene.findsBeside = 20;
  expect(search()).toEqual([[1, 200]]);
  expect(scene.looks).toEqual([[220], [200]]);
});

test("what the finder takes for a hand and the backbone does not is none", () => {
  scene.hands = [{ at: square(200), presence: 0.2 }];
  for (let i = 0; i < 10; i++) expect(step()).toEqual([]);
  expect(scene.looks.slice(0, 3)).toEqual([[200], [MIDDLE], [200]]); // never a second look at it
});

test("what is less surely a hand than the manifest asks for begins none, but a hand that is followed stays one", () => {
  scene.hands = [{ at: square(200), presence: 0.4 }];
  for (let i = 0; i < 10; i++) expect(step()).toEqual([]);
  scene.hands = [{ at: square(200), presence: 0.5 }];
  search();
  scene.hands = [{ at: square(200), presence: 0.3 }];
  for (let i = 0; i < 10; i++) expect(step()).toEqual([[1, 200]]);
  scene.hands = [{ at: square(200), presence: 0.2 }];
  expect(step()).toEqual([]);
});

test.each([0, 1, 2, 3])(
  "a lost hand is looked for first as it was found, after %s searches for another",
  (searches) => {
    for (const isSeenWithColours of [true, false]) {
      follower.reset();
      scene.isSeenWithColours = isSeenWithColours;
      scene.hands = [{ at: square(200), presence: 0.9 }];
      search();
      search();
      for (let i = 0; i < searches; i++) {
        step(1600);
        while (follower.isSearching) step();
      }
      scene.colours = [];
      scene.hands = [{ at: square(500), presence: 0.9 }];
      expect(search()).toHaveLength(1);
      expect(scene.colours).toEqual([isSeenWithColours]);
    }
  },
);

test("a hand is followed by its own points, one look a frame, and keeps its number", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  scene.looks = [];
  for (let i = 1; i <= 20; i++) {
    scene.hands = [{ at: square(200 + 10 * i), presence: 0.9 }];
    expect(step()).toEqual([[1, 200 + 10 * (i - 1)]]); // where the last frame's points were
  }
  expect(scene.looks).toHaveLength(20); // searches for a second hand found none
});

test("a hand that jumps is found in the frame after the one in which it is lost, as another one", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  for (let i = 0; i < 5; i++) step();
  scene.hands = [{ at: square(500), presence: 0.9 }];
  expect([step(), step()]).toEqual([[], [[2, 500]]]);
});

test("a hand that is lost at once after it was found is looked for at once", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  scene.hands = [{ at: square(500), presence: 0.9 }];
  expect([step(), step()]).toEqual([[], [[2, 500]]]);
});

test("a hand that jumps in every other frame makes no more than ten looks at the whole frame in a second", () => {
  for (let second = 0; second < 5; second++) {
    scene.finds = 0;
    for (let i = 0; i < 30; i++) {
      scene.hands = [{ at: square(i % 4 < 2 ? 200 : 500), presence: 0.9 }];
      step();
    }
    expect(scene.finds).toBeGreaterThan(5);
    expect(scene.finds).toBeLessThanOrEqual(10);
  }
});

test("beside a hand that came a second one is looked for twice soon, then every one and a half, and comes behind it", () => {
  const [first, second] = [square(200), square(500)];
  scene.hands = [{ at: first, presence: 0.7 }];
  search();
  const begun = Array.from({ length: 100 }, () => {
    step();
    return scene.finds;
  });
  expect([begun.indexOf(2), begun.indexOf(3), begun.indexOf(4)]).toEqual([4, 10, 56]);
  scene.hands = [
    { at: second, presence: 0.9 },
    { at: first, presence: 0.7 },
  ];
  for (let i = 0; i < 46; i++) step();
  expect(step()).toEqual([
    [1, 200],
    [2, 500],
  ]);
  const looked = scene.finds;
  for (let i = 0; i < 100; i++) step();
  expect(scene.finds).toBe(looked); // two are all that are followed
});

test("a second hand that the search with colours missed is found a fifth of a second later", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  scene.hands.push({ at: square(500), presence: 0.9 });
  expect(Array.from({ length: 8 }, () => step().length)).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
});

test("the followed hand is not found again as a second one", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  for (let i = 0; i < 100; i++) expect(step()).toHaveLength(1);
  expect(scene.finds).toBe(4);
  expect(scene.looks.every((looks) => looks.length === 1)).toBe(true);
});

test("what only the backbone takes for a hand, in the middle, is one once it was one in three frames", () => {
  scene.isSeen = false;
  scene.hands = [{ at: square(MIDDLE), presence: 0.9 }];
  expect([step(), step(), step(), step(), step()]).toEqual([[], [], [], [], [[1, MIDDLE]]]);
  scene.hands = [];
  step();
  scene.hands = [{ at: square(MIDDLE), presence: 0.9 }];
  search();
  scene.hands = []; // a flicker
  for (let i = 0; i < 10; i++) expect(step()).toEqual([]);
});

test("a hand that the finder sees takes the place of one that it does not", () => {
  scene.isSeen = false;
  scene.hands = [{ at: square(MIDDLE), presence: 0.9 }];
  for (let i = 0; i < 20; i++) step();
  scene.hands.push({ at: square(100), presence: 0.9 });
  expect(step()).toEqual([[1, MIDDLE]]);
  scene.found = () => [square(100)];
  const seen = Array.from({ length: 8 }, () => step());
  expect(seen.at(-1)).toEqual([[2, 100]]);
});

test("a hand in the middle that the finder sees later is the same hand, and as sure as any", () => {
  scene.isSeen = false;
  scene.hands = [{ at: square(MIDDLE), presence: 0.9 }];
  for (let i = 0; i < 20; i++) step();
  scene.isSeen = true;
  for (let i = 0; i < 20; i++) expect(step()).toEqual([[1, MIDDLE]]);
  scene.hands.push({ at: square(100), presence: 0.9 });
  for (let i = 0; i < 46; i++) step();
  expect(step()).toEqual([
    [1, MIDDLE],
    [2, 100],
  ]);
});

test("of two hands both are found at once, and of five two", () => {
  scene.hands = [1, 2, 3, 4, 5].map((i) => ({ at: square(200 * i), presence: 0.9 }));
  scene.found = () => [square(200), square(400)]; // the finder gives no more than two
  expect(search()).toEqual([
    [1, 200],
    [2, 400],
  ]);
});

test("two that become one are one: the surer stays", () => {
  scene.hands = [
    { at: square(200), presence: 0.7 },
    { at: square(400), presence: 0.9 },
  ];
  expect(search()).toHaveLength(2);
  const moved = new Map([
    [200, 300],
    [400, 320],
  ]);
  scene.look = (squares) =>
    squares.map((each) => {
      const at = square(moved.get(each.cx) ?? each.cx);
      return { presence: each.cx === 200 ? 0.7 : 0.9, square: each, next: at } as unknown as Seen;
    });
  expect(step()).toHaveLength(2); // they only go there
  scene.look = (squares) =>
    squares.map((each) => ({ presence: each.cx === 300 ? 0.7 : 0.9, square: each, next: each }) as unknown as Seen);
  expect(step()).toEqual([[2, 320]]);
});

test("two of which one has gone: the other keeps its number, and is the first", () => {
  scene.hands = [
    { at: square(200), presence: 0.9 },
    { at: square(400), presence: 0.9 },
  ];
  search();
  scene.hands = scene.hands.slice(1);
  expect(step()).toEqual([[2, 400]]);
});

test("a hand whose points leave no square is lost", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  scene.look = (squares) => squares.map((each) => ({ presence: 0.9, square: each, next: null }) as unknown as Seen);
  expect(step()).toEqual([[1, 200]]);
  scene.hands = [];
  expect(step()).toEqual([]);
});

test("after a reset the next frame is looked at as the first", () => {
  scene.hands = [{ at: square(200), presence: 0.9 }];
  search();
  follower.reset();
  expect(search()).toEqual([[2, 200]]);
  expect(scene.finds).toBe(2);
});
