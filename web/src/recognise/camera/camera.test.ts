// @vitest-environment jsdom
/** The camera: one question per tap, frames while the page is seen, a track that ends, another source. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FrameSource } from "./camera";
import { Camera } from "./camera";

/** A camera's track as far as the page uses one. */
class Track extends EventTarget {
  stopped = false;
  muted = false;
  readonly label = "";

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
let pictures: boolean[];
let frame: () => void;
let camera: Camera;

beforeEach(() => {
  [tracks, happened, pictures, frame] = [[], [], [], () => undefined];
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
    onPicture: (facesPerson) => pictures.push(facesPerson),
    onInterrupted: (what) => happened.push(`interrupted: ${what}`),
    onLost: () => happened.push("lost"),
    onReturned: () => happened.push("returned"),
  });
});
afterEach(() => {
  camera.stop();
  vi.useRealTimers();
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
  expect(pictures).toEqual([true, false, true]);
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

describe("with leave to ask", () => {
  let devices: { kind: string; deviceId: string }[];
  let refusal: DOMException | null;
  beforeEach(() => {
    vi.useFakeTimers();
    [devices, refusal] = [[{ kind: "videoinput", deviceId: "camera 1" }], null];
    const { getUserMedia } = navigator.mediaDevices;
    vi.stubGlobal("navigator", {
      userAgent: "",
      permissions: { query: async () => ({ state: "granted" }) },
      mediaDevices: {
        enumerateDevices: async () => devices,
        getUserMedia: async (wishes: MediaStreamConstraints) => {
          if (refusal !== null) throw refusal;
          return getUserMedia(wishes);
        },
      },
    });
  });

  test("one that stands still is opened anew, after the one before was stopped", async () => {
    await camera.start();
    await vi.advanceTimersByTimeAsync(6000);
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
    frame();
    expect(happened).toEqual(["runs: camera 1", "interrupted: frozen", "runs: camera 2", "interrupted: null", "frame"]);
  });

  test("one that stands still and cannot be opened is lost, and may be back when it is listed", async () => {
    await camera.start();
    refusal = new DOMException("busy", "NotReadableError");
    devices = [];
    await vi.advanceTimersByTimeAsync(20_000);
    expect(happened.slice(1)).toEqual(["interrupted: frozen", "lost"]);
    devices = [{ kind: "videoinput", deviceId: "camera 1" }];
    await vi.advanceTimersByTimeAsync(3000);
    expect(happened.at(-1)).toBe("returned");
  });

  test("one that another program uses is tried again until it runs, a refused one is not", async () => {
    refusal = new DOMException("busy", "NotReadableError");
    await expect(camera.start()).rejects.toThrow("Another program is using the camera.");
    await vi.advanceTimersByTimeAsync(6000);
    expect(happened).toEqual(["returned", "returned"]);
    refusal = null;
    await camera.start();
    await vi.advanceTimersByTimeAsync(900);
    expect(happened.slice(2)).toEqual(["runs: camera 1"]);
    camera.stop();
    refusal = new DOMException("no", "NotAllowedError");
    await expect(camera.start()).rejects.toThrow("blocked");
    await vi.advanceTimersByTimeAsync(6000);
    expect(happened.slice(3)).toEqual([]);
  });
});

test("without leave to ask, one that stands still is lost: a question out of nowhere is a fright", async () => {
  vi.useFakeTimers();
  await camera.start();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([happened.slice(1), tracks.length]).toEqual([["interrupted: frozen", "lost"], 1]);
});

test("a browser that cannot tell of frames is asked at every repaint, and gives none twice", async () => {
  const video = Object.assign(document.createElement("video"), { play: async () => undefined });
  let total = 1;
  let repaint: () => void = () => undefined;
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => {
    repaint = callback;
    return 1;
  });
  Object.assign(video, { getVideoPlaybackQuality: () => ({ totalVideoFrames: total }) });
  let frames = 0;
  const events = { chosenId: () => null, onRunning: () => undefined, onPicture: () => undefined };
  const rest = { onInterrupted: () => undefined, onLost: () => undefined, onReturned: () => undefined };
  camera = new Camera(video, { ...events, ...rest, onFrame: () => frames++ });
  await camera.start();
  for (let i = 0; i < 6; i++) repaint();
  expect(frames).toBe(0);
  total = 2;
  for (let i = 0; i < 6; i++) repaint();
  expect(frames).toBe(1);
});
