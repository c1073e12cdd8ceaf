// @vitest-environment jsdom
/** One opening of the page: frames, commands and replies in; states, requests and events out. */

import { beforeEach, describe, expect, test } from "vitest";
import { LOST_WORDS } from "../../../web/src/page/camera-error";
import type { Film } from "../../../web/src/page/film";
import type { GestureDetail } from "../../../web/src/page/gesture-event";
import type { Advice } from "../../../web/src/page/guidance";
import { DEFAULT_GUIDE } from "../../../web/src/page/guide";
import type { PromptResult, Recorded } from "../../../web/src/page/recorder";
import { Session } from "../../../web/src/page/session";
import type { PageState } from "../../../web/src/page/state";
import type { Label, Milliseconds, Probability } from "../../../web/src/shared/gestures";
import { parseManifest } from "../../../web/src/shared/manifest";
import type { Answer, FrameRequest, Picture } from "../../../web/src/shared/messages";
import { exampleManifest } from "../shared/example-manifest";

const manifest = parseManifest(exampleManifest);

/** What stands around a session, writing down what it is asked for. */
class Around {
  size = { width: 640, height: 480 };
  cameraProblem: Error | null = null;
  showsFile = false;
  readonly states: PageState[] = [];
  readonly advice: Advice[] = [];
  readonly offered: Omit<FrameRequest, "kind">[] = [];
  readonly light: string[] = [];
  readonly recorded: Recorded[] = [];
  readonly said: string[] = [];
  readonly events: GestureDetail[] = [];
  readonly asked: Label[] = [];
  readonly corrected: Label[] = [];
  holding: PromptResult = "taken";
  truth: Label | null = "l";
  resets = 0;
  games = 0;
  helps = 0;

  readonly session = new Session({
    camera: this.camera(),
    recogniser: {
      offer: (request) => this.offered.push(request),
      reset: () => this.resets++,
    },
    figures: { note: () => undefined },
    view: {
      showModel: () => undefined,
      showCountdown: () => undefined,
      showAnswer: () => undefined,
      showState: (state) => this.states.push(state),
      showAdvice: (advice) => this.advice.push(advice),
      say: (words) => this.said.push(words),
    },
    collector: {
      consider: (recorded) => this.recorded.push(recorded),
      prompt: () => "taken",
      hold: () => this.holding,
      correct: (label) => {
        this.corrected.push(label);
        return "taken";
      },
    },
    correction: {
      ask: async (said) => {
        this.asked.push(said);
        return this.truth;
      },
    },
    playGame: () => this.games++,
    openHelp: () => this.helps++,
    guide: () => DEFAULT_GUIDE,
    page: document,
    countdownSeconds: 0,
  });

  get state(): PageState | undefined {
    return this.states.at(-1);
  }

  get words(): string | undefined {
    return this.advice.at(-1)?.words;
  }

  private camera(): ConstructorParameters<typeof Session>[0]["camera"] {
    const around = this;
    return {
      get size() {
        return around.size;
      },
      show: () => undefined,
      get showsFile() {
        return around.showsFile;
      },
      start: async () => {
        if (around.cameraProblem !== null) throw around.cameraProblem;
      },
      takePicture: async () => ({ close: () => undefined }) as Picture,
      lockLight: async () => void around.light.push("locked"),
      unlockLight: async () => void around.light.push("free"),
    };
  }

  /** Model and camera are there. */
  async open(): Promise<this> {
    this.session.receive({ kind: "loaded", manifest, keepsBackground: true, backend: "WebAssembly" }, 0);
    await this.session.startCamera();
    return this;
  }

  /** The background is learned, too. */
  async ready(): Promise<this> {
    await this.open();
    this.session.run({ kind: "background" });
    this.session.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true }, 0);
    return this;
  }
}

const answer = (number: number): Answer => ({
  kind: "answer",
  own: null,
  number,
  probabilities: Float32Array.of(0, 0, 0.75, 0.25, 0, 0),
  mask: new Uint8Array(1),
  silhouette: new Uint8Array(1),
  noise: 0 as Probability,
  inferenceMs: 0.5 as Milliseconds,
  cameraMs: 0.5 as Milliseconds,
  silhouetteMs: 1 as Milliseconds,
});

