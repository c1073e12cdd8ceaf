// @vitest-environment jsdom
/** One opening of the page: what frames, commands and replies make of its state. */

import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Label, Milliseconds, Probability } from "../shared/gestures";
import { parseManifest } from "../shared/manifest";
import type {
  FrameRequest,
  LearningTrouble,
  Named,
  OwnId,
  OwnName,
  Picture,
  SilhouetteAnswer,
  Way,
} from "../shared/messages";
import { exampleManifest } from "../testing/example-manifest";
import { handAt, handManifest, handsAnswer, LIT } from "../testing/hands";
import { soon } from "../testing/soon";
import type { Recorded } from "./answers";
import { DEFAULT_GUIDE } from "./background/guide";
import type { FrameSource } from "./camera/camera";
import { INTERRUPTED_WORDS, LOST_WORDS } from "./camera/camera-error";
import { RecognitionController } from "./controller";
import type { GestureDetail } from "./gesture-event";
import type { PromptResult } from "./labelling";
import type { Advice } from "./naming/guidance";
import type { PageState } from "./naming/state";
import type { Seen } from "./view/view";

const manifest = parseManifest(exampleManifest);
const BACKEND = { keepsBackground: true, isTested: false, backend: "WebAssembly" } as const;

/** What stands around a controller, writing down what it is asked for. */
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
  readonly asked: Named[] = [];
  readonly corrected: Label[] = [];
  holding: PromptResult = "taken";
  label: Named | null = "l";
  resets = 0;
  readonly games: (readonly Label[])[] = [];
  helps = 0;
  readonly ways: Way[] = [];
  readonly models: string[] = [];
  readonly seen: Seen[] = [];
  readonly own: OwnId[][] = [];
  offers = 0;
  readonly learned: [Named, number][] = [];
  whyNotLearned: string | null = null;
  readonly wanted: Way[] = [];
  readonly openedAgain: Way[] = [];
  readonly controller: RecognitionController;

  constructor(way: Way) {
    this.controller = new RecognitionController({
      camera: this.camera(),
      recogniser: {
        offer: (request) => this.offered.push(request),
        reset: () => this.resets++,
      },
      metrics: { note: () => undefined, clear: () => undefined },
      view: {
        showWay: (shown) => this.ways.push(shown),
        showModel: ({ id }) => this.models.push(id),
        showCountdown: () => undefined,
        clear: () => this.seen.push({ way: "hand", hands: [], frame: { width: 0, height: 0 } }),
        showAnswer: ({ seen }) => this.seen.push(seen),
        showOwn: (own) => this.own.push(own.map(({ id }) => id)),
        showState: (state) => this.states.push(state),
        showAdvice: (advice) => this.advice.push(advice),
        say: (words) => this.said.push(words),
        mention: (words) => this.said.push(words),
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
          return this.label;
        },
      },
      learner: {
        learn: async (of, { length }) => {
          this.learned.push([of, length]);
          return this.whyNotLearned;
        },
      },
      offer: { show: () => this.offers++ },
      playGame: (gestures) => this.games.push(gestures),
      onWay: (wanted) => this.wanted.push(wanted),
      openFileAgain: (wanted) => this.openedAgain.push(wanted),
      way,
      openHelp: () => this.helps++,
      guide: () => DEFAULT_GUIDE,
      page: document,
      countdownSeconds: 0,
    });
  }

  get state(): PageState | undefined {
    return this.states.at(-1);
  }

  get words(): string | undefined {
    return this.advice.at(-1)?.words;
  }

  private camera(): ConstructorParameters<typeof RecognitionController>[0]["camera"] {
    const around = this;
    return {
      get size() {
        return around.size;
      },
      show: () => undefined,
      still: null,
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

  load(way: Way): void {
    this.controller.receive({ kind: "loaded", manifest: way === "hand" ? handManifest : manifest, ...BACKEND }, 0);
  }

  /** Model and camera are there. */
  async open(): Promise<this> {
    this.load(this.controller.way);
    await this.controller.startCamera();
    return this;
  }

  /** The background is learned, too, where one is needed. */
  async ready(): Promise<this> {
    await this.open();
    if (this.controller.way === "silhouette") this.learn();
    return this;
  }

  /** Takes a background. */
  learn(): void {
    this.controller.run({ kind: "background" });
    this.controller.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true, trouble: null }, 0);
  }
}

