// @vitest-environment jsdom
/** Own gestures on the page's own HTML: taught, listed, shared, corrected to; on a full or cleared disk, in two tabs. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backboneOf, type HandManifest } from "../shared/manifest";
import type { OwnExample, OwnName, Reply } from "../shared/messages";
import { ownIdsOf } from "../shared/messages";
import { handManifest, handsAnswer } from "../testing/hands";
import { numbersOf, posed } from "../testing/own";
import { openPage } from "../testing/pages";
import { soon } from "../testing/soon";
import { OWN_KEPT } from "../ui/words/own-examples";
import { pack, unpack } from "./exchange";
import { OwnGestures } from "./own-gestures";
import { FRAGMENT } from "./own-names";
import { MOST_GESTURES, newId, withOwnStore } from "./own-store";

const manifest: HandManifest = {
  ...handManifest,
  files: [{ path: "backbone.bin", bytes: 1, sha256: "a".repeat(64) }],
};
const HERE = backboneOf(manifest);
const loaded = (of = manifest): Reply => ({
  kind: "loaded",
  manifest: of,
  keepsBackground: true,
  isTested: false,
  backend: "WebAssembly",
});

/** One tab: a page's own gestures, and a worker that is as good as one. */
class Tab {
  readonly sent: (readonly OwnExample[])[] = [];
  readonly said: string[] = [];
  used: readonly OwnName[] = [];
  readonly own: OwnGestures;
  private hears: (() => void) | null = null;

  constructor(kept: Map<string, string>, others: () => readonly Tab[] = () => []) {
    this.own = new OwnGestures({
      page: document,
      recogniser: {
        personalise: (examples) => {
          this.sent.push(examples);
          this.own.receive({ kind: "personal", own: ownIdsOf(examples), problem: null });
        },
      },
      store: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      say: (words) => this.said.push(words),
      onUse: (own) => {
        this.used = own;
      },
      tabs: {
        postMessage: () => {
          for (const other of others()) if (other !== this) other.hears?.();
        },
        addEventListener: ((_: string, hears: () => void) => {
          this.hears = hears;
        }) as never,
      },
    });
  }
}

let kept: Map<string, string>;
let tab: Tab;
beforeEach(async () => {
  openPage("index.html");
  Object.assign(document.body.dataset, { state: "predicting", way: "hand" });
  const context = new Proxy({}, { get: () => () => undefined, set: () => true });
  HTMLCanvasElement.prototype.getContext = (() => context) as never;
  HTMLDialogElement.prototype.showModal = function show(): void {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(): void {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: {}, writable: true, configurable: true });
  vi.spyOn(console, "error").mockImplementation(() => undefined); // jsdom has no fetch of a video
  kept = new Map();
  await withOwnStore(async (store) => {
    const { gestures, examples } = await store.read();
    for (const of of [...gestures.map(({ id }) => id), ...examples.map((each) => each.of)]) await store.forget(of);
  });
  tab = new Tab(kept);
});
afterEach(() => {
  for (const dialog of document.querySelectorAll("dialog")) dialog.dispatchEvent(new Event("close"));
  vi.restoreAllMocks();
});

const dialog = (): HTMLDialogElement => document.querySelector("dialog.own-gestures") as HTMLDialogElement;
const words = (): string => dialog()?.textContent ?? "";
const button = (name: string): HTMLButtonElement => {
  const all = [...dialog().querySelectorAll("button")];
  const found = all.find((each) => (each.getAttribute("aria-label") ?? each.textContent) === name);
  if (found === undefined) throw new Error(`no button ${name} among ${all.map((each) => each.textContent)}`);
  return found;
};
const open = async (): Promise<void> => {
  document.getElementById("open-own")?.click();
  await soon(() => button("Teach a new gesture"));
};
const close = (): void => dialog().close();
const add = async (name: string, ...poses: readonly number[]): Promise<void> => {
  const gesture = { id: newId(), name, emoji: null, paused: false };
  await withOwnStore((store) => store.add(gesture, poses.map(numbersOf), HERE));
  kept.set("own-gestures", "kept");
};

/** Teaches a new gesture by what is shown, one pose after another. */
async function teach(name: string, first = 0): Promise<void> {
  button("Teach a new gesture").click();
  const now = vi.spyOn(performance, "now");
  const field = dialog().querySelector<HTMLInputElement>("input[name=own-name]") as HTMLInputElement;
  field.value = name;
  now.mockReturnValue(0);
  button("Start").form?.requestSubmit();
  for (let i = 0; i < 10; i++) {
    now.mockReturnValue(2_000 + 300 * i);
    tab.own.receive(handsAnswer(i, posed(first + i)));
  }
  now.mockRestore();
  button("Keep it").click();
}

test("whoever never asked for it loads and sends nothing", async () => {
  tab.own.receive(loaded());
  await Promise.resolve();
  expect([tab.sent, tab.said, dialog()]).toEqual([[], [], null]);
});

