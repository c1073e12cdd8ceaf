/** `node main.js MODEL_FOLDER [--own | --inputs]`, built by training/classifier.py: silhouettes in, probabilities out. */

import { calibrate } from "./calibrate";
import { classify } from "./classify";

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const [folder, how] = process.argv.slice(2);
if (folder === undefined || (how !== undefined && how !== "--own" && how !== "--inputs")) {
  process.stderr.write("Usage: node main.js MODEL_FOLDER [--own | --inputs] < silhouettes > probabilities\n");
  process.exit(2);
}
const stream = await readAll();
const probabilities = await (how === "--own"
  ? calibrate(folder, stream)
  : classify(folder, stream, how === "--inputs"));
process.stdout.write(new Uint8Array(probabilities.buffer));
