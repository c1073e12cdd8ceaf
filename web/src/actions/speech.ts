/** Speaks with a voice of the device: one that a browser asks another server for would tell it what is said. */

import { DOING } from "./words";

/** Browsers read their voices only when they are asked for them. */
const VOICES_MS = 1500;

/** Says the words; gives them. Throws an Error where this device has no voice of its own. */
export async function speak(words: string): Promise<string> {
  const voice = await localVoice();
  if (voice === null) throw new Error(DOING.noVoice);
  const speech = new SpeechSynthesisUtterance(words);
  Object.assign(speech, { voice, lang: voice.lang });
  window.speechSynthesis.cancel(); // what is said now is what was shown last
  window.speechSynthesis.speak(speech);
  return `“${words}”`;
}

async function localVoice(): Promise<SpeechSynthesisVoice | null> {
  const { speechSynthesis } = window;
  if (speechSynthesis === undefined) return null;
  if (speechSynthesis.getVoices().length === 0) {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, VOICES_MS);
      speechSynthesis.addEventListener("voiceschanged", () => resolve(), { once: true });
    });
  }
  const local = speechSynthesis.getVoices().filter(({ localService }) => localService);
  const ofPerson = (voice: SpeechSynthesisVoice): boolean => voice.lang.startsWith(navigator.language.slice(0, 2));
  return local.find((voice) => voice.default && ofPerson(voice)) ?? local.find(ofPerson) ?? local[0] ?? null;
}
