// @vitest-environment jsdom
/** Questions of pages on the window's own HTML in; tokens for whom the browser names, and words, out. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Account, CONSENT_VERSION } from "../api/consent";
import { ANSWER, ASK, READY } from "../shared/share-messages";
import { openPage, textOf } from "../testing/pages";
import { SharePage } from "./share-page";
import { SHARE } from "./words";

const SHOP = "https://shop.example";
const opener = { postMessage: vi.fn() };
const close = vi.fn();
const token = { id: "x", token: "secret", expires_at: "2026-11-29T10:00:00Z" };
const api = {
  logIn: vi.fn(),
  logOut: vi.fn(),
  session: vi.fn<() => Promise<Account | null>>(),
  setConsent: vi.fn(async (level: string) => ({ level, version: CONSENT_VERSION })),
  mayAsk: vi.fn(async (origin: string) => origin !== "https://evil.example"),
  allowSite: vi.fn(async () => token),
};
let page: SharePage;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  openPage("share.html");
  api.session.mockResolvedValue({ name: "Vera", consent: { level: "shapes", version: CONSENT_VERSION } });
  page = new SharePage({ page: document, api: api as never, opener, close });
  page.open();
});
afterEach(() => vi.useRealTimers());

const isHidden = (id: string): boolean => document.getElementById(id)?.hidden === true;
const button = (id: string): HTMLButtonElement => document.getElementById(id) as HTMLButtonElement;
const ask = (origin: string, source: unknown = opener): Promise<unknown> => {
  page.hear({ data: { kind: ASK, state: "chance" }, origin, source: source as Window });
  return vi.advanceTimersByTimeAsync(0);
};
async function allow(level: string): Promise<void> {
  document.querySelector<HTMLInputElement>(`input[value=${level}]`)?.click();
  await vi.advanceTimersByTimeAsync(700);
  button("allow").click();
  await vi.advanceTimersByTimeAsync(0);
}

test("tells its opener that it is there, and nothing else before a person has decided", async () => {
  await ask(SHOP, window);
  expect(textOf("asker")).toBe("");
  await ask(SHOP);
  expect(textOf("asker")).toBe(SHOP);
  expect(opener.postMessage.mock.calls).toEqual([[{ kind: READY }, "*"]]);
});

test("the token is of the origin that is shown, and goes to no other", async () => {
  await ask(SHOP);
  await allow("shapes");
  expect(api.allowSite.mock.calls).toEqual([[SHOP, "shapes"]]);
  expect(api.setConsent).not.toHaveBeenCalled();
  const allowed = { token: "secret", level: "shapes", until: token.expires_at };
  expect(opener.postMessage).toHaveBeenLastCalledWith({ kind: ANSWER, state: "chance", allowed }, SHOP);
  expect(close).toHaveBeenCalledTimes(1);
});

test("what is more than the account allows is said, and allowed first", async () => {
  await ask(SHOP);
  await allow("photos");
  expect(textOf("raises")).toBe(SHARE.raises.photos);
  expect(api.setConsent.mock.calls).toEqual([["photos"]]);
  expect(api.allowSite.mock.calls).toEqual([[SHOP, "photos"]]);
});

test("who does not allow it, or chooses nothing, gives no token", async () => {
  await ask(SHOP);
  await vi.advanceTimersByTimeAsync(700);
  button("allow").click();
  await vi.advanceTimersByTimeAsync(0);
  expect(textOf("notice")).toBe(SHARE.choose);
  button("deny").click();
  expect(opener.postMessage).toHaveBeenLastCalledWith({ kind: ANSWER, state: "chance", allowed: null }, SHOP);
  expect(api.allowSite).not.toHaveBeenCalled();
});

test("what was to be chosen is asked for no longer once it is chosen", async () => {
  await ask(SHOP);
  await vi.advanceTimersByTimeAsync(700);
  button("allow").click();
  await vi.advanceTimersByTimeAsync(0);
  document.querySelector<HTMLInputElement>("input[value=shapes]")?.click();
  expect(textOf("notice")).toBe("");
});

test("a click that was meant for the page below allows nothing", async () => {
  await ask(SHOP);
  await vi.advanceTimersByTimeAsync(600);
  expect(button("allow").disabled).toBe(true);
  page.arm();
  await vi.advanceTimersByTimeAsync(600);
  expect(button("allow").disabled).toBe(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(button("allow").disabled).toBe(false);
});

test.each([
  ["null", SHARE.nowhere],
  ["https://evil.example", SHARE.notAllowed("https://evil.example")],
])("%s cannot be allowed", async (origin, words) => {
  await ask(origin);
  expect([textOf("notice"), isHidden("choice"), isHidden("deny")]).toEqual([words, true, true]);
});

test("a page that has gone elsewhere meanwhile is told nothing", async () => {
  await ask(SHOP);
  await ask("https://evil.example");
  expect([textOf("notice"), isHidden("choice")]).toEqual([SHARE.another, true]);
  button("deny").click();
  expect(opener.postMessage).toHaveBeenCalledTimes(1);
});

test("says where nobody asks", async () => {
  await vi.advanceTimersByTimeAsync(10_000);
  expect(textOf("notice")).toBe(SHARE.silent);
  new SharePage({ page: document, api: api as never, opener: null, close }).open();
  expect(textOf("notice")).toBe(SHARE.noOpener);
});

test("who is not logged in is asked to, here", async () => {
  api.session.mockResolvedValue(null);
  await ask(SHOP);
  expect([isHidden("login"), isHidden("choice")]).toEqual([false, true]);
});

test("levels are called what the account's dialog calls them", () => {
  const labels = (name: string, radio: string): string[] => {
    const html = readFileSync(join(import.meta.dirname, "../..", name), "utf8");
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return [...parsed.querySelectorAll(`label:has(input[name=${radio}])`)].map((one) => one.textContent.trim());
  };
  expect(labels("share.html", "level")).toEqual(labels("index.html", "consent").slice(1));
  expect(labels("share.html", "level")).toHaveLength(2);
});
