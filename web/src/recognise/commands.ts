/** Turns keys and buttons into commands. */

import { type Gesture, PROMPT_KEYS } from "../shared/gestures";
import { isDialogOpen } from "../ui/dialogs";
import type { PreferenceStore } from "../ui/preferences";

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

/**
 * Calls `run` for the page's keys, unless a person is typing or in a dialog, and for buttons with data-command.
 *
 * Who dictates, or hits keys by accident, can have keys count only together with Alt, or not at all (WCAG 2.1.4).
 */
export function listenForCommands(
  page: Document,
  run: (command: Command) => void,
  preferences: Pick<PreferenceStore, "all" | "watch">,
): void {
  page.addEventListener("keydown", (event) => {
    const { shortcuts } = preferences.all;
    if (shortcuts === "off" || event.altKey !== (shortcuts === "modifier")) return;
    if (event.repeat || event.ctrlKey || event.metaKey || isTyping(event.target) || isDialogOpen(page)) return;
    const command = commandOfKey(event.key) ?? (event.altKey ? commandOfKey(letterOf(event)) : null);
    if (command === null) return;
    if (event.altKey) event.preventDefault(); // a menu of the browser's
    run(command);
  });
  const keyed = [...page.querySelectorAll("[aria-keyshortcuts]")].map(
    (button) => [button, button.getAttribute("aria-keyshortcuts") ?? ""] as const,
  );
  preferences.watch(({ shortcuts }) => {
    page.body.dataset.shortcuts = shortcuts;
    for (const [button, key] of keyed) {
      if (shortcuts === "off") button.removeAttribute("aria-keyshortcuts");
      else button.setAttribute("aria-keyshortcuts", shortcuts === "modifier" ? `Alt+${key}` : key);
    }
  });
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-command]") : null;
    const command = commandOfButton(button?.dataset.command ?? "");
    if (command !== null) run(command);
  });
}

/** Whether keys belong to what a person writes. */
/** What the key says without Alt, with which Macs write other letters. */
function letterOf({ code, shiftKey }: KeyboardEvent): string {
  if (code === "Slash" && shiftKey) return "?";
  return code.startsWith("Key") ? code.slice(3) : "";
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]") !== null) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit"].includes(input.type);
}
