/** Says in words how much of the browser's storage is used. */

const MB = 1e6;

/** How much is used of how much, and whether the browser may clear it; "unknown" where it does not say. */
export async function storageWords(storage: StorageManager | undefined): Promise<string> {
  if (storage?.estimate === undefined) return "unknown";
  try {
    const { usage = 0, quota = 0 } = await storage.estimate();
    const kept = (await storage.persisted()) ? "kept" : "the browser may clear it";
    return `${(usage / MB).toFixed(1)} MB of ${sizeWords(quota)}, ${kept}`;
  } catch {
    return "unknown";
  }
}

/** Asks the browser to keep what waits, also when it runs out of space. */
export async function askToKeep(storage: StorageManager | undefined): Promise<void> {
  await storage?.persist?.().catch(() => false); // an answer either way; the panel shows it
}

function sizeWords(bytes: number): string {
  return bytes >= 1000 * MB ? `${(bytes / 1000 / MB).toFixed(0)} GB` : `${(bytes / MB).toFixed(0)} MB`;
}
