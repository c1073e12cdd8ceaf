// @vitest-environment jsdom
/** Which model of each way the page uses: the newest, else the one that worked here last; refusals are tried less. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, type CurrentModels, type ModelReport } from "../api/api";
import { parseManifest } from "../shared/manifest";
import type { Way } from "../shared/messages";
import type { ModelLink } from "../shared/model-cache";
import { exampleManifest } from "../testing/example-manifest";
import { handManifest } from "../testing/hands";
import { Models } from "./models";

const link = (id: string): ModelLink => ({ id, manifest: `/models/${id}/manifest.json` });
const OFFLINE = new ApiError(0, "The server cannot be reached.");

/** What stands around the models, writing down what it is told. */
class Around {
  newest: ModelLink | null | Error | "silent" = link("a");
  /** Of background mode. */
  newestSilhouette: ModelLink | null = link("s");
  readonly knownOf: Record<Way, ModelLink | null> = { hand: null, silhouette: null };
  challenger: ModelLink | null = null;
  readonly loads: string[] = [];
  readonly told: (ModelLink | null)[] = [];
  readonly said: string[] = [];
  readonly tests: string[] = [];
  readonly problems: (string | null)[] = [];
  readonly reports: ModelReport[] = [];
  readonly shown: string[] = [];
  tested = 0;
  readonly testedWays: Way[] = [];
  asked = 0;

  readonly models = new Models(
    {
      api: { currentModels: () => this.ask() },
      recogniser: {
        load: (path) => this.loads.push(path),
        test: (way) => {
          this.tested++;
          this.testedWays.push(way);
        },
      },
      known: Promise.resolve({
        inUse: async (way: Way) => this.knownOf[way],
        setInUse: async (way: Way, one: ModelLink) => {
          this.knownOf[way] = { id: one.id, manifest: one.manifest };
        },
      }),
      reports: { tell: (report) => this.reports.push(report) },
      now: () => Date.now(),
      listener: {
        showProgress: () => undefined,
        showLoading: (problem) => this.problems.push(problem),
        say: (words) => this.said.push(words),
        showModel: (id) => this.shown.push(id),
        showTest: (words) => this.tests.push(words),
        setChallenger: (link) => this.told.push(link),
      },
    },
    "hand",
  );

  /** Of the way of hands. */
  get known(): ModelLink | null {
    return this.knownOf.hand;
  }

  set known(one: ModelLink | null) {
    this.knownOf.hand = one;
  }

  private async ask(): Promise<CurrentModels> {
    this.asked++;
    if (this.newest === "silent") return new Promise(() => undefined);
    if (this.newest instanceof Error) throw this.newest;
    return { hand: this.newest, silhouette: this.newestSilhouette, challenger: this.challenger };
  }

  loaded(id: string, keepsBackground = true, way: Way = "hand", isTested = false): void {
    const manifest = way === "hand" ? { ...handManifest, id } : { ...parseManifest(exampleManifest), id };
    this.models.receive({ kind: "loaded", manifest, keepsBackground, isTested, backend: "WebAssembly" });
  }

  refused(id: string, message = "it is broken", isOfModel = true): void {
    this.models.receive({ kind: "refused", manifestPath: link(id).manifest, message, isOfModel });
  }

  /** Background mode is entered, with model s. */
  async enter(): Promise<void> {
    this.models.want("silhouette");
    await vi.advanceTimersByTimeAsync(0);
    this.loaded("s", true, "silhouette");
    await vi.advanceTimersByTimeAsync(0);
  }

  /** The page runs with model a. */
  async open(): Promise<this> {
    await this.models.start();
    this.loaded("a");
    await vi.advanceTimersByTimeAsync(0);
    return this;
  }
}

let around: Around;
beforeEach(() => {
  vi.useFakeTimers();
  around = new Around();
});
afterEach(() => vi.useRealTimers());

test("the newest model is loaded, and remembered once it works", async () => {
  await around.models.start();
  expect([around.loads, around.known]).toEqual([[link("a").manifest], null]);
  around.loaded("a");
  await vi.advanceTimersByTimeAsync(0);
  expect(around.known).toEqual(link("a"));
});

test.each([
  ["offline", OFFLINE],
  ["behind a proxy that answers 502", new ApiError(502, "The server answered 502.")],
])("%s the model that worked here last is loaded", async (_, problem) => {
  around.newest = problem;
  around.known = link("old");
  await around.models.start();
  expect(around.loads).toEqual([link("old").manifest]);
  expect(around.problems).toEqual([null]);
});

test("with a model at hand nobody waits for a network that does not answer", async () => {
  around.newest = "silent";
  around.known = link("old");
  const started = around.models.start();
  await vi.advanceTimersByTimeAsync(1_400);
  expect(around.loads).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  await started;
  expect(around.loads).toEqual([link("old").manifest]);
});

test("without any model the problem is told, and trying again loads one", async () => {
  around.newest = OFFLINE;
  await around.models.start();
  expect(around.problems).toEqual([null, "The server cannot be reached."]);
  around.newest = link("a");
  await around.models.start();
  expect([around.loads, around.problems.at(-1)]).toEqual([[link("a").manifest], null]);
});

