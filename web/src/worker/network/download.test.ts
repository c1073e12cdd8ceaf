/** Reading a model: what its manifest says is checked byte by byte. */

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { exampleManifest } from "../../testing/example-manifest";
import { fromFolder, readGolden, readModel } from "./download";
import { Progress } from "./progress";

const graph = Buffer.from('{"a graph": true}');
const golden = Buffer.from('{"cases": []}');

const describeFile = (path: string, bytes: Buffer): object => ({
  path,
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

function folder(files: Readonly<Record<string, Buffer>>): { source: ReturnType<typeof fromFolder>; asked: string[] } {
  const asked: string[] = [];
  const source = fromFolder(async (name) => {
    asked.push(name);
    return new Uint8Array(files[name] as Buffer).buffer;
  });
  return { source, asked };
}

const manifest = Buffer.from(
  JSON.stringify({
    ...(exampleManifest as object),
    files: [
      describeFile("model.json", graph),
      describeFile("golden.json", golden),
      describeFile("MODEL_CARD.md", golden),
    ],
  }),
);

test("reads the network's files, not the golden answers and not the card", async () => {
  const { source, asked } = folder({ "manifest.json": manifest, "model.json": graph, "golden.json": golden });
  const { bytes } = await readModel(source);
  expect(asked).toEqual(["manifest.json", "model.json"]);
  expect(Buffer.from(bytes.get("model.json") as ArrayBuffer).equals(graph)).toBe(true);
});

test("the golden answers are read when they are asked for, and checked as well", async () => {
  const { source } = folder({ "manifest.json": manifest, "model.json": graph, "golden.json": golden });
  const { manifest: parsed } = await readModel(source);
  expect(await readGolden(parsed, source)).toEqual({ cases: [] });
  const { source: broken } = folder({ "golden.json": graph });
  await expect(readGolden(parsed, broken)).rejects.toThrow("golden.json is not the one that its manifest describes");
});

test.each([
  ["one changed byte", Buffer.from('{"a graph": tru_}')],
  ["a missing byte", graph.subarray(1)],
])("%s in a file stops", async (_, wrong) => {
  const { source } = folder({ "manifest.json": manifest, "model.json": wrong });
  await expect(readModel(source)).rejects.toThrow("model.json is not the one that its manifest describes");
});

test("a bad manifest stops, and what is no JSON at all says so", async () => {
  const { source } = folder({ "manifest.json": Buffer.from('{"schema": 2, "way": "silhouette"}') });
  await expect(readModel(source)).rejects.toThrow("manifest.id must be present");
  const { source: portal } = folder({ "manifest.json": Buffer.from("<!doctype html>Log in to the train's network") });
  await expect(readModel(portal)).rejects.toThrow("What came instead of the model's manifest is none");
});

test("progress is told in bytes of all files together, and never more than there are", () => {
  const told: [number, number][] = [];
  const progress = new Progress((loaded, total) => told.push([loaded, total]));
  progress.expect("a", 100);
  progress.expect("b", 300);
  progress.show("a", 60);
  progress.show("b", 900);
  progress.show("a", 0);
  progress.show("unknown", 5);
  expect(told).toEqual([
    [0, 100],
    [0, 400],
    [60, 400],
    [360, 400],
    [300, 400],
  ]);
});
