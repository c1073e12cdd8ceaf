/** The API's client against the contract's examples, served by a real server: right requests, replies understood. */

import { describe, expect, test, vi } from "vitest";
import { type Again, StatsApi } from "../shared/stats/api";
import { type Example, exampleNames, type Received, readExample, serving } from "../testing/contract-examples";
import { Api, ApiError, type ModelReport } from "./api";
import type { Sample, SampleWithPicture } from "./batch";

type Call = (api: Api, example: Example, stats: StatsApi) => Promise<unknown>;

/** Plays an example to a call; gives what the call gave or threw, and the request that it made. */
async function play(example: Example, call: Call): Promise<{ got: unknown; sent: Received }> {
  return serving(
    () => example,
    async (origin, received) => {
      const got = await call(new Api(origin), example, new StatsApi(origin)).catch((error: unknown) => error);
      expect(received).toHaveLength(1);
      return { got, sent: received[0] as Received };
    },
  );
}

function pictures({ batch }: Example["request"]): SampleWithPicture[] {
  return (batch?.samples ?? []).map((sample, i) => {
    const { fill, bytes } = batch?.pictures[i] ?? { fill: 0, bytes: 0 };
    return { sample: sample as unknown as Sample, picture: new Uint8Array(bytes).fill(fill), photo: null };
  });
}

/** A batch taken apart by hand, from the description of the wire format. */
function takeApart(body: Buffer): { magic: string; header: unknown; pictures: Buffer } {
  const length = body.readUInt32LE(4);
  const header: unknown = JSON.parse(body.subarray(8, 8 + length).toString("utf8"));
  return { magic: body.subarray(0, 4).toString("latin1"), header, pictures: body.subarray(8 + length) };
}

/** The call of the page for each example that the page can cause; those of other senders are named below. */
const CALLS: Readonly<Record<string, Call>> = {
  "session-register": (api) => api.logIn("Ada", "correct horse battery", true),
  "session-log-in": (api) => api.logIn("Ada", "correct horse battery", false),
  "session-wrong-password": (api, { request }) => logInAs(api, request.body),
  "session-short-password": (api, { request }) => logInAs(api, request.body),
  "session-who": (api) => api.session(),
  "session-nobody": (api) => api.session(),
  "session-log-out": (api) => api.logOut(),
  consent: (api) => api.setConsent("shapes"),
  "samples-stored": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "samples-sent-twice": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "samples-points": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "samples-refused": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "samples-nobody": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "samples-of-another": (api, { request }) => api.sendSamples("Grace Ä", pictures(request)),
  "samples-without-consent": (api, { request }) => api.sendSamples("Ada", pictures(request)),
  "model-current": (api) => api.currentModels(),
  "model-report": (api, { request }) => report(api, request.body),
  "model-report-not-slower": (api, { request }) => report(api, request.body),
  stats: (_, __, stats) => first(stats.overview("")),
  "stats-nobody": (_, __, stats) => first(stats.overview("")),
  "stats-models": (_, { request }, stats) => first(stats.models(queryIn(request.path))),
  "stats-activity": (_, { request }, stats) => first(stats.activity(queryIn(request.path))),
  "stats-quality": (_, { request }, stats) => first(stats.quality(queryIn(request.path))),
  "stats-speed": (_, { request }, stats) => first(stats.speed(queryIn(request.path))),
  "stats-shadow": (_, { request }, stats) => first(stats.shadow(queryIn(request.path))),
  "stats-decisions": (_, __, stats) => first(stats.decisions()),
  "stats-mistakes-not-administrator": (_, { request }, stats) => first(stats.mistakes(queryIn(request.path))),
};
/** Requests that this page never makes: the server's own tests play them. */
const NOT_OURS = ["consent-unknown-level", "cross-site", "samples-unreadable", "stats-bad-day"];

function queryIn(path: string): string {
  return path.includes("?") ? path.slice(path.indexOf("?")) : "";
}

function report(api: Api, body: unknown): Promise<unknown> {
  const {
    model_id: modelId,
    page,
    ...rest
  } = body as { model_id: string; page: string } & Omit<ModelReport, "modelId">;
  return api.reportModel(page, { modelId, ...rest });
}

function logInAs(api: Api, body: unknown): Promise<unknown> {
  const { name, password, remember } = body as { name: string; password: string; remember: boolean };
  return api.logIn(name, password, remember);
}

/** What it says the first time, when nothing is known yet. */
async function first<T>(again: Again<T>): Promise<T | undefined> {
  return (await again(null))?.value;
}

