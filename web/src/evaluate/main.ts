/** The page's own code in Node, built by training/registry/recogniser.py: one question on standard input, one answer out. */

import { classify } from "./classify";
import { followHands, lookAtSquares, seeHands } from "./hands";
import { personal } from "./personal";
import { steady } from "./steady";
import { swipes } from "./swipes";

const USAGE = `Usage: node main.js MODEL_FOLDER < silhouettes > probabilities
       node main.js MODEL_FOLDER --hands < pictures > rows
       node main.js MODEL_FOLDER --follow < frames > rows
       node main.js MODEL_FOLDER --look < pictures with squares > rows
       node main.js MODEL_FOLDER --personal < question > probabilities
       node main.js --steady < films > labels
       node main.js --swipes < films > swipes
`;

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function* answer([first, how, ...more]: readonly string[]): AsyncGenerator<Uint8Array> {
  if (first === undefined || more.length > 0) throw new UsageError();
  if (first === "--steady") yield steady(await readAll());
  else if (first === "--swipes") yield swipes(await readAll());
  else if (how === "--follow") for await (const row of followHands(first, process.stdin)) yield bytesOf(row);
  else if (how === "--hands") for await (const row of seeHands(first, process.stdin)) yield bytesOf(row);
  else if (how === "--look") for await (const row of lookAtSquares(first, process.stdin)) yield bytesOf(row);
  else if (how === "--personal") yield bytesOf(await personal(first, await readAll()));
  else if (how === undefined) yield bytesOf(await classify(first, await readAll()));
  else throw new UsageError();
}

class UsageError extends Error {}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

try {
  for await (const bytes of answer(process.argv.slice(2))) {
    if (!process.stdout.write(bytes)) await new Promise((go) => process.stdout.once("drain", go));
  }
} catch (error) {
  const isOfUsage = error instanceof UsageError;
  const words = isOfUsage ? USAGE : `${error instanceof Error ? error.message : error}\n`;
  // Whoever still sends pictures would keep the program alive.
  process.stderr.write(words, () => process.exit(isOfUsage ? 2 : 1));
}
