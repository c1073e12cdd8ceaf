// @vitest-environment jsdom
/** Words and a device's voices in; what is spoken by which voice, or why nothing is, out. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { speak } from "./speech";
import { DOING } from "./words";

const voice = (lang: string, localService: boolean, isDefault = false): SpeechSynthesisVoice =>
  ({ lang, localService, default: isDefault }) as SpeechSynthesisVoice;
const REMOTE = voice("en-US", false, true);
const GERMAN = voice("de-DE", true, true);
const ENGLISH = voice("en-GB", true);

let voices: SpeechSynthesisVoice[];
let spoken: { text: string; voice: SpeechSynthesisVoice }[];

beforeEach(() => {
  vi.useFakeTimers();
  [voices, spoken] = [[], []];
  const synthesis = Object.assign(new EventTarget(), {
    getVoices: () => voices,
    cancel: () => undefined,
    speak: (speech: (typeof spoken)[number]) => void spoken.push(speech),
  });
  vi.stubGlobal("speechSynthesis", synthesis);
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      constructor(readonly text: string) {}
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a voice of the device in the person's language speaks, and none that would ask another server", async () => {
  voices = [REMOTE, GERMAN, ENGLISH];
  await expect(speak("Hello")).resolves.toBe("“Hello”");
  expect(spoken).toMatchObject([{ text: "Hello", voice: ENGLISH, lang: "en-GB" }]);
});

test("where all voices are of another server nothing is said", async () => {
  voices = [REMOTE];
  await expect(speak("Hello")).rejects.toThrow(DOING.noVoice);
  expect(spoken).toEqual([]);
});

test("voices that come late are waited for, and none not for ever", async () => {
  const spoke = speak("Hello");
  voices = [GERMAN];
  window.speechSynthesis.dispatchEvent(new Event("voiceschanged"));
  await spoke;
  expect(spoken).toHaveLength(1);
  voices = [];
  const refused = expect(speak("Hello")).rejects.toThrow(DOING.noVoice);
  await vi.advanceTimersByTimeAsync(2000);
  await refused;
});
