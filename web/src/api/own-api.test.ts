/** The calls about what is one's own, to a real server: what is asked for, and what is read from the answers. */

import { expect, test } from "vitest";
import { serving } from "../testing/contract-examples";
import { OwnApi } from "./own-api";

type Answer = { status: number; reply: unknown };

/** Makes a call to a server that answers so; gives what it asked for and got. */
async function ask(answer: Answer | ((path: string) => Answer), call: (api: OwnApi) => Promise<unknown>) {
  return serving(
    ({ path }) => (typeof answer === "function" ? answer(path) : answer),
    async (origin, received) => {
      const got = await call(new OwnApi(origin)).catch((error: unknown) => error);
      const asked = received.map(({ method, path, body }) => [method, path, body.toString("utf8")].join(" ").trim());
      return { asked, got };
    },
  );
}

const nothing: Answer = { status: 204, reply: null };
const sample = {
  sample_id: "a",
  captured_at: "2026-11-22T17:05:32.123Z",
  predicted: "fist",
  label: null,
  network_input: { kind: "silhouette", width: 64, height: 64 },
  frame_image: null,
};

test.each([
  ["DELETE /api/samples/a", (api: OwnApi) => api.deleteSample("a")],
  ['PUT /api/account/password {"current":"x","new":"y"}', (api: OwnApi) => api.changePassword("x", "y")],
  ['DELETE /api/account {"password":"x"}', (api: OwnApi) => api.deleteAccount("x")],
  ["DELETE /api/sessions", (api: OwnApi) => api.logOutOthers()],
  ["DELETE /api/sessions/b", (api: OwnApi) => api.logOutBrowser("b")],
  ["DELETE /api/tokens/c", (api: OwnApi) => api.revokeToken("c")],
])("asks for %s", async (expected, call) => {
  expect(await ask(nothing, call)).toEqual({ asked: [expected], got: undefined });
});

test("reads a page of samples, and where the next one begins", async () => {
  const labelled = {
    ...sample,
    sample_id: "b",
    label: "okay",
    network_input: { kind: "points", width: 64, height: 1 },
  };
  const { asked, got } = await ask(
    { status: 200, reply: { samples: [sample, { ...labelled, frame_image: { width: 2, height: 2 } }], next: "7.f" } },
    (api) => api.samples("9.e", 24),
  );
  expect(asked).toEqual(["GET /api/samples?limit=24&after=9.e"]);
  const { captured_at: capturedAt } = sample;
  expect(got).toEqual({
    samples: [
      { sampleId: "a", capturedAt, predicted: "fist", label: null, kind: "silhouette", hasPhoto: false },
      { sampleId: "b", capturedAt, predicted: "fist", label: "okay", kind: "points", hasPhoto: true },
    ],
    next: "7.f",
  });
});

test("counts page by page, and no further than is needed", async () => {
  const page = (path: string): Answer => {
    const next = path.includes("after=2") ? null : path.includes("after=1") ? "2" : "1";
    return { status: 200, reply: { samples: [sample, sample], next } };
  };
  expect((await ask(page, (api) => api.count(100))).got).toBe(6);
  const { asked, got } = await ask(page, (api) => api.count(3));
  expect([got, asked.length]).toEqual([4, 2]);
});

test("reads browsers and tokens; one may say nothing of itself", async () => {
  const seen = { id: "a", device: "", last_seen_at: "2026-11-22T17:05:32Z" };
  const read = { id: "a", device: "", lastSeenAt: seen.last_seen_at };
  const browsers = await ask({ status: 200, reply: { sessions: [{ ...seen, current: true }] } }, (api) =>
    api.browsers(),
  );
  expect(browsers.got).toEqual([{ ...read, current: true }]);
  const tokens = await ask({ status: 200, reply: { tokens: [seen] } }, (api) => api.tokens());
  expect(tokens.got).toEqual([{ ...read, current: false }]);
});

test("says how many were deleted, and what the server has against it", async () => {
  expect(await ask({ status: 200, reply: { deleted: 3 } }, (api) => api.deleteAllSamples())).toEqual({
    asked: ['DELETE /api/samples {"all":true}'],
    got: 3,
  });
  const refused = await ask({ status: 403, reply: { detail: "The password is wrong." } }, (api) =>
    api.deleteAccount("x"),
  );
  expect(refused.got).toMatchObject({ status: 403, message: "The password is wrong." });
});
