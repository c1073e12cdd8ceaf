// @vitest-environment jsdom
/** Commands: keys and buttons do the same, and typing does nothing. */

import { beforeEach, expect, test } from "vitest";
import { PreferenceStore } from "../ui/preferences";
import { type Command, listenForCommands } from "./commands";

let page: Document;
let seen: Command[];
let preferences: PreferenceStore;

beforeEach(() => {
  page = document.implementation.createHTMLDocument();
  page.body.innerHTML = `
    <button data-command="b" aria-keyshortcuts="b"><kbd>B</kbd></button>
    <button id="start" data-command="start-camera"></button>
    <input id="text" /><input id="check" type="checkbox" />`;
  seen = [];
  preferences = new PreferenceStore(null);
  listenForCommands(page, (command) => seen.push(command), preferences);
});

const press = (key: string, init: KeyboardEventInit = {}, target: Element = page.body): void => {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
};

test.each([
  ["b", { kind: "background" }],
  ["B", { kind: "background" }],
  ["r", { kind: "reset" }],
  ["p", { kind: "pause" }],
  ["c", { kind: "prompt", gesture: "closed_palm" }],
  ["f", { kind: "prompt", gesture: "fist" }],
  ["l", { kind: "prompt", gesture: "l" }],
  ["o", { kind: "prompt", gesture: "open_palm" }],
  ["t", { kind: "prompt", gesture: "thumbs_up" }],
  ["k", { kind: "prompt", gesture: "okay" }],
  ["v", { kind: "prompt", gesture: "peace" }],
  ["w", { kind: "wrong" }],
  ["g", { kind: "game" }],
  ["?", { kind: "help" }],
])("%s asks for %j", (key, command) => {
  press(key);
  expect(seen).toEqual([command]);
});

test("other keys, shortcuts of the browser and held keys ask for nothing", () => {
  press("x");
  press("r", { ctrlKey: true });
  press("r", { metaKey: true });
  press("l", { altKey: true });
  press("f", { repeat: true });
  expect(seen).toEqual([]);
});

test("typing a name is not a command, a key on a checkbox is", () => {
  press("b", {}, page.querySelector("#text") as Element);
  expect(seen).toEqual([]);
  press("b", {}, page.querySelector("#check") as Element);
  expect(seen).toEqual([{ kind: "background" }]);
});

test("no key is a command while a dialog is open", () => {
  page.body.append(page.createElement("dialog"));
  (page.querySelector("dialog") as HTMLDialogElement).open = true;
  press("b");
  expect(seen).toEqual([]);
});

test("a click on a button, or on something in it, is its command", () => {
  (page.querySelector("kbd") as HTMLElement).click();
  (page.querySelector("#start") as HTMLElement).click();
  page.body.click();
  expect(seen).toEqual([{ kind: "background" }, { kind: "start-camera" }]);
});

test("keys that need Alt are commands with it only, also where Alt writes another letter", () => {
  preferences.set("shortcuts", "modifier");
  press("b");
  press("b", { altKey: true, ctrlKey: true });
  expect(seen).toEqual([]);
  press("b", { altKey: true });
  press("π", { altKey: true, code: "KeyP" });
  press("¿", { altKey: true, shiftKey: true, code: "Slash" });
  expect(seen).toEqual([{ kind: "background" }, { kind: "pause" }, { kind: "help" }]);
  expect(page.querySelector("[data-command=b]")?.getAttribute("aria-keyshortcuts")).toBe("Alt+b");
});

test("keys that are switched off do nothing and are announced nowhere; buttons go on, and keys come back", () => {
  preferences.set("shortcuts", "off");
  press("b");
  press("b", { altKey: true });
  expect(seen).toEqual([]);
  const button = page.querySelector("[data-command=b]") as HTMLElement;
  expect([button.hasAttribute("aria-keyshortcuts"), page.body.dataset.shortcuts]).toEqual([false, "off"]);
  button.click();
  preferences.set("shortcuts", "on");
  press("b");
  expect([seen.length, button.getAttribute("aria-keyshortcuts")]).toEqual([2, "b"]);
});
