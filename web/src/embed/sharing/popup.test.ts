// @vitest-environment jsdom
/** Messages of windows in; what a person allows, or why nothing is, out. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Allowed, ANSWER, ASK, READY } from "../../shared/share-messages";
import { askPerson } from "./popup";
import { SHARING } from "./words";

const SERVER = "https://gesture.example/below/";
const ORIGIN = "https://gesture.example";
const ALLOWED: Allowed = { token: "secret", level: "shapes", until: "2026-11-29T10:00:00Z" };
let opened: { closed: boolean; close: () => void; postMessage: ReturnType<typeof vi.fn> };

beforeEach(() => {
  vi.useFakeTimers();
  opened = { closed: false, close: vi.fn(), postMessage: vi.fn() };
  vi.spyOn(window, "open").mockImplementation(() => opened as unknown as Window);
  vi.stubGlobal("fetch", async () => new Response("{}"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What a window says. */
function say(data: unknown, origin = ORIGIN, source: unknown = opened): void {
  const event = new MessageEvent("message", { data, origin });
  Object.defineProperty(event, "source", { value: source });
  window.dispatchEvent(event);
}

/** The chance by which the page knows its answer, once the window is there. */
function stateOfAsk(): string {
  say({ kind: READY });
  const [ask, to] = opened.postMessage.mock.calls[0] as [{ kind: string; state: string }, string];
  expect([ask.kind, to]).toEqual([ASK, ORIGIN]);
  return ask.state;
}

test("gives what the window of the server answers to this very question, and nothing that others say", async () => {
  const given = vi.fn();
  const asked = askPerson(SERVER).then(given);
  expect(vi.mocked(window.open).mock.calls[0]?.[0]?.toString()).toBe(`${SERVER}share`);
  say({ kind: READY }, "https://evil.example");
  say({ kind: READY }, ORIGIN, window);
  expect(opened.postMessage).not.toHaveBeenCalled();
  const state = stateOfAsk();
  say({ kind: ANSWER, state, allowed: ALLOWED }, "https://evil.example");
  say({ kind: ANSWER, state, allowed: ALLOWED }, ORIGIN, window);
  say({ kind: ANSWER, state: "another", allowed: ALLOWED });
  say({ kind: ANSWER, state, allowed: { ...ALLOWED, level: "everything" } });
  await vi.advanceTimersByTimeAsync(1000);
  expect(given).not.toHaveBeenCalled();
  say({ kind: ANSWER, state, allowed: ALLOWED });
  await asked;
  expect(given).toHaveBeenCalledWith(ALLOWED);
});

test("says that it was not allowed, or that the window was closed", async () => {
  const denied = expect(askPerson(SERVER)).rejects.toThrow(SHARING.denied);
  say({ kind: ANSWER, state: stateOfAsk(), allowed: null });
  await denied;
  const closed = expect(askPerson(SERVER)).rejects.toThrow(SHARING.closed);
  say({ kind: READY });
  opened.closed = true;
  await vi.advanceTimersByTimeAsync(1000);
  await closed;
});

test("says what to do where the window is blocked, cut off, silent, or no such server's", async () => {
  const cut = expect(askPerson(SERVER)).rejects.toThrow(/same-origin-allow-popups/);
  opened.closed = true;
  await vi.advanceTimersByTimeAsync(1000);
  await cut;
  opened.closed = false;
  const silent = expect(askPerson(SERVER)).rejects.toThrow(SHARING.silent(SERVER));
  await vi.advanceTimersByTimeAsync(30_000);
  await silent;
  expect(opened.close).toHaveBeenCalledTimes(1);
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  await expect(askPerson(SERVER)).rejects.toThrow(SHARING.unreachable(SERVER, "it answered 404"));
  expect(opened.close).toHaveBeenCalledTimes(2);
  vi.mocked(window.open).mockReturnValue(null);
  await expect(askPerson(SERVER)).rejects.toThrow(SHARING.blocked);
});
