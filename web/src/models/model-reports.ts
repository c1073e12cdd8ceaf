/** Tells the server once what became of each model on this page. */

import { type Api, ApiError, type ModelReport } from "../api/api";

/** Nobody waits for a report: where the server does not take it, it is sent again after this, then twice as long. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/** Tells each thing once. */
export class ModelReports {
  private readonly told = new Map<string, ModelReport["outcome"]>();
  private waiting: readonly ModelReport[] = [];
  private isSending = false;
  private waitMs = FIRST_WAIT_MS;

  constructor(private readonly api: Pick<Api, "reportModel">) {}

  /** Tells what became of a model, if that is news; an older word on it that still waits is dropped. */
  tell(report: ModelReport): void {
    if (this.told.get(report.model_id) === report.outcome) return;
    this.told.set(report.model_id, report.outcome);
    this.waiting = [...this.waiting.filter(({ model_id }) => model_id !== report.model_id), report];
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const wait = await this.sendOne(next);
      if (wait > 0) await new Promise((over) => setTimeout(over, wait));
      else this.waiting = this.waiting.filter((one) => one !== next);
    }
    this.isSending = false;
  }

  /** Gives for how many milliseconds to wait before the next try; 0 when none is needed. */
  private async sendOne(report: ModelReport): Promise<number> {
    try {
      await this.api.reportModel(report);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 0 && error.status !== 429 && error.status < 500) return 0; // it would never be taken
      const wait = Math.max(this.waitMs, (error.retryAfter ?? 0) * 1_000);
      this.waitMs = Math.min(2 * this.waitMs, LONGEST_WAIT_MS);
      return wait;
    }
    this.waitMs = FIRST_WAIT_MS;
    return 0;
  }
}
