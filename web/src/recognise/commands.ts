/** Turns keys and buttons into commands. */

import { type Gesture, PROMPT_KEYS } from "../shared/gestures";
import { isDialogOpen } from "../ui/dialogs";

export type Command =
  | { readonly kind: "start-camera" }
  | { readonly kind: "background" }
  | { readonly kind: "reset" }
  | { readonly kind: "pause" }
  | { readonly kind: "prompt"; readonly gesture: Gesture }
  | { readonly kind: "wrong" }
  | { readonly kind: "game" }
  | { readonly kind: "help" };

const KEYS: Readonly<Record<string, Command>> = {
  b: { kind: "background" },
  r: { kind: "reset" },
  p: { kind: "pause" },
  w: { kind: "wrong" },
  g: { kind: "game" },
  "?": { kind: "help" },
  ...Object.fromEntries(Object.entries(PROMPT_KEYS).map(([key, gesture]) => [key, { kind: "prompt", gesture }])),
};

/** The command of a key, or null. */
function commandOfKey(key: string): Command | null {
  return KEYS[key.toLowerCase()] ?? null;
}

/** The command that a button names in data-command: a key's letter, or that of a command that no key stands for. */
function commandOfButton(name: string): Command | null {
  return name === "start-camera" ? { kind: "start-camera" } : commandOfKey(name);
}

/** Calls `run` for the page's keys, unless a person is typing or in a dialog, and for buttons with data-command. */
export function listenForCommands(page: Document, run: (command: Command) => void): void {
  page.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || isDialogOpen(page)) return;
    const command = commandOfKey(event.key);
    if (command !== null) run(command);
  });
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-command]") : null;
    const command = commandOfButton(button?.dataset.command ?? "");
    if (command !== null) run(command);
  });
}

/** Whether keys belong to what a person writes. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]") !== null) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit"].includes(input.type);
}
