/** The page's own code in Node, built by training/classifier.py: one question on standard input, one answer out. */

import { calibrate } from "./calibrate";
import { classify } from "./classify";
import { steady } from "./steady";

const USAGE = `Usage: node main.js MODEL_FOLDER [--own | --inputs] < silhouettes > probabilities
       node main.js --steady < films > labels
`;

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function answer([first, how, ...more]: readonly string[]): Promise<Uint8Array | null> {
  if (first === undefined || more.length > 0) return null;
  if (first === "--steady") return steady(await readAll());
  if (how === "--own") return bytesOf(await calibrate(first, await readAll()));
  if (how === undefined || how === "--inputs")
    return bytesOf(await classify(first, await readAll(), how !== undefined));
  return null;
}

function bytesOf({ buffer }: Float32Array): Uint8Array {
  return new Uint8Array(buffer);
}

const bytes = await answer(process.argv.slice(2));
process.stdout.write(bytes ?? "");
if (bytes === null) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
