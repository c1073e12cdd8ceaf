/** A camera's stream: who is asked for, one after another, and which errors end it. */

import { expect, test } from "vitest";
import { openStream } from "./camera-stream";

/** Answers each question with the next of these: an error's name, or null for a stream. */
async function ask(deviceId: string | null, ...answers: (string | null)[]): Promise<[unknown[], string]> {
  const asked: unknown[] = [];
  const getUserMedia = async (constraints?: MediaStreamConstraints): Promise<MediaStream> => {
    const video = constraints?.video as MediaTrackConstraints | true;
    asked.push(video === true ? "any" : (video.deviceId ?? video.facingMode));
    const name = answers[asked.length - 1];
    if (name) throw new DOMException("", name);
    return {} as MediaStream;
  };
  try {
    await openStream({ getUserMedia }, deviceId);
    return [asked, "a stream"];
  } catch (error) {
    return [asked, (error as Error).name];
  }
}

test("the camera that faces the person, asked for once", async () => {
  expect(await ask(null, null)).toEqual([["user"], "a stream"]);
});

test("the one that was chosen, and any other where it is gone", async () => {
  const exact = { exact: "b" };
  expect(await ask("b", null)).toEqual([[exact], "a stream"]);
  expect(await ask("b", "OverconstrainedError", null)).toEqual([[exact, "user"], "a stream"]);
  expect(await ask("b", "OverconstrainedError", "OverconstrainedError", null)).toEqual([
    [exact, "user", "any"],
    "a stream",
  ]);
});

test("none at all is said after everything was tried", async () => {
  expect(await ask(null, "NotFoundError", "NotFoundError")).toEqual([["user", "any"], "NotFoundError"]);
});

test.each(["NotAllowedError", "NotReadableError", "AbortError"])(
  "%s ends it: a person must act first",
  async (name) => {
    expect(await ask("b", name, null)).toEqual([[{ exact: "b" }], name]);
  },
);
