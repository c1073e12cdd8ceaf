/** Shows means of each half second's times in the details panel. */

import type { HandsAnswer, SilhouetteAnswer } from "../../shared/messages";
import type { DetailName, Details } from "../../ui/details";
import { Pace } from "../../ui/pace";

/** Metrics that change thirty times a second cannot be read. */
const EVERY_MS = 500;

export interface Measured {
  readonly answer:
    | Pick<SilhouetteAnswer, "way" | "inferenceMs" | "cameraMs" | "silhouetteMs" | "noise">
    | Pick<HandsAnswer, "way" | "inferenceMs" | "cameraMs" | "findMs">;
  /** From the frame's arrival on the page to its answer there. */
  readonly totalMs: number;
  /** What showing the answer took the page. */
  readonly drawMs: number;
  /** Answers in a second. */
  readonly fps: number;
}

type Summed = Exclude<
  DetailName,
  "backend" | "model-id" | "self-test" | "challenger" | "outbox" | "storage" | "version"
>;

const UNITS: Readonly<Record<Summed, string>> = {
  fps: "",
  "camera-ms": " ms",
  "silhouette-ms": " ms",
  "find-ms": " ms",
  "inference-ms": " ms",
  "draw-ms": " ms",
  "total-ms": " ms",
  noise: " %",
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

function metricsOf({ answer, totalMs, drawMs, fps }: Measured): readonly [Summed, number][] {
  return [
    ["fps", fps],
    ["camera-ms", answer.cameraMs],
    ["inference-ms", answer.inferenceMs],
    ["draw-ms", drawMs],
    ["total-ms", totalMs],
    ...(answer.way === "hand" ? ofHands(answer) : ofSilhouettes(answer)),
  ];
}

function ofHands({ findMs }: Pick<HandsAnswer, "findMs">): readonly [Summed, number][] {
  return [["find-ms", findMs]];
}

function ofSilhouettes(answer: Pick<SilhouetteAnswer, "silhouetteMs" | "noise">): readonly [Summed, number][] {
  return [
    ["silhouette-ms", answer.silhouetteMs],
    ["noise", 100 * answer.noise],
  ];
}