const answer = (number: number): SilhouetteAnswer => ({
  kind: "answer",
  way: "silhouette",
  number,
  probabilities: Float32Array.of(0, 0, 0.75, 0.25, 0, 0),
  mask: new Uint8Array(1),
  silhouette: new Uint8Array(1),
  noise: 0 as Probability,
  inferenceMs: 0.5 as Milliseconds,
  cameraMs: 0.5 as Milliseconds,
  silhouetteMs: 1 as Milliseconds,
  light: LIT,
});

let around: Around;
beforeEach(() => {
  around = new Around("silhouette");
  const listen = (event: Event): void => void around.events.push((event as CustomEvent<GestureDetail>).detail);
  document.addEventListener("gesture", listen);
  return () => document.removeEventListener("gesture", listen);
});

describe("a frame", () => {
  test("is sent to learn from, then to be named, with the guide box in pixels and its number", async () => {
    await around.open();
    await around.controller.takeFrame();
    expect(around.offered).toEqual([]);
    around.controller.run({ kind: "background" });
    await around.controller.takeFrame();
    around.controller.receive({ kind: "learned", number: 2, progress: 1 as Probability, done: true, trouble: null }, 0);
    await around.controller.takeFrame();
    expect(around.offered.map(({ number, task, guide }) => [number, task, guide])).toEqual([
      [2, "learn", { x: 24, y: 48, width: 336, height: 336 }],
      [3, "predict", { x: 24, y: 48, width: 336, height: 336 }],
    ]);
  });

  test("of a camera that turned makes the background void", async () => {
    await around.ready();
    await around.controller.takeFrame();
    around.size = { width: 480, height: 640 };
    await around.controller.takeFrame();
    expect(around.state).toBe("needs-background");
    expect(around.offered).toHaveLength(1);
  });
});

describe("an answer", () => {
  test("is dispatched with everything that the page promises", async () => {
    await around.ready();
    around.controller.receive(answer(7), 3.25);
    expect(around.events).toEqual([
      {
        way: "silhouette",
        hands: [],
        gesture: "fist",
        confidence: 0.75,
        probabilities: [0, 0, 0.75, 0.25, 0, 0],
        steady: "none",
        confident: false,
        cameraMs: 0.5,
        own: [],
        silhouetteMs: 1,
        findMs: 0,
        inferenceMs: 0.5,
        totalMs: 3.25,
        modelId: "20261122-1a2b3c4d",
        frame: 7,
      },
    ]);
    expect(around.recorded[0]).toMatchObject({ totalMs: 3.25, changed: false, backend: "WebAssembly" });
  });

  test("that comes after a pause or a reset is not shown", async () => {
    await around.ready();
    around.controller.run({ kind: "pause" });
    around.controller.receive(answer(8), 3);
    around.controller.run({ kind: "pause" });
    around.controller.forgetBackground();
    around.controller.receive(answer(9), 3);
    expect(around.events).toEqual([]);
  });
});

test("exposure is locked while a background is in force", async () => {
  await around.ready();
  expect(around.light).toEqual(["locked"]);
  around.controller.forgetBackground();
  expect(around.light).toEqual(["locked", "free"]);
});

test("a moved box forgets the background here and in the worker, p pauses and goes on", async () => {
  await around.ready();
  around.controller.run({ kind: "pause" });
  expect(around.state).toBe("paused");
  around.controller.run({ kind: "pause" });
  expect(around.state).toBe("predicting");
  const before = around.resets;
  around.controller.forgetBackground();
  expect([around.state, around.resets]).toEqual(["needs-background", before + 1]);
});

