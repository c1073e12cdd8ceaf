/** Sends samples in batches; one is deleted only after the server has answered for it. */

import { type Api, ApiError, type SampleResult } from "../../api/api";
import { CONSENT_VERSION } from "../../api/consent";
import { COLLECT } from "../../ui/words/collect";
import type { Entry, OutboxDatabase } from "./database";
import { isWorthSplitting, outcomeOfResult, outcomeOfStatus, waitAfter } from "./rules";
import type { UndoWindow } from "./undo-window";

const LARGEST_BATCH = 50;
/** Below the server's 4 MiB, with room for the header. */
const LARGEST_BATCH_BYTES = 3_500_000;
/** Samples that come shortly after one another travel together. */
const GATHER_MS = 1_000;

/** So long nothing is tried after it was asked who is logged in: two answers that differ must not chase each other. */
const ASKED_MS = 1_000;

export interface Counts {
  readonly waiting: number;
  /** Since the page opened. */
  readonly sent: number;
  /** Since the page opened: refused by the server. */
  readonly dropped: number;
  /** Since the page opened: let go here, because there were too many, or they were too old to be sent. */
  readonly discarded: number;
}

export interface UploaderParts {
  readonly database: Pick<OutboxDatabase, "count" | "ids" | "oldest" | "remove">;
  readonly api: Pick<Api, "sendSamples">;
  readonly undoWindow: UndoWindow;
  readonly lock: SendingLock;
  readonly onCounts: (counts: Counts) => void;
  /** The server did not accept a sample; `reason` is its own. */
  readonly onRefused: (reason: string) => void;
  /** The session is over, or somebody else's by now. */
  readonly onStranger: () => void;
  readonly chance: () => number;
}

export class Uploader {
  private owner: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  /** Something happened during a run: it may have been too late for it. */
  private again = false;
  private failures = 0;
  /** The server asked for no request before this time, on the page's clock. */
  private notBefore = 0;
  private batchSize = LARGEST_BATCH;
  private sent = 0;
  private dropped = 0;
  private discarded = 0;

  constructor(private readonly parts: UploaderParts) {}

  /** Says whose samples may be sent; null stops after the batch in flight. */
  async setOwner(owner: string | null): Promise<void> {
    this.owner = owner;
    this.failures = 0;
    if (owner !== null) this.parts.undoWindow.see(await this.parts.database.ids(owner));
    this.kick();
    await this.report();
  }

  /** Notes a sample that was stored just now, and how many had to go for it; sends it when its undo time is over. */
  async noted(entry: Entry, gone: number): Promise<void> {
    this.discarded += gone;
    this.parts.undoWindow.see([entry.sample.sample_id]);
    await this.report();
    if (this.failures === 0 && this.timer === null) this.kick();
  }

  /** Counts samples that were let go. */
  async count(gone: number): Promise<void> {
    this.discarded += gone;
    await this.report();
  }

  /** Sends what may be sent now, for example because the browser is online again. */
  kick(): void {
    this.schedule(Math.max(0, this.notBefore - performance.now()));
  }

  /** Tells the counts anew: something was deleted. */
  async report(): Promise<void> {
    const waiting = this.owner === null ? 0 : await this.parts.database.count(this.owner);
    this.parts.onCounts({ waiting, sent: this.sent, dropped: this.dropped, discarded: this.discarded });
  }

  private schedule(delay: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.run();
    }, delay);
  }

  private async run(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    this.again = false;
    try {
      await this.parts.lock(async () => {
        while (await this.sendBatch());
      });
    } finally {
      this.running = false;
      if (this.again && this.timer === null) this.kick();
      await this.report();
    }
  }

  /** Sends one batch; true when the next one may follow at once. */
  private async sendBatch(): Promise<boolean> {
    const owner = this.owner;
    if (owner === null) return false;
    const batch = await this.nextBatch(owner);
    if (batch.length === 0) return false;
    try {
      return await this.settle(batch, await this.parts.api.sendSamples(owner, batch));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.recover(batch, error);
    }
  }

  /** The oldest samples whose undo time is over; where there are none, comes back when there are. */
  private async nextBatch(owner: string): Promise<readonly Entry[]> {
    const { database, undoWindow } = this.parts;
    const oldest = await database.oldest(owner, this.batchSize);
    undoWindow.see(oldest.map(idOf));
    const free = oldest.filter((entry) => undoWindow.remaining(idOf(entry)) === 0);
    const stale = free.filter(({ sample }) => sample.consent_version !== CONSENT_VERSION);
    if (stale.length > 0) {
      await this.remove(stale.map(idOf));
      this.discarded += stale.length;
      return this.nextBatch(owner);
    }
    if (free.length === 0 && oldest.length > 0) {
      this.schedule(Math.min(...oldest.map((entry) => undoWindow.remaining(idOf(entry)))) + GATHER_MS);
    }
    return thatFit(free);
  }

  private async settle(batch: readonly Entry[], results: readonly SampleResult[]): Promise<boolean> {
    const known = new Set(batch.map(idOf));
    const settled = results.filter(({ sample_id }) => known.has(sample_id));
    const refused = settled.filter(({ status }) => outcomeOfResult(status) === "drop");
    await this.remove(settled.map(({ sample_id }) => sample_id));
    this.sent += settled.length - refused.length;
    this.dropped += refused.length;
    await this.report();
    if (refused[0] !== undefined) this.parts.onRefused(refused[0].reason ?? COLLECT.noReason);
    if (settled.length < batch.length) return this.tryLater(null);
    this.failures = 0;
    this.batchSize = LARGEST_BATCH;
    return true;
  }

  private async recover(batch: readonly Entry[], error: ApiError): Promise<boolean> {
    const outcome = outcomeOfStatus(error.status);
    if (outcome === "retry") return this.tryLater(error.retryAfter);
    if (outcome === "ask") {
      this.owner = null;
      this.notBefore = performance.now() + ASKED_MS;
      this.parts.onStranger();
      return false;
    }
    if (isWorthSplitting(error.status) && batch.length > 1) {
      this.batchSize = Math.ceil(batch.length / 2);
      return true;
    }
    await this.remove(batch.map(idOf));
    this.dropped += batch.length;
    this.parts.onRefused(error.message);
    return true;
  }

  private async remove(ids: readonly string[]): Promise<void> {
    await this.parts.database.remove(ids);
    this.parts.undoWindow.forget(ids);
  }

  private tryLater(retryAfter: number | null): false {
    this.failures++;
    const wait = waitAfter(this.failures, retryAfter, this.parts.chance());
    if (retryAfter !== null) this.notBefore = performance.now() + wait;
    this.schedule(wait);
    return false;
  }
}

function idOf({ sample }: Entry): string {
  return sample.sample_id;
}

/** The first of them that fit into one request; at least one. */
function thatFit(entries: readonly Entry[]): readonly Entry[] {
  let bytes = 0;
  return entries.filter(({ networkInput, frameImage }, i) => {
    bytes += networkInput.length + (frameImage?.length ?? 0);
    return i === 0 || bytes <= LARGEST_BATCH_BYTES;
  });
}

const NAME = "sending the outbox";

/** Does some work while nobody else sends, also in other tabs. */
export type SendingLock = (work: () => Promise<void>) => Promise<void>;

/** The browser's lock. Without one (plain http) tabs may send the same, which the server stores once. */
export function sendingLock(locks: LockManager | undefined): SendingLock {
  if (locks === undefined) return (work) => work();
  return async (work) => {
    await locks.request(NAME, work);
  };
}
