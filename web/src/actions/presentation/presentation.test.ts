// @vitest-environment jsdom
/** Files, keys and turns in; the slide that is shown, and a page as it was before, out. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PRESENTING } from "../words";
import type { Deck } from "./deck";
import { openDeck } from "./open-deck";
import { PictureDeck } from "./picture-deck";
import { Presentation } from "./presentation";

const file = (name: string, type: string, content = "x"): File => new File([content], name, { type });

describe("slides are", () => {
  test("pictures in the order of their numbers", () => {
    const deck = new PictureDeck(["10.png", "2.png", "1.png"].map((name) => file(name, "image/png")));
    expect(deck.count).toBe(3);
    URL.createObjectURL = () => "blob:slide";
    HTMLImageElement.prototype.decode = async () => undefined;
    return expect(deck.slide(2).then((picture) => (picture as HTMLImageElement).alt)).resolves.toBe("10.png");
  });

  test.each([
    [[file("notes.txt", "text/plain")], PRESENTING.nothing],
    [[], PRESENTING.nothing],
    [[file("talk.pdf", "application/pdf", "")], PRESENTING.empty("talk.pdf")],
  ])("no other files", async (files, words) => {
    await expect(openDeck(files)).rejects.toThrow(words);
  });
});

describe("a presentation", () => {
  let said: string[];
  let ended: number;
  let presentation: Presentation;
  const shown = (): string | null | undefined => document.querySelector(".slide")?.textContent;
  const press = (key: string): boolean =>
    document.querySelector(".presentation")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })) ??
    true;

  beforeEach(async () => {
    document.body.innerHTML = '<main class="recognise"><button>Actions</button></main>';
    document.querySelector("button")?.focus();
    [said, ended] = [[], 0];
    const deck: Deck = {
      count: 3,
      async slide(index) {
        if (index === 2) throw new Error("c.heic cannot be shown");
        return Object.assign(document.createElement("p"), { textContent: `page ${index}` });
      },
      close: () => void ended++,
    };
    presentation = new Presentation(deck, {
      page: document,
      say: (words) => void said.push(words),
      isOwn: false,
      onEnd: () => void ended++,
    });
    await presentation.open();
  });

  afterEach(async () => {
    presentation.end();
    await vi.waitFor(() => expect(history.state).toBeNull()); // whichever way it ended
  });

  test("is turned by keys, which the page's own commands do not hear", async () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    await vi.waitFor(() => expect(shown()).toBe("page 0"));
    press("ArrowRight");
    await vi.waitFor(() => expect(shown()).toBe("page 1"));
    press("End");
    await vi.waitFor(() => expect(shown()).toBe("c.heic cannot be shown"));
    press("p");
    press("Home");
    await vi.waitFor(() => expect(shown()).toBe("page 0"));
    expect(heard).not.toHaveBeenCalled();
    expect(said).toEqual(["", "Slide 2 of 3", "Slide 3 of 3", "Slide 1 of 3"]);
  });

  test("says where it cannot go on", () => {
    expect(presentation.turn(-1)).toBe(PRESENTING.first);
    presentation.turn(1);
    presentation.turn(1);
    expect(presentation.turn(1)).toBe(PRESENTING.last);
  });

  test("ends by the browser's way back", async () => {
    expect(history.state).toEqual({ isPresenting: true });
    history.back();
    await vi.waitFor(() => expect(document.querySelector(".presentation")).toBeNull());
    expect([history.state, ended]).toEqual([null, 2]);
  });

  test("gives the page back at its end, once, and the focus to where it was", () => {
    expect(document.body.hasAttribute("data-presenting")).toBe(true);
    press("Escape");
    presentation.end();
    expect([document.body.hasAttribute("data-presenting"), document.querySelector(".presentation"), ended]).toEqual([
      false,
      null,
      2,
    ]);
    expect(document.activeElement?.textContent).toBe("Actions");
  });
});