test("a camera that does not start says why, and starts the next time", async () => {
  around.cameraProblem = new Error("The camera is blocked. Allow it.");
  await around.open();
  expect([around.state, around.words]).toEqual(["no-camera", "The camera is blocked. Allow it."]);
  around.cameraProblem = null;
  await around.controller.startCamera();
  expect([around.state, around.advice.at(-1)?.primary]).toEqual(["needs-background", "b"]);
});

test("a camera that goes away needs to be started again", async () => {
  await around.ready();
  around.controller.loseCamera();
  expect([around.state, around.words]).toEqual(["no-camera", LOST_WORDS]);
});

test("a failure of the worker is said", async () => {
  await around.ready();
  around.controller.receive({ kind: "failed", message: "Reload the page." }, 0);
  expect([around.state, around.words]).toEqual(["error", "Reload the page."]);
});

describe("a failure while the page opens", () => {
  const MISSING = "The model cannot be loaded. Reload the page.";

  test.each([
    ["a camera that starts", null],
    ["a camera that does not", new Error("No camera was found.")],
  ])("is still said after %s", async (_, problem) => {
    around.cameraProblem = problem;
    around.controller.fail(MISSING);
    await around.controller.startCamera();
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });

  test("is said when the camera was there first, and after it went", async () => {
    await around.controller.startCamera();
    around.controller.fail(MISSING);
    expect([around.state, around.words]).toEqual(["error", MISSING]);
    around.controller.loseCamera();
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });

  test("is not hidden by what fails because of it", () => {
    around.controller.fail(MISSING);
    around.controller.receive({ kind: "failed", message: "The recogniser stopped. Reload the page." }, 0);
    expect([around.state, around.words]).toEqual(["error", MISSING]);
  });
});

test("after a failure no background is counted down", async () => {
  await around.ready();
  around.controller.fail("Reload the page.");
  around.controller.run({ kind: "background" });
  expect([around.state, around.light]).toEqual(["error", ["locked"]]);
});

test("what a person shows is noted in words", async () => {
  await around.ready();
  around.controller.run({ kind: "prompt", gesture: "closed_palm" });
  expect(around.said).toEqual(["Noted: Closed palm."]);
});

