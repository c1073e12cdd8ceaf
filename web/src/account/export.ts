/** The export: the parts of one's own samples on the server in, zip files saved by the browser out. */

import type { OwnApi } from "../api/own-api";
import { unreachable } from "../api/transport";
import { save } from "../ui/save";

const FIRST = "/api/samples.zip";

/** Fetches part after part and saves each as a file; tells the bytes so far. Throws ApiError; then nothing is half. */
export async function exportAll(api: Pick<OwnApi, "export">, onBytes: (bytes: number) => void): Promise<number> {
  let path: string | null = FIRST;
  let bytes = 0;
  let parts = 0;
  while (path !== null) {
    const response: Response = await api.export(path);
    const before = bytes;
    const blob = await whole(response, (read) => {
      bytes = before + read;
      onBytes(bytes);
    });
    path = nextOf(response.headers.get("Link"));
    parts++;
    save(blob, parts === 1 && path === null ? "my-gestures.zip" : `my-gestures-${parts}.zip`);
  }
  return parts;
}

/** Where a Link header says that the next part is; null where it names none. */
export function nextOf(link: string | null): string | null {
  return /<(\/api\/samples\.zip[^>]*)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1] ?? null;
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