test("every example is played or known to be another sender's", () => {
  expect([...Object.keys(CALLS), ...NOT_OURS].sort()).toEqual([...exampleNames].sort());
});

describe.each(Object.keys(CALLS))("%s", (name) => {
  const example = readExample(name);
  const call = CALLS[name] as (typeof CALLS)[string];

  test("is the request that the page makes", async () => {
    const { sent } = await play(example, call);
    expect([sent.method, sent.path]).toEqual([example.request.method, example.request.path]);
    for (const [header, value] of Object.entries(example.request.headers ?? {})) {
      expect(sent.headers[header.toLowerCase()]).toBe(value);
    }
    if (example.request.body !== undefined) {
      expect(JSON.parse(sent.body.toString("utf8"))).toEqual(example.request.body);
    } else if (example.request.batch !== undefined) {
      const batch = takeApart(sent.body);
      expect([batch.magic, batch.header]).toEqual(["GSB1", { samples: example.request.batch.samples }]);
      const expected = example.request.batch.pictures.map(({ fill, bytes }) => Buffer.alloc(bytes, fill));
      expect(batch.pictures.equals(Buffer.concat(expected))).toBe(true);
    } else {
      expect(sent.body).toHaveLength(0);
    }
  });

  test("has a reply that the page understands", async () => {
    const { got } = await play(example, call);
    if (name === "session-nobody") {
      expect(got).toBeNull();
    } else if (example.status >= 400) {
      expect(got).toBeInstanceOf(ApiError);
      expect(got).toMatchObject({ status: example.status, message: (example.reply as { detail: string }).detail });
    } else {
      expect(got).toEqual(inPageWords(example.reply));
    }
  });
});

/** The reply as the page names it: camelCase keys, a missing reason as null, 204 as nothing. */
function inPageWords(reply: unknown): unknown {
  if (reply === null) return undefined;
  const words = camel(reply) as Record<string, unknown>;
  if (!Array.isArray(words.results)) return words;
  return words.results.map((result: object) => ({ reason: null, ...result }));
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== "object" || value === null) return value;
  const key = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [key(name), camel(each)]));
}

describe("a call that fails", () => {
  test("says so when nobody answers", async () => {
    const origin = await serving(
      () => ({ status: 200, reply: {} }),
      async (gone) => gone,
    );
    await expect(new Api(origin).currentModels()).rejects.toMatchObject({ status: 0 });
  });

  test("passes on how long to wait", async () => {
    const busy = { status: 503, reply: { detail: "Come back soon." }, headers: { "Retry-After": "7" } };
    const error = await serving(
      () => busy,
      (origin) => new Api(origin).currentModels().catch((each: unknown) => each),
    );
    expect(error).toMatchObject({ status: 503, retryAfter: 7, message: "Come back soon." });
  });

  test.each([
    ["Sun, 22 Nov 2026 17:00:30 GMT", 30],
    ["Sun, 22 Nov 2026 16:59:00 GMT", null], // it is over
    ["86400", 3_600],
    ["soon", null],
  ])("told to come back at %s waits %s seconds", async (header, seconds) => {
    vi.spyOn(Date, "now").mockReturnValue(Date.parse("2026-11-22T17:00:00Z"));
    const busy = { status: 503, reply: {}, headers: { "Retry-After": header } };
    const error = await serving(
      () => busy,
      (origin) => new Api(origin).presence().catch((each: unknown) => each),
    );
    vi.restoreAllMocks();
    expect((error as ApiError).retryAfter).toBe(seconds);
  });

  test("is a reply of another shape", async () => {
    const error = await serving(
      () => ({ status: 200, reply: { hand: { id: 7 } } }),
      (origin) => new Api(origin).currentModels().catch((each: unknown) => each),
    );
    expect(error).toMatchObject({ status: 502 });
    expect((error as ApiError).message).toContain("reply.hand.id");
  });
});

describe("figures that are asked for again", () => {
  test("are read where they changed, and otherwise not", async () => {
    const example = readExample("stats");
    const answers = [
      { ...example, headers: { ETag: '"1"' } },
      { status: 304, reply: null },
    ];
    const marks = await serving(
      () => answers.shift() as Example,
      async (origin, received) => {
        const again = new StatsApi(origin).overview("?label_source=prompted");
        const marked = await again(null);
        expect(await again(marked?.etag ?? null)).toBeNull();
        expect(received.map(({ path }) => path)).toEqual([
          "/api/stats?label_source=prompted",
          "/api/stats?label_source=prompted",
        ]);
        return received.map(({ headers }) => headers["if-none-match"]);
      },
    );
    expect(marks).toEqual([undefined, '"1"']);
  });
});
