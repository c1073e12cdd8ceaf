/** Short sounds that the browser makes itself. */

import type { SoundName } from "./bindings";
import { SOUNDS } from "./words";

interface Tone {
  readonly hertz: number;
  /** When it begins, and how long it lasts, in seconds. */
  readonly at: number;
  readonly lasts: number;
  readonly wave: OscillatorType;
}

const LOUD = 0.15;
const TONES: Readonly<Record<SoundName, readonly Tone[]>> = {
  chime: [
    { hertz: 880, at: 0, lasts: 0.5, wave: "sine" },
    { hertz: 1175, at: 0.15, lasts: 0.7, wave: "sine" },
  ],
  beep: [{ hertz: 740, at: 0, lasts: 0.2, wave: "sine" }],
  buzz: [{ hertz: 160, at: 0, lasts: 0.35, wave: "sawtooth" }],
};

let context: AudioContext | null = null;

/** Plays it; gives its name. Browsers let it sound once a person has pressed something. */
export function playSound(name: SoundName): string {
  context ??= new AudioContext();
  void context.resume();
  for (const { hertz, at, lasts, wave } of TONES[name]) {
    const begin = context.currentTime + at;
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.type = wave;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUD, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + lasts);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + lasts);
  }
  return SOUNDS[name];
}
