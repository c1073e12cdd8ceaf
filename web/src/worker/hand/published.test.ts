/** The published model of hands in the page's own code: its golden answers, its tensors, and frames without a hand. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loadFromFolder } from "../../evaluate/classify";
import { handFolder } from "../../testing/current-model";
import { liveTensors } from "../network/backend";
import { unpack } from "../network/golden";
import { type Bytes, Graph } from "../network/graph";
import { compareHands, type HandGolden, parseHandGolden } from "./golden";
import type { HandModel } from "./model";
import { HandRecogniser } from "./recogniser";

describe.runIf(handFolder !== null)("the current model of hands", () => {
  let model: HandModel;
  let golden: HandGolden;
  beforeAll(async () => {
    const folder = handFolder as string;
    model = (await loadFromFolder(folder)) as HandModel;
    golden = parseHandGolden(JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")), model.manifest);
  });

  test("gives the answers that it gave in training", async () => {
    const found = await compareHands(golden, model, async () => undefined);
    expect(found).toMatchObject({ passed: true, otherCounts: 0, otherSquares: 0, otherCrops: 0, otherPoints: 0 });
    expect(golden.cases.some(({ hands }) => hands.length > 0)).toBe(true);
    expect(golden.cases.some(({ hands }) => hands.length === 0)).toBe(true);
  });

  test("would not pass with two labels swapped, nor with a frame that is a little brighter", async () => {
    const labels = [...model.manifest.labels].reverse();
    const swapped = Object.assign(Object.create(model) as HandModel, { manifest: { ...model.manifest, labels } });
    expect((await compareHands(golden, swapped, async () => undefined)).passed).toBe(false);
    const { width, height, rgba, hands } = golden.cases.find(
      ({ hands }) => hands.length > 0,
    ) as HandGolden["cases"][number];
    const brighter = (await unpack(rgba)).map((value, i) => (i % 4 < 3 ? Math.min(value + 1, 255) : value));
    const recogniser = new HandRecogniser(model);
    recogniser.see(brighter, width, height, 0);
    const { bytes } = recogniser.look((hands[0] as (typeof hands)[number]).square);
    recogniser.see(await unpack(rgba), width, height, 0);
    expect(recogniser.look((hands[0] as (typeof hands)[number]).square).bytes).not.toEqual(bytes);
  });

  test("pauses its finder three times, and gives the same numbers as in one run", () => {
    const folder = handFolder as string;
    const files = ["finder.json", "finder.bin"].map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]);
    const bytes = new Map(
      files.map(([name, each]) => [name, (each as Uint8Array<ArrayBuffer>).buffer] as const),
    ) as Bytes;
    const finder = Graph.load(bytes, "finder.json");
    const { side } = model.manifest.finder;
    const picture = new Uint8Array(3 * side ** 2).map((_, i) => (i * 37) % 251);
    const before = liveTensors();
    const whole = finder.run(picture, [1, side, side, 3]);
    for (const parts of [1, 2, 3]) {
      const run = finder.begin(picture, [1, side, side, 3]);
      for (let part = 1; part < parts; part++) run.goOn();
      expect(liveTensors()).toBe(before + (parts === 3 ? 2 : 1));
      expect(run.finish()).toEqual(whole);
      run.dispose();
      expect(liveTensors()).toBe(before);
    }
    finder.dispose();
    const { userDefinedMetadata, ...rest } = JSON.parse(readFileSync(join(folder, "finder.json"), "utf8"));
    const layer = expect.stringContaining("/prelu_");
    expect(userDefinedMetadata.pauses).toEqual([[layer], [layer], [layer, layer]]);
    const wrong = JSON.stringify({ ...rest, userDefinedMetadata: { pauses: [["nowhere"]] } });
    const renamed = new Map([...bytes, ["finder.json", new TextEncoder().encode(wrong).buffer]]);
    expect(() => Graph.load(renamed, "finder.json")).toThrow("a node to pause at that it does not have");
  });

  test("keeps no tensors", async () => {
    const frames = await Promise.all(golden.cases.map(async (each) => ({ ...each, frame: await unpack(each.rgba) })));
    const recogniser = new HandRecogniser(model);
    recogniser.reset(); // what another test began
    const before = liveTensors();
    for (let i = 0; i < 100; i++) {
      const { frame, width, height } = frames[i % frames.length] as (typeof frames)[number];
      recogniser.see(frame, width, height, 50 * i);
    }
    recogniser.reset(); // a search that is under way keeps one
    expect(liveTensors()).toBe(before);
  });

  test.each([
    [16, 16],
    [641, 479],
    [3840, 2160],
  ])("names nothing in grey frames of %i×%i", (width, height) => {
    const recogniser = new HandRecogniser(model);
    for (const grey of [0, 128, 255]) {
      expect(recogniser.seeStill(new Uint8Array(width * height * 4).fill(grey), width, height).hands).toEqual([]);
    }
  });
});
