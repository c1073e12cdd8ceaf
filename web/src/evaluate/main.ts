/** `node main.js MODEL_FOLDER [--own]`, as built by training/classifier.py: silhouettes in, probabilities out. */

import { calibrate } from "./calibrate";
import { classify } from "./classify";

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const [folder, how] = process.argv.slice(2);
if (folder === undefined || (how !== undefined && how !== "--own")) {
  process.stderr.write("Name the model's folder: node main.js MODEL_FOLDER [--own] < silhouettes > probabilities\n");
  process.exit(2);
}
const answer = how === "--own" ? calibrate : classify;
const probabilities = await answer(folder, await readAll());
process.stdout.write(new Uint8Array(probabilities.buffer));