let around: Around;
beforeEach(() => {
  around = new Around();
  const listen = (event: Event): void => void around.events.push((event as CustomEvent<GestureDetail>).detail);
  document.addEventListener("gesture", listen);
  return () => document.removeEventListener("gesture", listen);
});

describe("a frame", () => {
  test("is sent to learn from, then to be named, with the guide box in pixels and its number", async () => {
    await around.open();
    await around.session.takeFrame();
    expect(around.offered).toEqual([]);
    around.session.run({ kind: "background" });
    await around.session.takeFrame();
    around.session.receive({ kind: "learned", number: 2, progress: 1 as Probability, done: true }, 0);
    await around.session.takeFrame();
    expect(around.offered.map(({ number, task, guide }) => [number, task, guide])).toEqual([
      [2, "learn", { x: 24, y: 48, width: 336, height: 336 }],
      [3, "predict", { x: 24, y: 48, width: 336, height: 336 }],
    ]);
  });

  test("of a camera that turned makes the background void", async () => {
    await around.ready();
    await around.session.takeFrame();
    around.size = { width: 480, height: 640 };
    await around.session.takeFrame();
    expect(around.state).toBe("needs-background");
    expect(around.offered).toHaveLength(1);
  });
});

describe("an answer", () => {
  test("is dispatched with everything that the page promises", async () => {
    await around.ready();
    around.session.receive(answer(7), 3.25);
    expect(around.events).toEqual([
      {
        gesture: "fist",
        confidence: 0.75,
        probabilities: [0, 0, 0.75, 0.25, 0, 0],
        steady: "none",
        cameraMs: 0.5,
        silhouetteMs: 1,
        inferenceMs: 0.5,
        totalMs: 3.25,
        modelId: "20261122-1a2b3c4d",
        frame: 7,
      },
    ]);
    expect(around.recorded[0]).toMatchObject({ totalMs: 3.25, changed: false, backend: "WebAssembly" });
  });

  test("by a person's own examples is what the page says; samples hold the network's own", async () => {
    await around.ready();
    const own = Float32Array.of(0.9, 0, 0.1, 0, 0, 0);
    around.session.receive({ ...answer(7), own }, 3);
    expect(around.events[0]?.gesture).toBe("thumbs_up");
    expect(around.events[0]?.confidence).toBeCloseTo(0.9, 6);
    expect(around.recorded[0]?.answer.probabilities).toEqual(answer(7).probabilities);
  });

  test("that comes after a pause or a reset is not shown", async () => {
    await around.ready();
    around.session.run({ kind: "pause" });
    around.session.receive(answer(8), 3);
    around.session.run({ kind: "pause" });
    around.session.run({ kind: "reset" });
    around.session.receive(answer(9), 3);
    expect(around.events).toEqual([]);
  });
});

test("exposure is locked while a background is in force", async () => {
  await around.ready();
  expect(around.light).toEqual(["locked"]);
  around.session.run({ kind: "reset" });
  expect(around.light).toEqual(["locked", "free"]);
});

test("r forgets the background here and in the worker, p pauses and goes on", async () => {
  await around.ready();
  around.session.run({ kind: "pause" });
  expect(around.state).toBe("paused");
  around.session.run({ kind: "pause" });
  expect(around.state).toBe("predicting");
  const before = around.resets;
  around.session.run({ kind: "reset" });
  expect([around.state, around.resets]).toEqual(["needs-background", before + 1]);
});

test("a camera that does not start says why, and starts the next time", async () => {
  around.cameraProblem = new Error("The camera is blocked. Allow it.");
  await around.open();
  expect([around.state, around.words]).toEqual(["no-camera", "The camera is blocked. Allow it."]);
  around.cameraProblem = null;
  await around.session.startCamera();
  expect([around.state, around.advice.at(-1)?.primary]).toEqual(["needs-background", "b"]);
});

test("a camera that goes away needs to be started again", async () => {
  await around.ready();
  around.session.loseCamera();
  expect([around.state, around.words]).toEqual(["no-camera", LOST_WORDS]);
});

test("a failure of the worker is said", async () => {
  await around.ready();
  around.session.receive({ kind: "failed", message: "Reload the page." }, 0);
  expect([around.state, around.words]).toEqual(["error", "Reload the page."]);
});

