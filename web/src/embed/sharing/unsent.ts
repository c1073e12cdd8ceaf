/** Samples that wait in memory: in the page of another site nothing is stored. */

import type { Entry, OutboxDatabase } from "../../collect/outbox/database";

/** About 3 MB with pictures; a page that is offline for long keeps the newest. */
const MOST = 200;

export class Unsent implements Pick<OutboxDatabase, "add" | "count" | "ids" | "oldest" | "remove"> {
  /** The oldest first. */
  private entries: Entry[] = [];

  /** Keeps a sample; gives the number of old ones that had to go for it. */
  async add(entry: Entry): Promise<number> {
    this.entries.push(entry);
    const gone = Math.max(0, this.entries.length - MOST);
    this.entries.splice(0, gone);
    return gone;
  }

  async count(): Promise<number> {
    return this.entries.length;
  }

  async ids(): Promise<string[]> {
    return this.entries.map(({ sample }) => sample.sample_id);
  }

  async oldest(_owner: string, limit: number): Promise<Entry[]> {
    return this.entries.slice(0, limit);
  }

  async remove(sampleIds: readonly string[]): Promise<void> {
    this.entries = this.entries.filter(({ sample }) => !sampleIds.includes(sample.sample_id));
  }

  clear(): void {
    this.entries = [];
  }
}
