/** Shows means of each half second's times in the details panel; the drawer shows the others above it. */

import type { HandsAnswer, SilhouetteAnswer } from "../../shared/messages";
import type { DetailName, Details } from "../../ui/details";
import { Pace } from "../../ui/pace";

/** Metrics that change thirty times a second cannot be read. */
const EVERY_MS = 500;

export interface Measured {
  readonly answer:
    | Pick<SilhouetteAnswer, "way" | "cameraMs" | "silhouetteMs">
    | Pick<HandsAnswer, "way" | "cameraMs" | "findMs">;
  /** What showing the answer took the page. */
  readonly drawMs: number;
}

type Summed = Exclude<
  DetailName,
  "backend" | "model-id" | "self-test" | "challenger" | "outbox" | "storage" | "version"
>;

const UNITS: Readonly<Record<Summed, string>> = {
  "camera-ms": " ms",
  "silhouette-ms": " ms",
  "find-ms": " ms",
  "draw-ms": " ms",
};

export class Metrics {
  private readonly pace = new Pace(EVERY_MS);
  private sums = new Map<Summed, number>();
  private count = 0;

  constructor(private readonly details: Pick<Details, "set">) {}

  /** What was measured is not of what comes next. */
  clear(): void {
    this.sums.clear();
    this.count = 0;
    this.pace.restart();
    for (const name of Object.keys(UNITS) as Summed[]) this.details.set(name, "–");
  }

  /** Takes one answer's metrics; `at` is when it was shown, in milliseconds on any clock that runs. */
  note(measured: Measured, at: number): void {
    for (const [name, value] of metricsOf(measured)) this.sums.set(name, (this.sums.get(name) ?? 0) + value);
    this.count++;
    if (!this.pace.isDue(at)) return;
    for (const [name, sum] of this.sums) this.details.set(name, `${(sum / this.count).toFixed(1)}${UNITS[name]}`);
    this.sums.clear();
    this.count = 0;
  }
}

function metricsOf({ answer, drawMs }: Measured): readonly [Summed, number][] {
  return [
    ["camera-ms", answer.cameraMs],
    ["draw-ms", drawMs],
    answer.way === "hand" ? ["find-ms", answer.findMs] : ["silhouette-ms", answer.silhouetteMs],
  ];
}
