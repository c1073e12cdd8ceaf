/** The page's state machine, whose state's name is document.body.dataset.state. */

import type { Way } from "../../shared/messages";

/** Where a person stands once model and camera are there; only silhouettes need a background. */
export type Phase = "needs-background" | "counting-down" | "learning-background" | "predicting" | "paused";
export type PageState = "loading" | "no-camera" | Phase | "error";

export interface Situation {
  readonly way: Way;
  /** The ways whose model is there. */
  readonly models: readonly Way[];
  readonly camera: boolean;
  readonly failed: boolean;
  readonly phase: Phase;
}

export type PageEvent =
  | "loading"
  | `${Way}-ready`
  | `go-${Way}`
  | "camera-on"
  | "camera-off"
  | "take-background"
  | "countdown-over"
  | "background-learned"
  | "toggle-pause"
  | "failed";

/** Where each way begins, and begins anew: only one of them has a step before the first answer. */
const FIRST: Readonly<Record<Way, Phase>> = { hand: "predicting", silhouette: "needs-background" };

/** The situation of a page that has just been opened. */
export function startOf(way: Way): Situation {
  return { way, models: [], camera: false, failed: false, phase: FIRST[way] };
}

/** The way that `?way=` asks for; that of hands where it asks for none or for nonsense. */
export function parseWay(query: string | null): Way {
  return query === "silhouette" ? "silhouette" : "hand";
}

/** The name of a situation. A failure hides everything, a missing model all but that, a missing camera all but those. */
export function nameOf({ way, models, camera, failed, phase }: Situation): PageState {
  if (failed) return "error";
  if (!models.includes(way)) return "loading";
  return camera ? phase : "no-camera";
}

/** The situation after an event; an event that makes no sense now changes nothing. */
export function next(before: Situation, event: PageEvent): Situation {
  switch (event) {
    case "hand-ready":
      return withModel(before, "hand");
    case "silhouette-ready":
      return withModel(before, "silhouette");
    case "go-hand":
      return { ...before, way: "hand", phase: FIRST.hand };
    case "go-silhouette":
      return { ...before, way: "silhouette", phase: FIRST.silhouette };
    case "loading":
      return before;
    case "camera-on":
      return { ...before, camera: true };
    case "camera-off":
      return { ...before, camera: false, phase: FIRST[before.way] };
    case "failed":
      return { ...before, failed: true };
    default:
      return before.models.includes(before.way) && before.camera
        ? { ...before, phase: nextPhase(before, event) }
        : before;
  }
}

type PhaseEvent = Extract<PageEvent, "take-background" | "countdown-over" | "background-learned" | "toggle-pause">;

function withModel(before: Situation, way: Way): Situation {
  return { ...before, models: [...before.models.filter((one) => one !== way), way] };
}

function nextPhase({ way, phase }: Situation, event: PhaseEvent): Phase {
  if (event === "toggle-pause") {
    if (phase === "predicting") return "paused";
    return phase === "paused" ? "predicting" : phase;
  }
  if (way === "hand") return phase; // there is no background
  switch (event) {
    case "take-background":
      return "counting-down";
    case "countdown-over":
      return phase === "counting-down" ? "learning-background" : phase;
    case "background-learned":
      return phase === "learning-background" ? "predicting" : phase;
  }
}
