/** The export: parts follow one another by their Link headers, and a broken one is told. */

// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import type { Client } from "../api/client";
import { exportAll, nextOf } from "./export";

let saved: string[];
beforeEach(() => {
  saved = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  vi.stubGlobal("URL", { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined });
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  };
});

type Server = Pick<Client, "send">;

/** A server with so many parts of 3 bytes. */
function parts(count: number): Server & { readonly asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const send = async (_: string, __: string, { query }: { query: { after?: string } }): Promise<Response> => {
    asked.push(query.after);
    const link = `</api/samples.zip?after=${asked.length}>; rel="next"`;
    return new Response("zip", { headers: asked.length < count ? { Link: link } : {} });
  };
  return { asked, send: send as unknown as Client["send"] };
}

test("one part is one file", async () => {
  const read: number[] = [];
  expect(await exportAll(parts(1), (bytes) => read.push(bytes))).toBe(1);
  expect([saved, read.at(-1)]).toEqual([["my-gestures.zip"], 3]);
});

test("more parts are numbered files, and the bytes add up", async () => {
  const server = parts(3);
  const read: number[] = [];
  expect(await exportAll(server, (bytes) => read.push(bytes))).toBe(3);
  expect(server.asked).toEqual([undefined, "1", "2"]);
  expect([saved, read.at(-1)]).toEqual([["my-gestures-1.zip", "my-gestures-2.zip", "my-gestures-3.zip"], 9]);
});

test("a connection that breaks in the middle saves nothing half", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("gone")) });
  const server: Server = { send: async () => new Response(broken) };
  await expect(exportAll(server, () => undefined)).rejects.toMatchObject({ status: 0 });
  expect(saved).toEqual([]);
});

test.each([
  ['</api/samples.zip?after=1.ab>; rel="next"', "1.ab"],
  ['<https://elsewhere.example/api/samples.zip>; rel="next"', null],
  ['</api/samples.zip>; rel="prev"', null],
  [null, null],
])("Link %s leads to %s", (link, after) => {
  expect(nextOf(link)).toBe(after);
});
