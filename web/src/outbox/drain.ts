/** Sending: samples of the outbox in, batches to the server out; a sample is deleted only after its 2xx result. */

import { type Api, ApiError, type SampleResult } from "../shared/api";
import type { Entry, OutboxDatabase } from "./database";
import { isWorthSplitting, outcomeOfResult, outcomeOfStatus, waitAfter } from "./rules";

const LARGEST_BATCH = 50;
/** Samples that come shortly after one another travel together. */
const GATHER_MS = 1_000;

export interface Counts {
  readonly waiting: number;
  /** Since the page opened. */
  readonly sent: number;
  /** Since the page opened: refused by the server, or too many. */
  readonly dropped: number;
}

export class Drain {
  private owner: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  private failures = 0;
  private batchSize = LARGEST_BATCH;
  private sent = 0;
  private dropped = 0;

  constructor(
    private readonly database: OutboxDatabase,
    private readonly api: Pick<Api, "sendSamples">,
    private readonly onCounts: (counts: Counts) => void,
  ) {}

  /** Says whose samples may be sent; null stops after the batch in flight. */
  setOwner(owner: string | null): void {
    this.owner = owner;
    this.failures = 0;
    this.kick();
    void this.report();
  }

  /** Keeps a sample and sends it soon. */
  async add(entry: Entry): Promise<void> {
    this.dropped += await this.database.add(entry);
    await this.report();
    if (this.failures === 0) this.schedule(GATHER_MS);
  }

  /** Deletes what waits for an owner who withdrew consent. */
  async forget(owner: string): Promise<void> {
    await this.database.clear(owner);
    await this.report();
  }

  /** Sends what waits now, for example because the browser is online again. */
  kick(): void {
    this.schedule(0);
  }

  private schedule(delay: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.run();
    }, delay);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (await this.sendBatch());
    } finally {
      this.running = false;
      await this.report();
    }
  }

  /** Sends one batch; true when the next one may follow at once. */
  private async sendBatch(): Promise<boolean> {
    const owner = this.owner;
    if (owner === null) return false;
    const batch = await this.database.oldest(owner, this.batchSize);
    if (batch.length === 0) return false;
    try {
      const results = await this.api.sendSamples(batch);
      return await this.settle(batch, results);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.recover(batch, error);
    }
  }

  private async settle(batch: readonly Entry[], results: readonly SampleResult[]): Promise<boolean> {
    const known = new Set(batch.map(({ sample }) => sample.sample_id));
    const settled = results.filter(({ sampleId }) => known.has(sampleId));
    const dropped = settled.filter(({ status }) => outcomeOfResult(status) === "drop").length;
    await this.database.remove(settled.map(({ sampleId }) => sampleId));
    this.sent += settled.length - dropped;
    this.dropped += dropped;
    await this.report();
    if (settled.length < batch.length) return this.tryLater(null);
    this.failures = 0;
    this.batchSize = LARGEST_BATCH;
    return true;
  }

  private async recover(batch: readonly Entry[], error: ApiError): Promise<boolean> {
    if (outcomeOfStatus(error.status) === "retry") {
      return error.status === 401 ? false : this.tryLater(error.retryAfter);
    }
    if (isWorthSplitting(error.status) && batch.length > 1) {
      this.batchSize = Math.ceil(batch.length / 2);
      return true;
    }
    await this.database.remove(batch.map(({ sample }) => sample.sample_id));
    this.dropped += batch.length;
    return true;
  }

  private tryLater(retryAfter: number | null): false {
    this.failures++;
    this.schedule(waitAfter(this.failures, retryAfter));
    return false;
  }

  private async report(): Promise<void> {
    const waiting = this.owner === null ? 0 : await this.database.count(this.owner);
    this.onCounts({ waiting, sent: this.sent, dropped: this.dropped });
  }
}
