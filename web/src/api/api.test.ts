/** The API's client against the contract's examples, served by a real server: right requests, replies understood. */

import { describe, expect, test } from "vitest";
import { type Example, exampleNames, type Received, readExample, serving } from "../testing/contract-examples";
import { Api, ApiError, type ModelReport } from "./api";
import type { Sample, SampleWithImages } from "./batch";
import type { Body } from "./client";

type Call = (api: Api, example: Example) => Promise<unknown>;

/** Plays an example to a call; gives what the call gave or threw, and the request that it made. */
async function play(example: Example, call: Call): Promise<{ got: unknown; sent: Received }> {
  return serving(
    () => example,
    async (origin, received) => {
      const got = await call(new Api(origin), example).catch((error: unknown) => error);
      expect(received).toHaveLength(1);
      return { got, sent: received[0] as Received };
    },
  );
}

function pictures({ batch }: Example["request"]): SampleWithImages[] {
  return (batch?.samples ?? []).map((sample, i) => {
    const { fill, bytes } = batch?.pictures[i] ?? { fill: 0, bytes: 0 };
    return { sample: sample as unknown as Sample, networkInput: new Uint8Array(bytes).fill(fill), frameImage: null };
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
  "session-register": (api) => api.logIn("Ada", "correct horse battery", true, "register"),
  "session-log-in": (api) => api.logIn("Ada", "correct horse battery", false, "log_in"),
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
};
/** Requests that this page never makes: the server's own tests play them. */
const NOT_OURS = ["consent-unknown-level", "cross-site", "samples-unreadable"];
/** Read as they come; the stats page's own tests show them. */
const STATS = exampleNames.filter((name) => name.startsWith("stats"));

function report(api: Api, body: unknown): Promise<unknown> {
  return api.reportModel(body as ModelReport);
}

function logInAs(api: Api, body: unknown): Promise<unknown> {
  const { name, password, remember, intent } = body as Required<Body<"post", "/api/session">>;
  return api.logIn(name, password, remember, intent);
}

test("every example is played or known to be another sender's", () => {
  expect([...Object.keys(CALLS), ...NOT_OURS, ...STATS].sort()).toEqual([...exampleNames].sort());
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
      expect(got).toEqual(answerOf(example.reply));
    }
  });
});

/** What the page takes of a reply: a list of results without the object around it, 204 as nothing. */
function answerOf(reply: unknown): unknown {
  return reply === null ? undefined : ((reply as { results?: unknown }).results ?? reply);
}
