/** What keeps the page from its answers, and the one sentence about it. */

import { INTERRUPTED_WORDS } from "./camera/camera-error";
import type { Interruption } from "./camera/stream-watch";
import { type Advice, adviceInState, type Scene } from "./naming/guidance";
import type { PageState } from "./naming/state";

/** States in which the camera's frames are waited for. */
const LOOKING: readonly PageState[] = ["needs-background", "counting-down", "learning-background", "predicting"];

export class Problems {
  /** Why there is no camera, and why there is no recogniser; null: nobody knows of a reason. */
  camera: string | null = null;
  loading: string | null = null;
  /** The camera runs and gives no frames. */
  interruption: Interruption | null = null;
  private failure: string | null = null;

  /** The page cannot go on. The first reason counts: what fails after it fails because of it. */
  fail(message: string): void {
    this.failure ??= message;
  }

  /** What to say in a state. */
  adviceIn(state: PageState, scene: Scene): Advice {
    if (this.interruption !== null && LOOKING.includes(state)) {
      return { words: INTERRUPTED_WORDS[this.interruption], primary: null, spoken: true };
    }
    return adviceInState(state, this.in(state), scene);
  }

  private in(state: PageState): string | null {
    if (state === "error") return this.failure;
    if (state === "loading") return this.loading;
    return state === "no-camera" ? this.camera : null;
  }
}
