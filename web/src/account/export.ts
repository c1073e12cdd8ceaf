/** Downloads a person's samples from the server as zip files. */

import { type Client, unreachable } from "../api/client";
import { save } from "../ui/make";

/** Fetches part after part and saves each as a file; tells the bytes so far. Throws ApiError; then nothing is half. */
export async function exportAll(client: Pick<Client, "send">, onBytes: (bytes: number) => void): Promise<number> {
  let after: string | null = null;
  let bytes = 0;
  let parts = 0;
  do {
    const query: { after?: string } = after === null ? {} : { after };
    const response: Response = await client.send("get", "/api/samples.zip", { query, timeoutMs: null });
    const before = bytes;
    const blob = await whole(response, (read) => {
      bytes = before + read;
      onBytes(bytes);
    });
    after = nextOf(response.headers.get("Link"));
    parts++;
    save(blob, parts === 1 && after === null ? "my-gestures.zip" : `my-gestures-${parts}.zip`);
  } while (after !== null);
  return parts;
}

/** Where a Link header says that the next part begins; null where it names none. */
export function nextOf(link: string | null): string | null {
  const address = /<[^>?]*\/api\/samples\.zip(\?[^>]*)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  return address === undefined ? null : new URLSearchParams(address).get("after");
}

async function whole(response: Response, onRead: (bytes: number) => void): Promise<Blob> {
  const reader = response.body?.getReader();
  if (reader === undefined) return response.blob();
  const chunks: BlobPart[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw unreachable();
    });
    if (done) return new Blob(chunks, { type: "application/zip" });
    chunks.push(value);
    bytes += value.length;
    onRead(bytes);
  }
}