describe("a gesture", () => {
  beforeEach(async () => {
    tab.own.receive(loaded());
    await open();
  });

  test("is taught, in use at once and on later visits, paused, renamed and deleted", async () => {
    await teach("Rock");
    await soon(() => expect(words()).toContain("Rock is learned."));
    expect(tab.sent.at(-1)).toHaveLength(10);
    expect(tab.used).toMatchObject([{ name: "Rock", emoji: null }]);
    expect([...(tab.used[0]?.hand ?? [])]).toEqual([...numbersOf(0)]);
    expect(words()).toContain("10 examples");
    const later = new Tab(kept);
    later.own.receive(loaded());
    await soon(() => expect(later.used).toHaveLength(1));

    button("Pause Rock").click();
    await soon(() => expect(words()).toContain("Rock is paused."));
    expect([tab.sent.at(-1), tab.used]).toEqual([[], []]);
    button("Resume Rock").click();
    await soon(() => expect(words()).toContain("Rock is in use again."));
    button("Rename Rock").click();
    const field = dialog().querySelector<HTMLInputElement>("input[aria-label]") as HTMLInputElement;
    field.value = " Hard\u0000 rock ";
    field.form?.requestSubmit();
    await soon(() => expect(words()).toContain("Rock is now called Hard rock."));
    await soon(() => expect(tab.used).toMatchObject([{ name: "Hard rock" }]));
    button("Delete Hard rock").click();
    button("Delete Hard rock").click();
    dialog().querySelector<HTMLButtonElement>("button.danger")?.click();
    await soon(() => expect(words()).toContain("Hard rock is deleted."));
    expect([tab.used, kept.size]).toEqual([[], 0]);
  });

  test("without a name, in background mode or without a camera is not begun, and the page says what to do", () => {
    button("Teach a new gesture").click();
    const start = (): string => {
      button("Start").form?.dispatchEvent(new Event("submit", { cancelable: true }));
      return dialog().querySelector(".teaching-now")?.textContent ?? "";
    };
    expect(start()).toBe("Give it a name first.");
    (dialog().querySelector("input[name=own-name]") as HTMLInputElement).value = "Rock";
    document.body.dataset.way = "silhouette";
    expect(start()).toContain("Own gestures need hand mode.");
    Object.assign(document.body.dataset, { way: "hand", state: "paused" });
    expect(start()).toContain("The page is paused.");
  });

  test("that is taught again in the pose of another one is refused with the reason, and can be shown otherwise", async () => {
    await teach("Rock");
    await soon(() => expect(words()).toContain("Rock is learned."));
    await teach("Stone");
    await soon(() => expect(words()).toContain("This pose is “Rock”, which you taught before. One pose cannot be two"));
    expect((await withOwnStore((store) => store.read())).gestures).toHaveLength(1);
  });

  test("that finds no room is still there to be kept when there is some, and what was there stays", async () => {
    const full = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await teach("Rock");
    await soon(() => expect(words()).toContain("This browser has no room for it"));
    full.mockRestore();
    button("Keep it").click();
    await soon(() => expect(words()).toContain("Rock is learned."));
  });

  test("whose storage was cleared while the page was open is gone, which the list says", async () => {
    await teach("Rock");
    await soon(() => expect(words()).toContain("Rock is learned."));
    const { gestures } = await withOwnStore((store) => store.read());
    for (const { id } of gestures) await withOwnStore((store) => store.forget(id));
    button("Pause Rock").click();
    await soon(() => expect(words()).toContain("the browser's data was cleared"));
    expect(words()).not.toContain("10 examples");
  });
});

test("a browser that keeps nothing is said as soon as the list is opened, where there is nothing to save", async () => {
  const refused = vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("refused", "SecurityError");
  });
  await open();
  await soon(() => expect(words()).toContain(OWN_KEPT.forbidden));
  expect(button("Save all as a file").hidden).toBe(true);
  refused.mockRestore();
});

test("there are two hundred at most; the list says so and stays usable", async () => {
  for (let i = 0; i < MOST_GESTURES; i++) await add(`Gesture ${i}`, i);
  tab.own.receive(loaded());
  await soon(() => expect(tab.used).toHaveLength(MOST_GESTURES));
  await open();
  await soon(() => button("Pause Gesture 199"));
  button("Teach a new gesture").click();
  expect(words()).toContain("You have 200 gestures of your own, the most that there can be. Delete one first.");
  button("Pause Gesture 7").click();
  await soon(() => expect(words()).toContain("Gesture 7 is paused."));
  expect(tab.used).toHaveLength(MOST_GESTURES - 1);
}, 120_000);

test("a new backbone does not use what another one saw, and offers to teach it again; a new head keeps it", async () => {
  await add("Rock", 0, 1);
  tab.own.receive(loaded());
  await soon(() => expect(tab.used).toHaveLength(1));
  tab.own.receive(loaded({ ...manifest, id: "20261128-00000000" }));
  await soon(() => expect(tab.sent).toHaveLength(2));
  expect(tab.used).toHaveLength(1);
  tab.own.receive(loaded({ ...manifest, files: [{ path: "backbone.bin", bytes: 1, sha256: "b".repeat(64) }] }));
  await soon(() => expect(tab.used).toEqual([]));
  await open();
  expect(words()).toContain("Taught to an earlier recogniser, not in use: teach it again");
  button("Teach again: Rock");
});

