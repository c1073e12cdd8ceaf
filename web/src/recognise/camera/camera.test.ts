// @vitest-environment jsdom
/** The camera: one question per tap, frames while the page is seen, a track that ends, another source. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FrameSource } from "./camera";
import { Camera } from "./camera";

/** A camera's track as far as the page uses one. */
class Track extends EventTarget {
  stopped = false;

  constructor(readonly id: string) {
    super();
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.id };
  }

  stop(): void {
    this.stopped = true;
  }
}

let tracks: Track[];
let happened: string[];
let frame: () => void;
let camera: Camera;

beforeEach(() => {
  [tracks, happened, frame] = [[], [], () => undefined];
  const getUserMedia = async (): Promise<MediaStream> => {
    const track = new Track(`camera ${tracks.length + 1}`);
    tracks.push(track);
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  };
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia }, userAgent: "" });
  const video = Object.assign(document.createElement("video"), {
    play: async () => undefined,
    requestVideoFrameCallback: (callback: () => void) => {
      frame = callback;
      return 1;
    },
  });
  camera = new Camera(video, {
    chosenId: () => null,
    onFrame: () => happened.push("frame"),
    onRunning: (id) => happened.push(`runs: ${id}`),
    onLost: () => happened.push("lost"),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(document, "hidden");
});

const hide = (hidden: boolean): void => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
};

test("two taps ask once", async () => {
  await Promise.all([camera.start(), camera.start()]);
  await camera.start();
  expect([tracks.length, happened]).toEqual([1, ["runs: camera 1"]]);
});

test("no frame is looked at while the page is hidden, and the camera goes on after", async () => {
  await camera.start();
  hide(true);
  frame();
  hide(false);
  frame();
  expect(happened).toEqual(["runs: camera 1", "frame"]);
});

test("a camera that ends is lost, and known again when it comes back", async () => {
  await camera.start();
  tracks[0]?.dispatchEvent(new Event("ended"));
  frame();
  expect(happened).toEqual(["runs: camera 1", "lost"]);
  expect([camera.cameBack(["another"]), camera.cameBack(["another", "camera 1"])]).toEqual([false, true]);
});

test("one that was stopped for another is not lost, gives no frames, and is off", async () => {
  await camera.start();
  const stale = frame;
  camera.stop();
  await camera.start();
  tracks[0]?.dispatchEvent(new Event("ended"));
  stale();
  expect(tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
  expect(happened).toEqual(["runs: camera 1", "runs: camera 2"]);
});

test("a file takes the camera's place, and the camera the file's", async () => {
  const events: string[] = [];
  const source: FrameSource = {
    way: "hand",
    size: { width: 3, height: 2 },
    guide: null,
    still: 4,
    play: () => events.push("plays"),
    takePicture: async () => null,
    close: () => events.push("closed"),
  };
  await camera.start();
  camera.show(source);
  expect([tracks[0]?.stopped, camera.showsFile, camera.size]).toEqual([true, true, source.size]);
  await camera.start();
  expect([camera.showsFile, events, tracks.length]).toEqual([false, ["plays", "closed"], 2]);
});

test("without access to cameras the page says where they work", async () => {
  vi.stubGlobal("navigator", { userAgent: "" });
  await expect(camera.start()).rejects.toThrow(/https, or at http:\/\/localhost/);
});

test("the camera that a person allows in the browser's settings later is told of", async () => {
  const status = Object.assign(new EventTarget(), { state: "prompt" });
  vi.stubGlobal("navigator", { permissions: { query: async () => status } });
  let told = 0;
  await Camera.whenAllowed(() => told++);
  for (const state of ["denied", "granted"]) {
    status.state = state;
    status.dispatchEvent(new Event("change"));
  }
  expect(told).toBe(1);
});

test("a browser that does not know the question is not asked again", async () => {
  vi.stubGlobal("navigator", {});
  await expect(Camera.whenAllowed(() => undefined)).resolves.toBeUndefined();
  expect(await Camera.isAllowed()).toBe(false);
});
