/** Shapes: replies that fit are read, anything missing or unknown stops with its path. */

import { expect, test } from "vitest";
import { count, fields, keyed, listOf, orNull, share, words } from "./shape";

const parse = fields({ perGesture: listOf(fields({ gesture: words, rate: orNull(share) })), byName: keyed(count) });
const GOOD = { per_gesture: [{ gesture: "fist", rate: null }], by_name: { L: 2 } };

test("names are the page's own", () => {
  expect(parse(GOOD, "reply")).toEqual({ perGesture: [{ gesture: "fist", rate: null }], byName: { L: 2 } });
});

test.each([
  ["reply.by_name", { per_gesture: [] }],
  ["reply.more", { ...GOOD, more: 1 }],
  ["reply.per_gesture[0].rate", { ...GOOD, per_gesture: [{ gesture: "fist" }] }],
  ["reply.per_gesture[0].rate", { ...GOOD, per_gesture: [{ gesture: "fist", rate: 1.1 }] }],
  ["reply.by_name.L", { ...GOOD, by_name: { L: 0.5 } }],
])("stops at %s", (path, reply) => {
  expect(() => parse(reply, "reply")).toThrow(`${path} must be`);
});
