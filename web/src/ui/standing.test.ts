// @vitest-environment jsdom
/** The header's badge and its button: there when they are true, and only then. */

import { beforeEach, expect, test, vi } from "vitest";
import { openPage, textOf } from "../testing/pages";
import { offerInstall, watchNetwork } from "./standing";

const button = (): HTMLButtonElement => document.getElementById("install") as HTMLButtonElement;

beforeEach(() => openPage("index.html"));

test.each(["index.html", "stats.html"] as const)("%s says that it is offline for as long as it is", (name) => {
  openPage(name);
  const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  watchNetwork(window);
  expect(textOf("offline")).toBe("Offline");
  onLine.mockReturnValue(true);
  window.dispatchEvent(new Event("online"));
  expect(textOf("offline")).toBe("");
});

test("the page is installed from a button, which is there only while the browser would ask", () => {
  offerInstall(window);
  expect(button().hidden).toBe(true);
  const prompt = vi.fn(async () => ({}));
  const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt });
  window.dispatchEvent(event);
  expect([button().hidden, event.defaultPrevented]).toEqual([false, true]);
  button().click();
  button().click();
  expect([prompt.mock.calls.length, button().hidden]).toEqual([1, true]);
  window.dispatchEvent(event);
  window.dispatchEvent(new Event("appinstalled"));
  expect(button().hidden).toBe(true);
});