describe("that was wrong", () => {
  const say = async (): Promise<void> => {
    around.controller.run({ kind: "wrong" });
    await Promise.resolve();
    await Promise.resolve();
  };

  test("asks what it was, about the answer that was shown, and says that it was noted", async () => {
    await around.ready();
    around.controller.receive(answer(7), 3);
    await say();
    expect([around.asked, around.corrected, around.said]).toEqual([["none"], ["l"], ["Thank you. Noted: L."]]);
  });

  const OWN: OwnName = { id: "own-1a2b3c4d", name: "Rock", emoji: null, hand: new Uint8Array(0) };

  test("of a hand is an own example at once, whoever says it, and a sample where they consent", async () => {
    around = await new Around("hand").ready();
    around.controller.receive(handsAnswer(7, handAt(1, "fist")), 3);
    around.holding = "not-allowed";
    await say();
    await soon(() => expect(around.offers).toBe(1)); // to share such corrections
    expect(around.said).toEqual(["This page goes by it from now on."]);
    around.holding = "taken";
    await say();
    await soon(() => expect(around.said.at(-1)).toBe("Thank you. Noted: L. This page goes by it from now on."));
    expect(around.learned).toEqual([
      ["l", 4 * (67 + 4)],
      ["l", 4 * (67 + 4)],
    ]);
    expect([around.corrected, around.offers]).toEqual([["l"], 1]);
  });

  test("to an own gesture never leaves the browser, and is told where it cannot be kept", async () => {
    around = await new Around("hand").ready();
    around.controller.useOwn([OWN]);
    around.controller.receive(handsAnswer(7, handAt(1, "fist")), 3);
    [around.label, around.whyNotLearned] = [OWN.id, "There is no room."];
    await say();
    await soon(() => expect(around.said).toEqual(["There is no room."]));
    expect([around.learned[0]?.[0], around.corrected]).toEqual([OWN.id, []]);
    expect(around.events.at(-1)?.own).toEqual([{ id: OWN.id, name: "Rock" }]);
  });

  test("where no hand is seen asks somebody without consent to show one", async () => {
    around = await new Around("hand").ready();
    around.controller.receive(handsAnswer(7), 3);
    around.holding = "not-allowed";
    await say();
    expect(around.said).toEqual(["There is no hand in the picture now. Show one, then say what was wrong."]);
  });

  test("is said of the last answer while the page is paused", async () => {
    await around.ready();
    around.controller.receive(answer(7), 3);
    around.controller.run({ kind: "pause" });
    await say();
    expect(around.corrected).toEqual(["l"]);
  });

  test("and then nothing chosen is nothing noted", async () => {
    await around.ready();
    around.controller.receive(answer(7), 3);
    around.label = null;
    await say();
    expect([around.corrected, around.said]).toEqual([[], []]);
  });

  test("before there is an answer, or without consent, says what to do first and asks nothing", async () => {
    await around.ready();
    await say();
    around.holding = "not-allowed";
    around.controller.receive(answer(7), 3);
    await say();
    expect(around.asked).toEqual([]);
    expect(around.said).toEqual([
      "There is no answer yet. Capture the background, then show a gesture.",
      "To keep what you show, log in and allow shapes to be kept.",
    ]);
  });
});

test("the game needs answers, help does not", async () => {
  await around.open();
  around.controller.run({ kind: "game" });
  around.controller.run({ kind: "help" });
  expect([around.games, around.helps, around.said.length]).toEqual([[], 1, 1]);
  await around.ready();
  around.controller.run({ kind: "game" });
  expect([around.games, around.said.length]).toEqual([[["thumbs_up", "l", "fist", "open_palm", "closed_palm"]], 1]);
  document.body.dataset.game = "on";
  around.controller.run({ kind: "game" }); // no second one within it
  delete document.body.dataset.game;
  expect([around.games.length, around.said.length]).toEqual([1, 1]);
});

test.each(["hand", "silhouette"] as const)(
  "without a camera that is what is asked for first, by way of %s",
  async (way) => {
    around = new Around(way);
    around.load(way);
    around.controller.run({ kind: "game" });
    around.controller.run({ kind: "wrong" });
    await Promise.resolve();
    expect(around.said).toEqual(["Start the camera first.", "Start the camera first."]);
  },
);

describe("a camera that gives no frames", () => {
  beforeEach(async () => {
    around = await new Around("hand").ready();
    around.controller.receive(handsAnswer(7, handAt(1, "fist")), 3);
  });

  test("says so and names nothing, not even what was seen before, until there are frames again", () => {
    around.controller.interrupt("frozen");
    expect([around.state, around.words]).toEqual(["predicting", INTERRUPTED_WORDS.frozen]);
    expect(around.seen.at(-1)).toMatchObject({ hands: [] });
    around.controller.receive(handsAnswer(8, handAt(1, "fist")), 3);
    expect([around.events.length, around.words]).toEqual([1, INTERRUPTED_WORDS.frozen]);
    around.controller.interrupt("muted");
    expect(around.words).toBe(INTERRUPTED_WORDS.muted);
    around.controller.interrupt(null);
    around.controller.receive(handsAnswer(9, handAt(1, "fist")), 3);
    expect([around.events.length, around.words]).toEqual([2, expect.not.stringContaining("camera")]);
  });

  test("is no matter while the page is paused, or when it is gone or another one is there", async () => {
    around.controller.run({ kind: "pause" });
    around.controller.interrupt("frozen");
    expect(around.words).toContain("Paused");
    around.controller.run({ kind: "pause" });
    expect(around.words).toBe(INTERRUPTED_WORDS.frozen);
    around.controller.loseCamera();
    expect(around.words).toBe(LOST_WORDS);
    await around.controller.startCamera();
    expect(around.words).toBe("Hold up a hand.");
  });

  test("has its light kept again when it goes on, where a background is in force", async () => {
    around = await new Around("silhouette").ready();
    around.light.length = 0;
    around.controller.interrupt("frozen");
    around.controller.interrupt(null);
    expect(around.light).toEqual(["locked"]);
  });
});