test.each([
  ["its word on it", OFFLINE],
  ["its files", null],
])(
  "without %s the page asks again by itself after half a minute, not under a finger, and at once when online",
  async (_, problem) => {
    const fail = (): void => {
      if (problem === null) around.refused("a", "the server answered 502", false);
    };
    if (problem !== null) around.newest = problem;
    around.models.watch(window);
    await around.models.start();
    fail();
    expect(around.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(around.asked).toBe(1);
    expect(around.problems.at(-1)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(4_000);
    fail();
    expect(around.asked).toBe(2);
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(around.asked).toBe(3);
  },
);

test("a newest model that cannot be had gives way to the one that worked here; without one the problem is told", async () => {
  around.known = link("old");
  await around.models.start();
  around.refused("a", "the file is gone");
  expect(around.loads).toEqual([link("a").manifest, link("old").manifest]);
  expect(around.said).toEqual(["The new model a is not used, the one before goes on: the file is gone"]);
  around.refused("old", "that one, too");
  expect(around.problems.at(-1)).toBe("that one, too");
});

test("the server's word on a challenger is passed on at the start and with each check; offline there is none", async () => {
  await around.open();
  around.challenger = link("b");
  await around.models.check();
  around.newest = OFFLINE;
  await around.models.check();
  expect(around.told).toEqual([null, around.challenger]);
  expect(around.loads).toEqual([link("a").manifest]);
});

test("a check loads another model, and no check anything while one is being loaded or is the same", async () => {
  await around.open();
  await around.models.check();
  expect(around.loads).toHaveLength(1);
  around.newest = link("b");
  await around.models.check();
  await around.models.check();
  expect(around.loads).toEqual([link("a").manifest, link("b").manifest]);
  around.loaded("b");
  expect(around.said).toEqual(["A new model is in use: b."]);
});

test("a new model that needs another background says so", async () => {
  await around.open();
  await around.enter();
  around.newestSilhouette = link("b");
  await around.models.check();
  around.loaded("b", false, "silhouette");
  expect(around.said).toEqual(["A new model is in use: b. Capture the background again."]);
});

test("a refused model is told of once, tried again after a minute, then after two; the one in use stays remembered", async () => {
  await around.open();
  around.newest = link("b");
  const tries = async (): Promise<number> => {
    await around.models.check();
    const times = around.loads.filter((path) => path === link("b").manifest).length;
    around.refused("b");
    return times;
  };
  expect(await tries()).toBe(1);
  expect(await tries()).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await tries()).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await tries()).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await tries()).toBe(3);
  expect(around.said).toEqual(["The new model b is not used, the one before goes on: it is broken"]);
  expect(around.known).toEqual(link("a"));
});

test("a swap of all networks was tested; one of the head only leaves what is known of the networks, or not yet", async () => {
  await around.open();
  around.loaded("a", true);
  around.newest = link("b");
  await around.models.check();
  around.loaded("b");
  expect(around.tests).toEqual([]);
  around.models.answered("hand");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(around.tested).toBe(1);
  around.models.receive({ kind: "tested", way: "hand", frames: 8, passed: false, farthest: 0.25 });
  around.newest = link("c");
  await around.models.check();
  around.loaded("c");
  expect(around.tests).toEqual(["Differs from training by up to 0.250 on this device"]);
  around.newest = link("d");
  await around.models.check();
  around.loaded("d", true, "hand", true);
  expect(around.tests.at(-1)).toBe("Same answers as in training on this device");
  await around.models.check();
  expect(around.tested).toBe(1);
});

test("offline a check changes nothing and says nothing", async () => {
  await around.open();
  around.newest = OFFLINE;
  await around.models.check();
  expect([around.loads.length, around.said, around.problems]).toEqual([1, [], [null]]);
});

test("the device is compared with training once, after the first answers", async () => {
  await around.open();
  around.models.answered("hand");
  expect(around.tested).toBe(0);
  await vi.advanceTimersByTimeAsync(3_000);
  around.models.answered("hand");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(around.tested).toBe(1);
  around.models.receive({ kind: "tested", way: "hand", frames: 8, passed: true, farthest: 0.0001 });
  expect([around.tests, around.said]).toEqual([["Same answers as in training on this device"], []]);
});

test.each([
  [0.25, "Differs from training by up to 0.250 on this device"],
  [Number.NaN, "The network gives no numbers on this device"],
])("a device that answers otherwise by %d is told so", async (farthest, words) => {
  await around.open();
  around.models.receive({ kind: "tested", way: "hand", frames: 8, passed: false, farthest });
  expect(around.tests).toEqual([words]);
  expect(around.said[0]).toContain("answers may be wrong here");
});

test("a comparison that could not be made is made with a later check", async () => {
  await around.open();
  around.models.answered("hand");
  await vi.advanceTimersByTimeAsync(3_000);
  around.models.receive({ kind: "untested", way: "hand", message: "The file golden.json could not be loaded." });
  expect(around.tests.at(-1)).toContain("Not compared with training yet");
  await around.models.check();
  expect(around.tested).toBe(2);
});

