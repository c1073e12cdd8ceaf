/** `npm run --silent classify -- MODEL_FOLDER`: silhouettes on stdin, float32 probabilities on stdout. */

import { classify } from "./classify";

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write(
    "Name the model's folder: npm run --silent classify -- MODEL_FOLDER < silhouettes > probabilities\n",
  );
  process.exit(2);
}
const probabilities = await classify(folder, await readAll());
process.stdout.write(new Uint8Array(probabilities.buffer));
