// @vitest-environment jsdom
/** A file and acts in; what the media element does, and what is said of it, out. */

import { beforeEach, expect, test, vi } from "vitest";
import { DOING, PLAYER } from "../words";
import { FilePlayer } from "./player";

let player: FilePlayer;
let media: HTMLMediaElement;
let isPaused: boolean;
let closed: number;

beforeEach(() => {
  document.body.innerHTML = '<div id="actions-place"></div>';
  [isPaused, closed] = [true, 0];
  URL.createObjectURL = () => "blob:music";
  URL.revokeObjectURL = () => undefined;
  player = new FilePlayer(new File(["x"], "song.mp3", { type: "audio/mpeg" }), () => void closed++);
  player.show(document);
  media = document.querySelector(".player video") as HTMLMediaElement;
  Object.defineProperty(media, "paused", { get: () => isPaused });
  media.play = async () => {
    isPaused = false;
  };
  media.pause = () => {
    isPaused = true;
  };
});

test("it plays and pauses, and says which", async () => {
  expect([await player.do("toggle"), isPaused]).toEqual([DOING.playing, false]);
  expect([await player.do("toggle"), isPaused]).toEqual([DOING.paused, true]);
  expect([await player.do("play"), await player.do("pause"), isPaused]).toEqual([DOING.playing, DOING.paused, true]);
});

test("its volume stays between nothing and all", async () => {
  media.volume = 0.85;
  expect([await player.do("louder"), await player.do("louder")]).toEqual([DOING.volume(0.95), DOING.volume(1)]);
  media.volume = 0.05;
  expect([await player.do("quieter"), media.volume]).toEqual([DOING.volume(0), 0]);
});

test("a browser that does not let it play, or cannot, is explained", async () => {
  media.play = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
  await expect(player.do("play")).rejects.toThrow(DOING.notPlayed);
  const ready = player.ready();
  media.dispatchEvent(new Event("error"));
  await expect(ready).rejects.toThrow(PLAYER.broken("song.mp3"));
});

test("it can be closed, and is gone then", () => {
  vi.spyOn(media, "pause");
  document.querySelector<HTMLElement>(".player-head button")?.click();
  expect([closed, document.querySelector(".player"), isPaused]).toEqual([1, null, true]);
});