describe("while a background is captured", () => {
  test("every frame is learned from, also on a device that answers to few", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    await around.ready();
    for (let frame = 0; frame < 300; frame++) {
      await around.controller.takeFrame();
      vi.advanceTimersByTime(1000 / 30);
      around.controller.receive({ ...answer(frame), inferenceMs: 150 as Milliseconds }, 150);
    }
    around.controller.run({ kind: "background" });
    around.offered.length = 0;
    for (let frame = 0; frame < 30; frame++) await around.controller.takeFrame();
    expect(around.said).toContainEqual(expect.stringContaining("This device manages"));
    expect(around.offered.map(({ task }) => task)).toEqual(Array(30).fill("learn"));
  });

  const learned = (trouble: LearningTrouble | null): void =>
    around.controller.receive({ kind: "learned", number: 1, progress: 0 as Probability, done: false, trouble }, 0);

  test("what spoils it is told, and no more once it is there", async () => {
    await around.open();
    around.controller.run({ kind: "background" });
    learned("hand");
    expect([around.state, around.words]).toEqual(["learning-background", expect.stringContaining("a hand in the box")]);
    around.learn();
    expect([around.state, around.words]).toEqual(["predicting", "Show a gesture in the box."]);
    learned("hand");
    expect(around.words).toBe("Show a gesture in the box.");
  });
});

test("an empty box asks for a gesture, a background that is gone for a new one", async () => {
  await around.ready();
  around.controller.receive(answer(7), 3);
  expect(around.words).toBe("Show a gesture in the box.");
  around.controller.forgetBackground();
  expect(around.advice.at(-1)?.primary).toBe("b");
});

describe("a file in background mode", () => {
  const source = { way: "silhouette", size: { width: 320, height: 240 }, guide: null } as FrameSource;

  beforeEach(async () => {
    await around.ready();
    around.showsFile = true;
    around.controller.showFile(source);
  });

  test("is learned from at once, without anybody stepping out of it", () => {
    expect(around.state).toBe("learning-background");
    around.controller.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true, trouble: null }, 0);
    expect(around.state).toBe("predicting");
  });

  test("is never kept, whatever a person says of it", () => {
    around.controller.receive({ kind: "learned", number: 1, progress: 1 as Probability, done: true, trouble: null }, 0);
    around.controller.receive(answer(7), 3);
    for (const command of [{ kind: "prompt", gesture: "l" }, { kind: "wrong" }, { kind: "game" }] as const) {
      around.controller.run(command);
    }
    expect([around.events.length, around.recorded, around.corrected, around.games]).toEqual([1, [], [], []]);
    expect(around.said).toEqual(Array(3).fill("Answers to a file are never kept. Start the camera for that."));
  });

  test("goes on where no camera starts, and why none did is said", async () => {
    around.cameraProblem = new Error("No camera was found.");
    await around.controller.startCamera();
    expect([around.state, around.said]).toEqual(["learning-background", ["No camera was found."]]);
  });
});

