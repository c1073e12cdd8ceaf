// @vitest-environment jsdom
/** Files that are chosen or dropped, and cameras that come in. */

import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_GUIDE, type Guide } from "../recognise/background/guide";
import type { CameraChoice } from "../recognise/camera/camera-choice";
import { openPage } from "../testing/pages";
import { soon } from "../testing/soon";
import { FILES } from "../ui/words";
import { Sources } from "./sources";

/** What stands around the sources, writing down what it is asked for. */
class Around {
  readonly asked: string[] = [];
  readonly said: string[] = [];
  readonly placed: Guide[] = [];
  lostId: string | null = null;
  readonly sources = new Sources({
    page: document,
    camera: {
      stop: () => this.asked.push("stop"),
      showsFile: false,
      cameBack: (ids) => this.lostId !== null && ids.includes(this.lostId),
    },
    guideBox: {
      place: (guide) => {
        this.placed.push(guide);
        return DEFAULT_GUIDE;
      },
    },
    controller: {
      startCamera: async () => void this.asked.push("start"),
      showFile: () => this.asked.push("show file"),
      startOver: () => this.asked.push("start over"),
      way: "hand",
    },
    say: (words) => this.said.push(words),
  });
}

let around: Around;
beforeEach(() => {
  openPage("index.html");
  around = new Around();
});

/** Drops files on an element, as a browser tells of it; gives the event. */
function drop(target: Element, ...files: readonly File[]): Event {
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { files } });
  target.dispatchEvent(event);
  return event;
}

/** Pastes files into an element, as a browser tells of it. */
function paste(target: Element, ...files: readonly File[]): void {
  const event = new Event("paste", { bubbles: true });
  Object.defineProperty(event, "clipboardData", { value: { files } });
  target.dispatchEvent(event);
}

function part(selector: string): Element {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

const EMPTY = new File([], "empty.png", { type: "image/png" });
const REFUSED = "empty.png is empty. Choose another picture or video.";

describe("files", () => {
  test("one that is dropped on the camera's picture is opened, and a bad one refused in words", async () => {
    expect(drop(part("#video"), EMPTY).defaultPrevented).toBe(true);
    await soon(() => expect(around.said).toEqual(["Opening empty.png …", REFUSED]));
    expect(around.asked).toEqual([]);
  });

  test("one that is dropped beside it is opened, too; a text and a picture's address are not", async () => {
    const over = new Event("dragover", { bubbles: true, cancelable: true });
    Object.defineProperty(over, "dataTransfer", { value: { types: ["Files"] } });
    part("#account-title").dispatchEvent(over);
    expect([over.defaultPrevented, document.body.hasAttribute("data-dragging")]).toEqual([true, true]);
    expect(drop(part("#account-title"), EMPTY, EMPTY).defaultPrevented).toBe(true);
    expect(document.body.hasAttribute("data-dragging")).toBe(false);
    await soon(() => expect(around.said).toEqual(["Opening empty.png …", REFUSED]));
    expect(drop(part("#video")).defaultPrevented).toBe(true);
    expect(around.said.at(-1)).toBe(FILES.droppedNone);
  });

  test("one that is pasted is opened, but not while a person writes or answers a dialog", async () => {
    paste(part("#name"), EMPTY);
    (part("#help") as HTMLDialogElement).toggleAttribute("open", true);
    paste(document.body, EMPTY);
    expect(drop(part("#video"), EMPTY).defaultPrevented).toBe(true);
    expect(around.said).toEqual([]);
    (part("#help") as HTMLDialogElement).toggleAttribute("open", false);
    paste(document.body);
    paste(document.body, EMPTY);
    await soon(() => expect(around.said).toEqual([FILES.pastedNone, "Opening empty.png …", REFUSED]));
  });

  test("the words about one are kept back where a camera was started meanwhile", async () => {
    drop(part("#video"), EMPTY);
    await around.sources.showRunning({ show: async () => undefined } as unknown as CameraChoice, "camera-1");
    await new Promise((done) => setTimeout(done, 50));
    expect(around.said).toEqual(["Opening empty.png …"]);
    expect((part("#back-to-camera") as HTMLElement).hidden).toBe(true);
  });
});

describe("cameras", () => {
  test("the first one is started where the page said that there is none", () => {
    document.body.dataset.state = "no-camera";
    around.sources.connect(["camera-1"]);
    expect(around.asked).toEqual(["start"]);
  });

  test("none is started by itself where its person was not asked, or stopped looking for one", () => {
    document.body.dataset.state = "no-camera";
    around.sources.connect([""]); // browsers name no camera before one was allowed
    around.sources.connect(["camera-1", "camera-2"]); // which of them is for the person to say
    document.body.dataset.state = "predicting";
    around.sources.connect(["camera-1"]);
    expect(around.asked).toEqual([]);
  });

  test("the one that was pulled out goes on when it comes back", () => {
    around.lostId = "camera-2";
    around.sources.connect(["camera-1", "camera-2"]);
    expect(around.asked).toEqual(["start"]);
  });

  test("another one that is chosen takes the place of the first, which is switched off, and nothing of it is kept", async () => {
    await around.sources.change();
    expect(around.asked).toEqual(["stop", "start over", "start"]);
  });
});
