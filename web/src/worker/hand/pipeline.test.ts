/** Frames of cameras and what is said of them, with real networks: hands are found, followed, named and lost. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { wasmFolder } from "../../evaluate/classify";
import { mostLikely } from "../../shared/gestures";
import type { FrameReply, HandSeen, HandsAnswer, Picture } from "../../shared/messages";
import { greyFrame } from "../../testing/grey-frame";
import { type Blob, frameWith, RED, toyModelFiles, YELLOW } from "../../testing/toy-hand-model";
import { FrameImageKeeper } from "../frame/frame-image";
import { liveTensors, startBackend } from "../network/backend";
import { HandModel } from "./model";
import type { OwnLayer } from "./own-layer";
import { HandPipeline } from "./pipeline";
import { HandRecogniser } from "./recogniser";

let model: HandModel;
beforeEach(async () => {
  await startBackend(wasmFolder());
  model = HandModel.load(toyModelFiles());
});
afterEach(() => model.dispose());

const nameOf = ({ probabilities }: HandSeen): string => model.manifest.labels[mostLikely(probabilities)] as string;

describe("a hand in a frame", () => {
  let recogniser: HandRecogniser;
  let now: number;
  beforeEach(() => {
    recogniser = new HandRecogniser(model);
    now = 0;
  });

  /** What is seen in the next frame. */
  function see(blobs: readonly Blob[], side = 128): readonly HandSeen[] {
    now += 200;
    return recogniser.see(frameWith(blobs, side), side, side, now).hands;
  }

  /** What is seen once a hand is found; a search without colours comes before the next one with them. */
  function search(blobs: readonly Blob[], side = 128): readonly HandSeen[] {
    let hands = see(blobs, side);
    for (let i = 0; i < 6 && hands.length === 0; i++) hands = see(blobs, side);
    return hands;
  }

  test("is found where it is, with its points in pixels of the frame", () => {
    const [hand, ...others] = search([{ x: 1, y: 2 }]);
    expect(others).toEqual([]);
    // A palm of 32 pixels with its middle at (48, 80); its square is 2.6 as long, and half a palm further up.
    expect(hand?.square.cx).toBeCloseTo(48, 3);
    expect(hand?.square.cy).toBeCloseTo(64, 3);
    expect(hand?.square.size).toBeCloseTo(83.2, 3);
    expect([hand?.square.ux, hand?.square.uy]).toEqual([0, -1]);
    expect([...(hand?.points.subarray(0, 3) ?? [])].map((each) => Math.round(10 * each))).toEqual([480, 900, 0]);
    expect(hand?.squarePoints[1]).toBeCloseTo(0.8125);
    expect([hand?.id, hand?.personal]).toEqual([1, null]);
  });

  test.each([
    ["fist", RED],
    ["open_palm", YELLOW],
  ])("has its name: %s", (name, colour) => {
    const hands = search([{ x: 2, y: 1, colour }]);
    expect(hands.map(nameOf)).toEqual([name]);
  });

  test("two hands are both named, and each keeps its number", () => {
    const both: Blob[] = [
      { x: 0, y: 2, colour: RED },
      { x: 3, y: 1, colour: YELLOW },
    ];
    const first = search(both);
    expect(new Set(first.map(nameOf))).toEqual(new Set(["fist", "open_palm"]));
    const later = see(both);
    expect(later.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(later.map(nameOf)).toEqual(first.map(nameOf));
  });

  test("that jumps is found again, and one that goes is gone", () => {
    expect(search([{ x: 0, y: 1 }])[0]?.square.cx).toBeCloseTo(16, 3);
    expect(search([{ x: 3, y: 2 }])[0]?.square.cx).toBeCloseTo(112, 3);
    expect(see([])).toEqual([]);
  });

  test("is found in a frame of 16×16 and in one of 4K, and none in an empty one", () => {
    expect(search([{ x: 1, y: 1 }], 16)).toHaveLength(1);
    expect(see([], 16)).toEqual([]);
    const width = 3840;
    const height = 2160;
    const rgba = new Uint8Array(width * height * 4);
    for (let y = 1000; y < 2000; y++) for (let x = 1920; x < 2880; x++) rgba[4 * (y * width + x)] = 255;
    expect(recogniser.seeStill(rgba, width, height).hands).toHaveLength(1);
  });

  test("frames that are none are refused with a word", () => {
    expect(() => recogniser.see(new Uint8Array(7), 2, 2, 0)).toThrow("7 bytes are not a picture");
  });

  test("tensors stay flat over 1,000 frames with hands that come, jump and go", () => {
    recogniser.reset();
    const before = liveTensors();
    for (let i = 0; i < 1_000; i++)
      see(i % 7 === 0 ? [] : [{ x: i % 4, y: 1 }, ...(i % 3 === 0 ? [{ x: 2, y: 3 }] : [])]);
    recogniser.reset(); // a search that is under way keeps one
    expect(liveTensors()).toBe(before);
  });
});

