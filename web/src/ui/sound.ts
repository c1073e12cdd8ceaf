/** A short sound for those who want to hear that a gesture was recognised. */

import type { PreferenceStore } from "./preferences";

const HERTZ = 740;
const SECONDS = 0.14;
const LOUD = 0.12;

export class Sound {
  private context: AudioContext | null = null;
  private last = "none";

  /** `open` makes what plays; browsers let it sound once a person has pressed something. */
  constructor(
    private readonly preferences: Pick<PreferenceStore, "all">,
    private readonly open: () => AudioContext = () => new AudioContext(),
  ) {}

  /** The page names this now; it sounds where that is another gesture than before. */
  follow(named: string): void {
    const isNew = named !== this.last && named !== "none";
    this.last = named;
    if (isNew && this.preferences.all.sound) this.play();
  }

  private play(): void {
    this.context ??= this.open();
    const { currentTime, destination } = this.context;
    const [tone, volume] = [this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = HERTZ;
    volume.gain.setValueAtTime(LOUD, currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, currentTime + SECONDS);
    tone.connect(volume).connect(destination);
    tone.start();
    tone.stop(currentTime + SECONDS);
  }
}
