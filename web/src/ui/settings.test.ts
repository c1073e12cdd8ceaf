// @vitest-environment jsdom
/** The settings dialog shows what is set and sets it; every preference has its place in it. */

import { beforeEach, expect, test } from "vitest";
import { openPage } from "../testing/pages";
import { PreferenceStore, type Preferences, USUAL } from "./preferences";
import { listenForSettings } from "./settings";

let preferences: PreferenceStore;
beforeEach(() => {
  openPage("index.html");
  preferences = new PreferenceStore(null);
  listenForSettings(document, preferences);
});

const control = (name: string): HTMLInputElement | HTMLSelectElement =>
  document.querySelector(`#settings [name=${name}]`) as HTMLInputElement | HTMLSelectElement;
function choose(name: keyof Preferences, value: string | boolean): void {
  const chosen = control(name);
  if (typeof value === "boolean") (chosen as HTMLInputElement).checked = value;
  else chosen.value = value;
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
}

test("each preference has one control, which shows it", () => {
  const names = [...document.querySelectorAll<HTMLInputElement>("#settings [name]")].map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(USUAL).sort());
  expect([control("mirror").value, (control("twoHands") as HTMLInputElement).checked]).toEqual(["auto", true]);
  preferences.set("threshold", 0.9);
  expect(control("threshold").value).toBe("0.9");
});

test("what is chosen is set", () => {
  choose("mirror", "off");
  choose("shortcuts", "modifier");
  choose("threshold", "0.8");
  for (const name of ["twoHands", "skeleton"] as const) choose(name, false);
  choose("sound", true);
  expect(preferences.all).toEqual({
    mirror: "off",
    shortcuts: "modifier",
    threshold: 0.8,
    twoHands: false,
    skeleton: false,
    sound: true,
  });
  choose("threshold", "");
  expect(preferences.all.threshold).toBeNull();
});

test("the style sheet is told whether bones are drawn", () => {
  expect(document.body.dataset.skeleton).toBe("on");
  choose("skeleton", false);
  expect(document.body.dataset.skeleton).toBe("off");
});
