/** The page's state: what has happened in, the name for document.body.dataset.state out. */

/** Where a person stands once model and camera are there. */
export type Phase = "needs-background" | "counting-down" | "learning-background" | "predicting" | "paused";
export type PageState = "loading" | "no-camera" | Phase | "error";

export interface Situation {
  readonly model: boolean;
  readonly camera: boolean;
  readonly failed: boolean;
  readonly phase: Phase;
}

export type PageEvent =
  | "loading"
  | "model-ready"
  | "camera-on"
  | "camera-off"
  | "take-background"
  | "countdown-over"
  | "background-learned"
  | "forget-background"
  | "toggle-pause"
  | "failed";

export const START: Situation = { model: false, camera: false, failed: false, phase: "needs-background" };

/** The name of a situation. A failure hides everything, a missing camera everything but loading. */
export function nameOf({ model, camera, failed, phase }: Situation): PageState {
  if (failed) return "error";
  if (!model) return "loading";
  return camera ? phase : "no-camera";
}

/** The situation after an event; an event that makes no sense now changes nothing. */
export function next(before: Situation, event: PageEvent): Situation {
  switch (event) {
    case "model-ready":
      return { ...before, model: true };
    case "loading":
      return before;
    case "camera-on":
      return { ...before, camera: true };
    case "camera-off":
      return { ...before, camera: false, phase: "needs-background" };
    case "failed":
      return { ...before, failed: true };
    default:
      return before.model && before.camera ? { ...before, phase: nextPhase(before.phase, event) } : before;
  }
}

type PhaseEvent = Exclude<PageEvent, "loading" | "model-ready" | "camera-on" | "camera-off" | "failed">;

function nextPhase(phase: Phase, event: PhaseEvent): Phase {
  switch (event) {
    case "take-background":
      return "counting-down";
    case "countdown-over":
      return phase === "counting-down" ? "learning-background" : phase;
    case "background-learned":
      return phase === "learning-background" ? "predicting" : phase;
    case "forget-background":
      return "needs-background";
    case "toggle-pause":
      if (phase === "predicting") return "paused";
      return phase === "paused" ? "predicting" : phase;
  }
}