describe("a failure while the page opens", () => {
  const MISSING = "The model cannot be loaded. Reload the page.";

  test.each([
    ["a camera that starts", null],
    ["a camera that does not", new Error("No camera was found.")],
  ])("is still said after %s", async (_, problem) => {
    around.cameraProblem = problem;
    around.session.fail(MISSING);
    await around.session.startCamera();
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });

  test("is said when the camera was there first, and after it went", async () => {
    await around.session.startCamera();
    around.session.fail(MISSING);
    expect([around.state, around.words]).toEqual(["error", MISSING]);
    around.session.loseCamera();
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });

  test("is not hidden by what fails because of it", () => {
    around.session.fail(MISSING);
    around.session.receive({ kind: "failed", message: "The recogniser stopped. Reload the page." }, 0);
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });
});

test("after a failure no background is counted down", async () => {
  await around.ready();
  around.session.fail("Reload the page.");
  around.session.run({ kind: "background" });
  expect([around.state, around.light]).toEqual(["error", ["locked"]]);
});

test("what a person shows is noted in words", async () => {
  await around.ready();
  around.session.run({ kind: "prompt", gesture: "closed_palm" });
  expect(around.said).toEqual(["Noted: Closed palm."]);
});

describe("that was wrong", () => {
  const say = async (): Promise<void> => {
    around.session.run({ kind: "wrong" });
    await Promise.resolve();
    await Promise.resolve();
  };

  test("asks what it was, about the answer that was shown, and says that it was noted", async () => {
    await around.ready();
    around.session.receive(answer(7), 3);
    await say();
    expect([around.asked, around.corrected, around.said]).toEqual([["none"], ["l"], ["Thank you. Noted: L."]]);
  });

  test("is said of the last answer while the page is paused", async () => {
    await around.ready();
    around.session.receive(answer(7), 3);
    around.session.run({ kind: "pause" });
    await say();
    expect(around.corrected).toEqual(["l"]);
  });

  test("and then nothing chosen is nothing noted", async () => {
    await around.ready();
    around.session.receive(answer(7), 3);
    around.truth = null;
    await say();
    expect([around.corrected, around.said]).toEqual([[], []]);
  });

  test("before there is an answer, or without consent, says what to do first and asks nothing", async () => {
    await around.ready();
    await say();
    around.holding = "not-allowed";
    around.session.receive(answer(7), 3);
    await say();
    expect(around.asked).toEqual([]);
    expect(around.said).toEqual([
      "There is no answer yet. Save the background, then show a gesture.",
      "To keep what you show, log in and allow black and white pictures to be kept.",
    ]);
  });
});

test("the game needs answers, help does not", async () => {
  await around.open();
  around.session.run({ kind: "game" });
  around.session.run({ kind: "help" });
  expect([around.games, around.helps, around.said.length]).toEqual([0, 1, 1]);
  await around.ready();
  around.session.run({ kind: "game" });
  expect([around.games, around.said.length]).toEqual([1, 1]);
});

test("an empty box asks for a gesture, a background that is gone for a new one", async () => {
  await around.ready();
  around.session.receive(answer(7), 3);
  expect(around.words).toBe("Show a gesture in the box.");
  around.session.run({ kind: "reset" });
  expect(around.advice.at(-1)?.primary).toBe("b");
});

describe("a file", () => {
  const film = { size: { width: 320, height: 240 }, guide: null } as Film;

  beforeEach(async () => {
    await around.ready();
    around.showsFile = true;
    around.session.showFile(film);
  });

  test("is learned from at once, without anybody stepping out of it", () => {
    expect(around.state).toBe("learning-background");
    around.session.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true }, 0);
    expect(around.state).toBe("predicting");
  });

  test("is never kept, whatever a person says of it", () => {
    around.session.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true }, 0);
    around.session.receive(answer(7), 3);
    for (const command of [{ kind: "prompt", gesture: "l" }, { kind: "wrong" }, { kind: "game" }] as const) {
      around.session.run(command);
    }
    expect([around.events.length, around.recorded, around.corrected, around.games]).toEqual([1, [], [], 0]);
    expect(around.said).toEqual(Array(3).fill("Answers to a file are never kept. Start the camera for that."));
  });

  test("goes on where no camera starts, and why none did is said", async () => {
    around.cameraProblem = new Error("No camera was found.");
    await around.session.startCamera();
    expect([around.state, around.said]).toEqual(["learning-background", ["No camera was found."]]);
  });
});
