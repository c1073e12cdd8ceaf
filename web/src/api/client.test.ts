/** Requests by the document's paths, to a real server: what is asked for, and what a call that fails says. */

import { afterEach, describe, expect, test, vi } from "vitest";
import { serving } from "../testing/contract-examples";
import { type ApiError, Client } from "./client";

afterEach(() => vi.unstubAllGlobals());

type Answer = { status: number; reply: unknown; headers?: Record<string, string> };

/** Makes a call to a server that answers so; gives what it asked for and got. */
async function ask(answer: Answer, call: (client: Client) => Promise<unknown>) {
  return serving(
    () => answer,
    async (origin, received) => {
      const got = await call(new Client(origin)).catch((error: unknown) => error);
      const asked = received.map(({ method, path, headers, body }) =>
        [method, path, headers["content-type"], body.toString("utf8")].join(" ").trim(),
      );
      return { asked, got };
    },
  );
}

const nothing: Answer = { status: 204, reply: null };

test("parameters go where the document has them", async () => {
  const page = { samples: [], next: null };
  const { asked, got } = await ask({ status: 200, reply: page }, (client) =>
    client.json("get", "/api/samples", { query: { limit: 24, after: "9.e&" } }),
  );
  expect([asked, got]).toEqual([["GET /api/samples?limit=24&after=9.e%26"], page]);
  const one = await ask(nothing, (client) => client.send("delete", "/api/samples/{id}", { path: { id: "a/b" } }));
  expect(one.asked).toEqual(["DELETE /api/samples/a%2Fb"]);
});

test("a token speaks for a person where no cookie may", async () => {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    asked.push(init);
    return new Response(null, { status: 204 });
  });
  await new Client("https://gesture.example", "secret").send("delete", "/api/tokens");
  await new Client().send("delete", "/api/tokens");
  expect(asked.map(({ credentials, headers }) => [credentials, headers])).toEqual([
    ["omit", { Authorization: "Bearer secret" }],
    ["same-origin", {}],
  ]);
});

test("a body is JSON, or of its Blob's own type", async () => {
  const json = await ask(nothing, (client) => client.send("delete", "/api/account", { body: { password: "x" } }));
  expect(json.asked).toEqual(['DELETE /api/account application/json {"password":"x"}']);
  const blob = await ask({ status: 200, reply: { results: [] } }, (client) =>
    client.json("post", "/api/samples", { body: new Blob(["GSB1"], { type: "application/vnd.gesture-samples" }) }),
  );
  expect(blob.asked).toEqual(["POST /api/samples application/vnd.gesture-samples GSB1"]);
});

test("headers come with the figures where they are asked for", async () => {
  const { got } = await ask({ status: 200, reply: { online: 3 }, headers: { ETag: '"1"' } }, async (client) => {
    const { value, headers } = await client.withHeaders("get", "/api/presence");
    return [value, headers.get("ETag")];
  });
  expect(got).toEqual([{ online: 3 }, '"1"']);
});

describe("a call that fails", () => {
  const presence = (client: Client): Promise<unknown> => client.json("get", "/api/presence");

  test("says so when nobody answers", async () => {
    const origin = await serving(
      () => nothing,
      async (gone) => gone,
    );
    await expect(presence(new Client(origin))).rejects.toMatchObject({ status: 0 });
  });

  test("passes on what the server says, and how long to wait", async () => {
    const busy = { status: 503, reply: { detail: "Come back soon." }, headers: { "Retry-After": "7" } };
    const { got } = await ask(busy, presence);
    expect(got).toMatchObject({ status: 503, retryAfter: 7, message: "Come back soon." });
  });

  test.each([
    ["Sun, 22 Nov 2026 17:00:30 GMT", 30],
    ["Sun, 22 Nov 2026 16:59:00 GMT", null], // it is over
    ["86400", 3_600],
    ["soon", null],
  ])("told to come back at %s waits %s seconds", async (header, seconds) => {
    vi.spyOn(Date, "now").mockReturnValue(Date.parse("2026-11-22T17:00:00Z"));
    const { got } = await ask({ status: 503, reply: {}, headers: { "Retry-After": header } }, presence);
    vi.restoreAllMocks();
    expect((got as ApiError).retryAfter).toBe(seconds);
  });

  test("is an answer that is no JSON, such as a hotel's page to log in", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>"));
    await expect(presence(new Client())).rejects.toMatchObject({ status: 502 });
  });
});