describe("the server is told", () => {
  const of = (model_id: string, outcome: ModelReport["outcome"], more: Partial<ModelReport> = {}): ModelReport => ({
    model_id,
    outcome,
    backend: "WebAssembly",
    fps: null,
    ...more,
  });

  test("which model runs, and that the next one does not give its golden answers or cannot be had", async () => {
    await around.open();
    around.newest = link("b");
    await around.models.check();
    around.refused("b");
    around.newest = link("c");
    await around.models.check();
    around.refused("c", "the connection broke", false);
    expect(around.reports).toEqual([of("a", "running"), of("b", "wrong"), of("c", "unloaded")]);
  });

  test("that the first model fails, also before anything has run", async () => {
    await around.models.start();
    around.refused("a", "the connection broke", false);
    expect(around.reports).toEqual([of("a", "unloaded", { backend: null })]);
  });

  test("that the model in use fails its test, but not that it was not tested", async () => {
    await around.open();
    around.models.receive({ kind: "untested", way: "hand", message: "The file golden.json could not be loaded." });
    expect(around.reports).toEqual([of("a", "running")]);
    around.models.receive({ kind: "tested", way: "hand", frames: 8, passed: false, farthest: 0.2 });
    expect(around.reports.at(-1)).toEqual(of("a", "wrong"));
  });

  test("that the model in use halved the rate of answers, but not of one that has gone", async () => {
    await around.open();
    const fps = { before: 30, after: 12 };
    around.models.slowed("a", fps);
    around.models.slowed("gone", fps);
    expect(around.reports.slice(1)).toEqual([of("a", "slower", { fps })]);
  });
});

describe("background mode", () => {
  test("has its model loaded when it is first entered, and not before", async () => {
    await around.open();
    await around.models.check();
    expect(around.loads).toEqual([link("a").manifest]);
    around.models.want("silhouette");
    await vi.advanceTimersByTimeAsync(0);
    expect([around.loads.at(-1), around.problems]).toEqual([link("s").manifest, [null, null]]);
    around.models.want("silhouette"); // twice in a hurry
    around.loaded("s", true, "silhouette");
    await vi.advanceTimersByTimeAsync(0);
    expect([around.loads.length, around.said, around.knownOf]).toEqual([
      2,
      [],
      { hand: link("a"), silhouette: link("s") },
    ]);
  });

  test("shows its own model and self-test, and hands have theirs again afterwards, without another download", async () => {
    await around.open();
    around.models.receive({ kind: "tested", way: "hand", frames: 8, passed: true, farthest: 0 });
    await around.enter();
    around.models.receive({ kind: "untested", way: "silhouette", message: "Golden answers are missing." });
    around.models.want("hand");
    expect(around.shown).toEqual(["a", "s", "a"]);
    expect(around.tests.at(-1)).toBe("Same answers as in training on this device");
    expect(around.loads).toHaveLength(2);
  });

  test("is compared with training on its own", async () => {
    await around.open();
    around.models.answered("hand");
    await around.enter();
    around.models.answered("silhouette");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(around.testedWays).toEqual(["hand", "silhouette"]);
  });

  test("and hands have newer models of their own, whichever the page goes by now", async () => {
    await around.open();
    await around.enter();
    around.newestSilhouette = link("t");
    await around.models.check();
    around.loaded("t", true, "silhouette");
    around.newest = link("b");
    await around.models.check();
    around.loaded("b");
    expect(around.loads.slice(2)).toEqual([link("t").manifest, link("b").manifest]);
    expect(around.said).toEqual(["A new model is in use: t.", "A new model is in use: b."]);
    expect(around.shown).toEqual(["a", "s", "t"]); // that of hands is not what the page goes by
  });

  test("without the network takes its own model that worked here last", async () => {
    await around.open();
    around.newest = OFFLINE;
    around.knownOf.silhouette = link("old");
    around.models.want("silhouette");
    await vi.advanceTimersByTimeAsync(0);
    expect(around.loads.at(-1)).toBe(link("old").manifest);
  });

  test("whose model cannot be had says so only while it is wanted, and can be tried again", async () => {
    await around.open();
    around.models.want("silhouette");
    await vi.advanceTimersByTimeAsync(0);
    around.refused("s", "the server answered 502", false);
    expect(around.problems.at(-1)).toBe("the server answered 502");
    await around.models.start();
    expect(around.loads.at(-1)).toBe(link("s").manifest);
    around.models.want("hand");
    around.refused("s", "the server answered 502", false);
    expect(around.problems.at(-1)).toBeNull();
  });
});

test.each([
  ["hand", "This server has no model that sees hands. Press B for background mode."],
  ["silhouette", "This server has no model for background mode. Press R to see hands."],
] as const)("a server without a model of the way %s is told, with what can be done", async (way, words) => {
  if (way === "silhouette") await around.open();
  [around.newest, around.newestSilhouette] = [null, null];
  around.models.want(way);
  await vi.advanceTimersByTimeAsync(0);
  expect(around.problems.at(-1)).toBe(words);
});