test("a correction is in use at once, listed and forgotten; one that contradicts another is refused", async () => {
  tab.own.receive(loaded());
  expect(await tab.own.learn("fist", numbersOf(0))).toBeNull();
  expect(tab.sent.map((examples) => examples.map(({ of }) => of))).toEqual([["fist"]]);
  expect(await tab.own.learn("l", numbersOf(0))).toContain("You said before that this is Fist.");
  await open();
  await soon(() => expect(words()).toContain("Fistsaid once"));
  button("Forget corrections to Fist").click();
  await soon(() => expect(words()).toContain("Your corrections to Fist are forgotten."));
  expect(tab.sent.at(-1)).toEqual([]);
});

test("where nothing can be kept a correction says so", async () => {
  tab.own.receive(loaded());
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("no", "SecurityError");
  });
  expect(await tab.own.learn("fist", numbersOf(0))).toContain("This browser has no room for it");
});

describe("a link", () => {
  const ROCK = { name: '<img src=x onerror="alert(1)">', emoji: null, hands: [numbersOf(0), numbersOf(1)] };
  const follow = (packed: string): void => {
    history.replaceState(null, "", `/?guide=1${FRAGMENT}${encodeURIComponent(packed)}`);
    tab.own.watchLinks(window);
  };
  afterEach(() => history.replaceState(null, "", "/"));

  test("is taken out of the address, asked about once the model is there, and added only then", async () => {
    follow(pack([ROCK], HERE));
    expect([location.search, location.hash]).toEqual(["?guide=1", ""]);
    expect(tab.said).toEqual(["Somebody shares a gesture with you. You are asked about it once hand mode is ready."]);
    tab.own.receive(loaded());
    expect(tab.said.at(-1)).toBe("");
    await soon(() => button("Add it"));
    expect([dialog().querySelector("img"), words()]).toEqual([null, expect.stringContaining(ROCK.name)]);
    expect([tab.sent, kept.size]).toEqual([[], 0]);
    button("Add it").click();
    await soon(() => expect(words()).toContain(`Added: ${ROCK.name}.`));
    expect(tab.used).toMatchObject([{ name: ROCK.name }]);
    close();
    await new Promise((later) => setTimeout(later));
    follow(pack([ROCK], HERE));
    await soon(() => button("Add it"));
    button("Add it").click();
    await soon(() => expect(words()).toContain("was not added. This pose is"));
  });

  test("that is not wanted adds nothing", async () => {
    tab.own.receive(loaded());
    follow(pack([ROCK], HERE));
    await soon(() => button("Do not add"));
    button("Do not add").click();
    await soon(() => button("Teach a new gesture"));
    expect((await withOwnStore((store) => store.read())).gestures).toEqual([]);
  });

  test.each([
    ["damaged", "{", "it is damaged or something else"],
    ["of another backbone", pack([ROCK], "b".repeat(64)), "another version of the recogniser"],
  ])("that is %s says so", async (_, packed, why) => {
    tab.own.receive(loaded());
    follow(packed);
    await soon(() => expect(words()).toContain(why));
    button("To my own gestures").click();
    await soon(() => button("Teach a new gesture"));
  });

  test("holds what the list gives, and so does the file", async () => {
    await add("Rock", 0, 1);
    tab.own.receive(loaded());
    await open();
    await soon(() => button("Link to share Rock"));
    button("Link to share Rock").click();
    const link = dialog().querySelector<HTMLInputElement>("input[readonly]")?.value ?? "";
    const packed = decodeURIComponent(new URL(link).hash.slice(FRAGMENT.length));
    expect(unpack(packed, { backbone: HERE, bytes: numbersOf(0).length })).toMatchObject([{ name: "Rock" }]);
    let saved: Blob | null = null;
    URL.createObjectURL = (blob) => {
      saved = blob as Blob;
      return "blob:";
    };
    HTMLAnchorElement.prototype.click = () => undefined;
    button("Save all as a file").click();
    expect((saved as Blob | null)?.type).toBe("application/json");
    expect(words()).toContain("Saved as own-gestures.json.");
  });
});

test("two tabs show and use the same, whichever was taught", async () => {
  const tabs: Tab[] = [];
  tabs.push(new Tab(kept, () => tabs), new Tab(kept, () => tabs));
  const [here, there] = tabs as [Tab, Tab];
  for (const each of tabs) each.own.receive(loaded());
  expect(await here.own.learn("fist", numbersOf(0))).toBeNull();
  await soon(() => expect(there.sent.at(-1)).toMatchObject([{ of: "fist" }]));
  await add("Rock", 5);
  await there.own.changed();
  await soon(() => expect(here.used).toMatchObject([{ name: "Rock" }]));
});
