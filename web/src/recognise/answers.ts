/** What becomes of each answer: it is read, shown, measured, offered as a sample and announced. */

import { isBlack } from "../shared/light";
import type { Manifest } from "../shared/manifest";
import type { Answer, OwnName, Way } from "../shared/messages";
import type { Preferences } from "../ui/preferences";
import type { Camera } from "./camera/camera";
import { announce } from "./gesture-event";
import type { SeenAnswer } from "./labelling";
import type { Scene } from "./naming/guidance";
import type { Said } from "./naming/hand-names";
import { type InUse, Readers } from "./readers";
import type { Metrics } from "./view/metrics";
import type { Seen, View } from "./view/view";

/** An answer with what the page knows of it. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly answer: Answer;
  readonly totalMs: number;
  /** Answers a second; 0 before there are two. */
  readonly fps: number;
  /** What runs the network. */
  readonly backend: string;
  /** When it came, on the page's clock, in milliseconds. */
  readonly at: number;
  readonly changed: boolean;
}

export interface AnswerParts {
  readonly camera: Pick<Camera, "showsFile">;
  readonly collector: { consider(recorded: Recorded): void };
  readonly metrics: Pick<Metrics, "note">;
  readonly view: Pick<View, "showAdvice" | "showAnswer" | "showOwn">;
  readonly page: Document;
}

export class Answers {
  private readonly readers = new Readers();
  private rate = new Rate();
  private newest: SeenAnswer | null = null;
  private own: readonly OwnName[] = [];
  private twoHands = true;

  constructor(private readonly parts: AnswerParts) {}

  /** A model is in use from now on: what was said by another one of its way is not what the page says. */
  use(inUse: InUse): void {
    this.readers.use(inUse);
    if (inUse.manifest.way === "hand") this.own = [];
    if (this.newest?.way === inUse.manifest.way) this.newest = null;
  }

  /** Own gestures are in use from now on, in the order of their probabilities, and no others. */
  useOwn(own: readonly OwnName[]): void {
    this.readers.useOwn(own.map(({ id }) => id));
    this.own = own;
    this.parts.view.showOwn(own);
  }

  /** Whether two hands are named, and from which probability a name counts as sure, as a person set it. */
  set({ twoHands, threshold }: Pick<Preferences, "twoHands" | "threshold">): void {
    this.twoHands = twoHands;
    this.readers.demand(threshold);
  }

  /** The model in use for a way; null before the first one. */
  of(way: Way): InUse | null {
    return this.readers.of(way);
  }

  /** The answer that the page shows now; null where it shows none. */
  get shown(): SeenAnswer | null {
    return this.newest;
  }

  /** Takes an answer that came `totalMs` after its frame; it is dropped where there is no model of its way. */
  take(given: Answer, totalMs: number, scene: Scene): void {
    const at = performance.now();
    const model = this.readers.of(given.way);
    const said = this.readers.take(given, at, scene, this.twoHands);
    if (model === null || said === null) return;
    const answer = ledBy(given, said);
    const { camera, collector, metrics, page, view } = this.parts;
    const { manifest, backend } = model;
    const fps = this.rate.tick(at);
    const { steady, means, confidence, confident } = said.name;
    const hand = answer.way === "hand" ? (answer.hands[0] ?? null) : null;
    this.newest = { said: steady, at, way: answer.way, hand };
    view.showAdvice(said.advice);
    const { inferenceMs } = answer;
    view.showAnswer({
      at,
      steady,
      means,
      confidence,
      confident,
      seen: seenIn(answer, said),
      inferenceMs,
      totalMs,
      fps,
    });
    metrics.note({ answer, drawMs: performance.now() - at }, at);
    const { changed } = said;
    if (!camera.showsFile && !isBlack(answer.light))
      collector.consider({ manifest, answer, totalMs, fps, backend, at, changed });
    const own = answer.way === "hand" ? this.own.map(({ id, name }) => ({ id, name })) : [];
    announce(page, answer, said, { totalMs, modelId: manifest.id, own });
  }

  /** What comes next has nothing to do with what came before. */
  forget(): void {
    this.readers.forget();
    this.newest = null;
    this.rate = new Rate();
  }
}

/** What an answer took the worker, in milliseconds. */
export function busyMs(answer: Answer): number {
  const { cameraMs, inferenceMs } = answer;
  return cameraMs + inferenceMs + (answer.way === "hand" ? answer.findMs : answer.silhouetteMs);
}

/** The answer with the hand that leads first: what is shown, kept and corrected is that of one and the same hand. */
function ledBy(answer: Answer, { hands }: Said): Answer {
  return answer.way === "hand" ? { ...answer, hands: hands.map(({ hand }) => hand) } : answer;
}

function seenIn(answer: Answer, { hands, noise }: Said): Seen {
  if (answer.way === "hand") return { way: "hand", hands, frame: { width: answer.width, height: answer.height } };
  return { way: "silhouette", mask: answer.mask, noise: noise ?? 0 };
}

const WINDOW_MS = 1000;

/** Counts the events of the last second. */
export class Rate {
  private times: number[] = [];

  /** Notes an event at `at` (milliseconds) and gives the rate; 0 until there are two events. */
  tick(at: number): number {
    this.times = this.times.filter((time) => at - time < WINDOW_MS);
    this.times.push(at);
    const span = at - (this.times[0] as number);
    return span > 0 ? ((this.times.length - 1) * 1000) / span : 0;
  }
}
