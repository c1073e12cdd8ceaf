/** The settings dialog: shows what a person has set for this device, and sets it. */

import { element } from "./element";
import type { PreferenceStore, Preferences } from "./preferences";

type Control = HTMLInputElement | HTMLSelectElement;
type Setter = (control: Control) => void;

/** Keeps the dialog and what is set the same; what is only shown or hidden is told to the style sheet on the body. */
export function listenForSettings(page: Document, preferences: PreferenceStore): void {
  const dialog = element(page, "settings", HTMLDialogElement);
  const setters: Readonly<Record<keyof Preferences, Setter>> = {
    mirror: ({ value }) => preferences.set("mirror", value as Preferences["mirror"]),
    shortcuts: ({ value }) => preferences.set("shortcuts", value as Preferences["shortcuts"]),
    threshold: ({ value }) => preferences.set("threshold", value === "" ? null : Number(value)),
    twoHands: (control) => preferences.set("twoHands", isOn(control)),
    skeleton: (control) => preferences.set("skeleton", isOn(control)),
    sound: (control) => preferences.set("sound", isOn(control)),
  };
  dialog.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
      setters[target.name as keyof Preferences](target);
    }
  });
  preferences.watch((now) => {
    for (const control of dialog.querySelectorAll<Control>("[name]"))
      show(control, now[control.name as keyof Preferences]);
    page.body.dataset.skeleton = now.skeleton ? "on" : "off";
  });
}

function isOn(control: Control): boolean {
  return control instanceof HTMLInputElement && control.checked;
}

function show(control: Control, value: Preferences[keyof Preferences]): void {
  if (control instanceof HTMLInputElement) control.checked = value === true;
  else control.value = value === null ? "" : String(value);
}
