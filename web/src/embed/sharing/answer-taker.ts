/** Shows one engine's answers to a recorder, as the page shows its own: no films, and nothing black. */

import { CONSENT_VERSION } from "../../api/consent";
import type { Recorder } from "../../collect/recorder";
import { Rate } from "../../recognise/answers";
import { isBlack } from "../../shared/light";
import type { SiteLevel } from "../../shared/share-messages";
import type { Engine } from "../engine";
import type { Considered } from "../watching";

/** The page of another site does not learn its visitor's name. */
export const OWNER = "the visitor";

export class AnswerTaker {
  private readonly rate = new Rate();
  private isOn = false;

  /** `onFilm` is told that nothing is taken because no camera shows it. */
  constructor(
    private readonly engine: Pick<Engine, "manifest" | "backend">,
    private readonly recorder: Pick<Recorder, "setAccount" | "consider">,
    private readonly onFilm: () => void,
  ) {}

  /** Takes samples of that level from now on; null: none. */
  allow(level: SiteLevel | null): void {
    if ((level !== null) === this.isOn) return;
    this.isOn = level !== null;
    this.recorder.setAccount(level && { name: OWNER, consent: { level, version: CONSENT_VERSION } });
  }

  /** Looks at an answer. */
  consider({ answer, totalMs, changed, isLive }: Considered): void {
    const at = performance.now();
    const fps = this.rate.tick(at);
    if (!this.isOn) return;
    const { manifest, backend } = this.engine;
    if (!isLive) this.onFilm();
    else if (!isBlack(answer.light)) {
      this.recorder.consider({ manifest, answer, totalMs, fps, backend, at, changed });
    }
  }
}
