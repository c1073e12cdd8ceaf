/** Reading a model: what its manifest says is checked byte by byte. */

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { overHttp, type ReadFile, readModel } from "../../../web/src/worker/download";
import { exampleManifest } from "../shared/example-manifest";
import { serving } from "../shared/examples";

const graph = Buffer.from('{"a graph": true}');
const golden = Buffer.from('{"cases": []}');

const describeFile = (path: string, bytes: Buffer): object => ({
  path,
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

function folder(files: Readonly<Record<string, Buffer>>): { read: ReadFile; asked: string[] } {
  const asked: string[] = [];
  const read: ReadFile = async (name) => {
    asked.push(name);
    return new Uint8Array(files[name] as Buffer).buffer;
  };
  return { read, asked };
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
  const { read, asked } = folder({ "manifest.json": manifest, "model.json": graph, "golden.json": golden });
  const { bytes } = await readModel("manifest.json", read);
  expect(asked).toEqual(["manifest.json", "model.json"]);
  expect(Buffer.from(bytes.get("model.json") as ArrayBuffer).equals(graph)).toBe(true);
});

test.each([
  ["one changed byte", Buffer.from('{"a graph": tru_}')],
  ["a missing byte", graph.subarray(1)],
])("%s in a file stops", async (_, wrong) => {
  const { read } = folder({ "manifest.json": manifest, "model.json": wrong });
  await expect(readModel("manifest.json", read)).rejects.toThrow(
    "model.json is not the one that its manifest describes",
  );
});

test("a bad manifest stops", async () => {
  const { read } = folder({ "manifest.json": Buffer.from('{"schema": 1}') });
  await expect(readModel("manifest.json", read)).rejects.toThrow("manifest.id must be present");
});

test("over HTTP the files lie beside the manifest, and a missing one stops", async () => {
  await serving(
    ({ path }) => (path === "/models/x/model.json" ? { status: 200, reply: 7 } : { status: 404, reply: {} }),
    async (origin, received) => {
      const { name, read } = overHttp(`${origin}/models/x/manifest.json`);
      expect(name).toBe("manifest.json");
      expect(Buffer.from(await read("model.json")).toString()).toBe("7");
      await expect(read("gone.bin")).rejects.toThrow("gone.bin could not be loaded (404)");
      expect(received.map(({ path }) => path)).toEqual(["/models/x/model.json", "/models/x/gone.bin"]);
    },
  );
});