describe("the pipeline", () => {
  let photos: FrameImageKeeper;
  let pipeline: HandPipeline;
  beforeEach(() => {
    photos = new FrameImageKeeper();
    pipeline = new HandPipeline(HandModel.load(toyModelFiles()), photos);
  });
  afterEach(() => pipeline.model.dispose());

  const run = (picture: Picture, number = 1, task: "predict" | "learn" = "predict"): Promise<FrameReply> => {
    const guide = { x: 0, y: 0, width: 1, height: 1 };
    return pipeline.run({ way: "hand", number, task, picture, guide, file: false, still: null });
  };
  /** The answer to the second of two such frames, in which a hand is found. */
  const search = async (luma: number, number = 1): Promise<HandsAnswer> => {
    await run(greyFrame(luma), number);
    return (await run(greyFrame(luma), number)) as HandsAnswer;
  };

  test("answers a grey camera's frame: as large as it is, what it took, and the hands", async () => {
    const answer = await search(235, 7);
    expect(answer).toMatchObject({ kind: "answer", way: "hand", number: 7, width: 64, height: 48 });
    expect(answer.hands.length).toBeGreaterThan(0); // white is red too
    for (const ms of [answer.cameraMs, answer.findMs, answer.inferenceMs]) expect(ms).toBeGreaterThan(0);
    expect(((await run(greyFrame(16))) as HandsAnswer).hands).toEqual([]);
  });

  test("the whole frame is looked at, wherever the guide box is", async () => {
    const { hands } = await search(235);
    expect(hands[0]?.square.size).toBeGreaterThan(20);
  });

  test("there is no background to learn: such frames are skipped", async () => {
    expect(await run(greyFrame(235), 3, "learn")).toEqual({ kind: "skipped", number: 3 });
  });

  test("finding takes time only where somebody looked", async () => {
    await search(235);
    expect(((await run(greyFrame(235))) as HandsAnswer).findMs).toBe(0);
  });

  describe("a picture that stands still", () => {
    const guide = { x: 0, y: 0, width: 1, height: 1 };
    const show = async (still: number, luma: number): Promise<HandsAnswer> => {
      const picture = greyFrame(luma);
      return (await pipeline.run({
        way: "hand",
        number: 1,
        task: "predict",
        picture,
        guide,
        file: true,
        still,
      })) as HandsAnswer;
    };

    test("is answered at once, and once: as often as it comes it has the same hands", async () => {
      const first = await show(1, 235);
      expect(first.hands.length).toBeGreaterThan(0);
      expect((await show(1, 235)).hands).toBe(first.hands);
    });

    test("gives way to the next picture, and is looked at again with another model or own gestures", async () => {
      const first = await show(1, 235);
      expect((await show(2, 16)).hands).toEqual([]);
      expect((await show(1, 235)).hands.length).toBeGreaterThan(0);
      pipeline.replace(HandModel.load(toyModelFiles()));
      expect((await show(1, 235)).hands).not.toBe(first.hands);
      const said = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0.2, 0.8);
      pipeline.personalise({ classify: () => said } as unknown as OwnLayer);
      expect((await show(1, 235)).hands[0]?.personal).toBe(said);
    });
  });

  test("a reset forgets the hands", async () => {
    const first = await search(235);
    pipeline.reset();
    const second = await search(235);
    expect(second.findMs).toBeGreaterThan(0);
    expect(second.hands.map(({ id }) => id)).not.toEqual(first.hands.map(({ id }) => id));
  });

  test("another model follows the same hands, and tensors stay flat", async () => {
    const { hands } = await search(235);
    const before = liveTensors();
    for (let i = 0; i < 3; i++) {
      pipeline.replace(HandModel.load(toyModelFiles()));
      const answer = (await run(greyFrame(235))) as HandsAnswer;
      expect(answer.hands.map(({ id }) => id)).toEqual(hands.map(({ id }) => id));
      expect([answer.findMs, liveTensors()]).toEqual([0, before]);
    }
  });

  test("a person's own layer is shown each hand and the head's answer; another model goes without it", async () => {
    const said = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0.2, 0.8);
    const classify = vi.fn(() => said);
    pipeline.personalise({ classify } as unknown as OwnLayer);
    const [hand] = (await search(235)).hands as [HandSeen];
    expect(hand.personal).toBe(said);
    const calls = classify.mock.calls as unknown as [HandSeen, Float32Array][];
    expect(calls.find(([shown]) => shown.embedding === hand.embedding)?.[1]).toBe(hand.probabilities);
    pipeline.replace(HandModel.load(toyModelFiles()));
    const { hands } = (await run(greyFrame(235))) as HandsAnswer;
    expect(new Set(hands.map(({ personal }) => personal))).toEqual(new Set([null]));
  });

  test("a photo is the square of each hand, where photos are on and hands are seen", async () => {
    const keep = vi.spyOn(photos, "keep");
    await run(greyFrame(235), 1);
    expect(keep).not.toHaveBeenCalled();
    photos.turn(true);
    await run(greyFrame(235), 2); // the hand is found in the second frame
    await run(greyFrame(16), 3);
    expect(keep.mock.calls.map(([number, rgba, size, hand]) => [number, rgba.length, size, hand])).toEqual([
      [2, 224 * 224 * 4, { width: 224, height: 224 }, 1],
      [2, 224 * 224 * 4, { width: 224, height: 224 }, 2],
    ]);
    const [[, rgba]] = keep.mock.calls as [Parameters<FrameImageKeeper["keep"]>];
    const middle = 4 * (112 * 224 + 112);
    expect([...rgba.subarray(middle, middle + 4)]).toEqual([255, 255, 255, 255]);
  });
});
