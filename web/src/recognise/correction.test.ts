// @vitest-environment jsdom
/** The question what it was: tiles and keys choose, closing chooses nothing; and dialogs close as people expect. */

import { beforeEach, describe, expect, test } from "vitest";
import { LABELS } from "../shared/gestures";
import type { Named, OwnName } from "../shared/messages";
import { openPage, textOf } from "../testing/pages";
import { isDialogOpen, listenForDialogButtons } from "../ui/dialogs";
import { Correction } from "./correction";
import { OwnWords } from "./view/own-words";

let dialog: HTMLDialogElement;
let answer: Promise<Named | null>;

beforeEach(() => {
  openPage("index.html");
  // jsdom draws no dialogs: these do what the standard says of the parts that are used here.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function (value = "") {
    if (!this.open) return;
    this.open = false;
    if (value !== "") this.returnValue = value;
    this.dispatchEvent(new Event("close"));
  };
  dialog = document.getElementById("correct") as HTMLDialogElement;
  listenForDialogButtons(document);
  answer = new Correction(document).ask("l");
});

const tile = (value: string): HTMLButtonElement =>
  dialog.querySelector(`button[value="${value}"]`) as HTMLButtonElement;

test("the dialog says what the page had said, and has a tile for every label", () => {
  expect([isDialogOpen(document), textOf("correct-said")]).toEqual([true, "L"]);
  expect(Array.from(dialog.querySelectorAll<HTMLButtonElement>("button[value]"), ({ value }) => value)).toEqual(LABELS);
});

describe("what it was", () => {
  test("is told by a tile, or by the picture in it", async () => {
    (tile("fist").querySelector(".picture") as HTMLElement).click();
    expect([await answer, isDialogOpen(document)]).toEqual(["fist", false]);
  });

  test("may be none of these", async () => {
    tile("none").click();
    expect(await answer).toBe("none");
  });

  test("is told by its key", async () => {
    dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
    dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "o", ctrlKey: true }));
    expect(isDialogOpen(document)).toBe(true);
    dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "O" }));
    expect(await answer).toBe("open_palm");
  });

  test("is not told when the dialog is closed, also when it was told the time before", async () => {
    tile("fist").click();
    expect(await answer).toBe("fist");
    const again = new Correction(document).ask("l");
    (dialog.querySelector("[data-close]") as HTMLElement).click();
    expect(await again).toBeNull();
  });
});

test("own gestures can be chosen where there is a hand to learn from, by names that are text and nothing else", async () => {
  dialog.close();
  const rock: OwnName = { id: "own-1a2b3c4d", name: "<b>Rock</b>", emoji: "🤘", hand: new Uint8Array(0) };
  const words = new OwnWords();
  words.use([rock]);
  const correction = new Correction(document, words);
  void correction.ask("own-1a2b3c4d");
  expect([tile(rock.id), textOf("correct-said")]).toEqual([null, "<b>Rock</b>"]);
  dialog.close();
  const chosen = correction.ask("fist", true);
  expect(tile(rock.id).textContent).toBe("🤘<b>Rock</b>");
  expect(tile(rock.id).nextElementSibling).toBe(tile("none"));
  tile(rock.id).click();
  expect(await chosen).toBe(rock.id);
});

test("a gesture that the model does not know has no tile and no key", async () => {
  tile("okay").hidden = true;
  dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "k" }));
  expect(isDialogOpen(document)).toBe(true);
  dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "v" }));
  expect(await answer).toBe("peace");
});

test("a click beside a dialog closes it, one on its words does not", () => {
  dialog.getBoundingClientRect = () => ({ left: 100, right: 300, top: 100, bottom: 300 }) as DOMRect;
  const click = (target: Element, clientX: number): void => {
    target.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX, clientY: 200 }));
  };
  click(dialog.querySelector("h2") as Element, 20); // words can stick out
  click(dialog, 150);
  expect(dialog.open).toBe(true);
  click(dialog, 20);
  expect(dialog.open).toBe(false);
});
