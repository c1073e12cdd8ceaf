/** `npm run --silent classify -- MODEL_FOLDER [--own]`: silhouettes on stdin, float32 probabilities on stdout. */

import { calibrate } from "./calibrate";
import { classify } from "./classify";

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const [folder, how] = process.argv.slice(2);
if (folder === undefined || (how !== undefined && how !== "--own")) {
  process.stderr.write(
    "Name the model's folder: npm run --silent classify -- MODEL_FOLDER [--own] < silhouettes > probabilities\n",
  );
  process.exit(2);
}
const answer = how === "--own" ? calibrate : classify;
const probabilities = await answer(folder, await readAll());
process.stdout.write(new Uint8Array(probabilities.buffer));
