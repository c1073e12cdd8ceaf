/** Names samples in the order of time, so that the server's index of names grows at one end only. */

/** A UUID of version 7: milliseconds, then chance. */
export function sampleId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice("xxxxxxxx-xxxx-4".length)}`;
}