describe("where hands are seen", () => {
  beforeEach(() => {
    around = new Around("hand");
  });

  test("answers come as soon as model and camera are there: whole frames, and nothing to learn", async () => {
    await around.open();
    expect([around.state, around.words, around.ways]).toEqual(["predicting", "Hold up a hand.", ["hand"]]);
    await around.controller.takeFrame();
    expect(around.offered.map(({ way, task }) => [way, task])).toEqual([["hand", "predict"]]);
    expect(around.light).toEqual([]);
  });

  test("an answer is dispatched with every hand, and the first one as what the page says", async () => {
    await around.open();
    const [fist, l] = [handAt(1, "fist", 0.75), handAt(2, "l", 0.9, { x: 100, left: 0.9 })];
    around.controller.receive(handsAnswer(7, fist, l), 8.5);
    const [event] = around.events;
    expect(event).toMatchObject({
      way: "hand",
      gesture: "fist",
      confidence: 0.75,
      steady: "none",
      cameraMs: 0.5,
      silhouetteMs: 0,
      findMs: 1,
      inferenceMs: 4,
      totalMs: 8.5,
      modelId: handManifest.id,
      frame: 7,
    });
    expect(event?.hands.map(({ id, gesture, side }) => [id, gesture, side])).toEqual([
      [1, "fist", "right"],
      [2, "l", "left"],
    ]);
    expect(event?.hands[0]?.probabilities).toHaveLength(8);
    expect(event?.hands[0]?.points).toHaveLength(21);
    expect(event?.hands[0]?.points[0]).toEqual([fist.points[0], fist.points[1], 0]);
    expect(event?.hands[0]?.box).toEqual({ x: 270, y: 180, width: 100, height: 120 });
    expect(around.seen.at(-1)).toMatchObject({ way: "hand", frame: { width: 640, height: 480 } });
    expect(around.recorded).toHaveLength(1);
  });

  test("an answer without hands says none, for certain", async () => {
    await around.open();
    around.controller.receive(handsAnswer(7), 8.5);
    expect(around.events[0]).toMatchObject({ gesture: "none", confidence: 1, hands: [], steady: "none" });
  });

  test("the camera that turns or is another one goes on answering", async () => {
    await around.open();
    await around.controller.takeFrame();
    around.size = { width: 480, height: 640 };
    await around.controller.takeFrame();
    around.controller.forgetBackground(); // the box, which is not seen, was moved inside the frame
    expect([around.state, around.offered.length]).toEqual(["predicting", 2]);
    around.controller.run({ kind: "pause" });
    around.controller.startOver();
    expect(around.state).toBe("predicting");
  });

  test("an answer that comes after the camera went away is not shown", async () => {
    await around.open();
    around.controller.loseCamera();
    around.controller.receive(handsAnswer(7), 3);
    expect([around.events, around.words]).toEqual([[], LOST_WORDS]);
  });

  test("the game is played with the gestures that the model knows", async () => {
    await around.open();
    around.controller.run({ kind: "game" });
    expect(around.games[0]).toEqual(handManifest.labels.slice(0, 7));
  });

  test("before there is an answer the words ask for a gesture, not for a background", async () => {
    await around.open();
    around.controller.run({ kind: "wrong" });
    await Promise.resolve();
    expect(around.said).toEqual(["There is no answer yet. Show a gesture."]);
  });

  describe("b", () => {
    test("wants the model of background mode, says that it comes, and takes the background once it is there", async () => {
      await around.open();
      around.controller.run({ kind: "background" });
      expect([around.state, around.words, around.wanted]).toEqual([
        "loading",
        "Loading background mode …",
        ["silhouette"],
      ]);
      await around.controller.takeFrame();
      expect(around.offered).toEqual([]);
      around.load("silhouette");
      expect([around.state, around.light, around.models.at(-1)]).toEqual([
        "learning-background",
        ["locked"],
        manifest.id,
      ]);
      around.controller.receive(
        { kind: "learned", number: 1, progress: 1 as Probability, done: true, trouble: null },
        0,
      );
      expect(around.state).toBe("predicting");
      await around.controller.takeFrame();
      expect(around.offered.map(({ way, task }) => [way, task])).toEqual([["silhouette", "predict"]]);
    });

    test("takes the background at once where the model is there", async () => {
      await around.open();
      around.load("silhouette");
      expect([around.state, around.models]).toEqual(["predicting", [handManifest.id]]);
      around.learn();
      expect([around.state, around.ways]).toEqual(["predicting", ["hand", "silhouette"]]);
      around.controller.receive(answer(7), 3);
      around.controller.receive(handsAnswer(8), 3); // of a frame that was on its way
      expect(around.events.map(({ way }) => way)).toEqual(["silhouette"]);
    });

    test("before the camera waits for a person: no background is taken by itself", async () => {
      around.load("hand");
      around.controller.run({ kind: "background" });
      around.load("silhouette");
      await around.controller.startCamera();
      expect(around.state).toBe("needs-background");
    });

    test("whose model cannot be had says why, and r goes back to hands", async () => {
      await around.open();
      around.controller.run({ kind: "background" });
      around.controller.explainLoading("The server cannot be reached.");
      expect([around.state, around.words]).toEqual(["loading", "The server cannot be reached."]);
      around.controller.run({ kind: "reset" });
      expect([around.state, around.wanted.at(-1)]).toEqual(["predicting", "hand"]);
      around.load("silhouette"); // late, and by then nobody wants a background
      expect(around.state).toBe("predicting");
    });
  });

  test("r leaves background mode: the light is free, and hands are seen again", async () => {
    await around.open();
    around.load("silhouette");
    around.learn();
    around.controller.run({ kind: "reset" });
    expect([around.state, around.ways, around.wanted]).toEqual([
      "predicting",
      ["hand", "silhouette", "hand"],
      ["silhouette", "hand"],
    ]);
    expect([around.light, around.models.at(-1)]).toEqual([["locked", "free"], handManifest.id]);
    around.controller.run({ kind: "reset" });
    expect(around.ways).toHaveLength(3);
  });

  describe("a gesture that background mode does not know", () => {
    test("is not noted there, and is where hands are seen", async () => {
      await around.open();
      around.controller.run({ kind: "prompt", gesture: "okay" });
      around.load("silhouette");
      around.learn();
      around.controller.run({ kind: "prompt", gesture: "okay" });
      expect(around.said).toEqual(["Noted: Okay.", "Okay is not known in this mode."]);
    });
  });

  describe("a file", () => {
    const source = { way: "hand", size: { width: 320, height: 240 }, guide: null } as FrameSource;
    beforeEach(async () => {
      await around.open();
      around.showsFile = true;
      around.controller.showFile(source);
    });

    test("is looked at as it is, without anything to learn", async () => {
      expect([around.state, around.words]).toEqual(["predicting", "Looking for hands in it …"]);
      around.controller.receive(handsAnswer(7), 3);
      expect(around.words).toBe("I see no hand in it. Try another one.");
      expect(around.recorded).toEqual([]);
    });

    test("is opened again for background mode on b, and learned from once it is", async () => {
      around.controller.run({ kind: "background" });
      expect([around.openedAgain, around.state, around.ways.at(-1)]).toEqual([["silhouette"], "predicting", "hand"]);
      around.controller.showFile({ ...source, way: "silhouette" });
      expect([around.state, around.ways.at(-1)]).toEqual(["loading", "silhouette"]);
      around.load("silhouette");
      expect(around.state).toBe("learning-background");
      around.controller.run({ kind: "reset" });
      expect(around.openedAgain).toEqual(["silhouette", "hand"]);
      around.controller.showFile(source);
      expect(around.state).toBe("predicting");
    });
  });
});

test("an address may ask for background mode at once, and no hand is looked for then", async () => {
  await around.ready();
  await around.controller.takeFrame();
  expect([around.ways, around.offered.map(({ way }) => way)]).toEqual([["silhouette"], ["silhouette"]]);
});
