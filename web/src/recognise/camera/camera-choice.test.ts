// @vitest-environment jsdom
/** The choice of a camera: shown where there is one to make, remembered where that is allowed, told who comes. */

import { beforeEach, expect, test } from "vitest";
import { openPage } from "../../testing/pages";
import { CameraChoice } from "./camera-choice";

class Devices extends EventTarget {
  present: { deviceId: string; kind: string; label: string }[] = [];

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.present as MediaDeviceInfo[];
  }

  async have(...ids: string[]): Promise<void> {
    const microphone = { deviceId: "microphone", kind: "audioinput", label: "" };
    this.present = [microphone, ...ids.map((deviceId) => ({ deviceId, kind: "videoinput", label: `The ${deviceId}` }))];
    this.dispatchEvent(new Event("devicechange"));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

let devices: Devices;
let connected: string[][];
let chosen: number;
let kept: Map<string, string>;

const open = (store: Pick<Storage, "getItem" | "setItem"> | null): CameraChoice =>
  new CameraChoice({
    page: document,
    devices: devices as unknown as MediaDevices,
    store,
    onChoose: () => chosen++,
    onConnect: (ids) => connected.push([...ids]),
  });
const store = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
};
const list = (): HTMLSelectElement => document.getElementById("cameras") as HTMLSelectElement;
const choose = (id: string): void => {
  list().value = id;
  list().dispatchEvent(new Event("change"));
};

beforeEach(() => {
  openPage("index.html");
  devices = new Devices();
  [connected, chosen, kept] = [[], 0, new Map()];
});

test("a single camera is no choice", async () => {
  const choice = open(store);
  await devices.have("front");
  await choice.show("front");
  expect(document.getElementById("camera-choice")?.hidden).toBe(true);
});

test("several are listed by their names with a label, and the one that runs is marked", async () => {
  const choice = open(store);
  await devices.have("front", "back");
  await choice.show("back");
  expect([...list().options].map(({ text }) => text)).toEqual(["The front", "The back"]);
  expect([list().value, list().labels[0]?.hidden]).toEqual(["back", false]);
});

test("what was chosen is told, and remembered by the next opening", async () => {
  const choice = open(store);
  await devices.have("front", "back");
  choose("back");
  expect([choice.chosen, chosen, open(store).chosen]).toEqual(["back", 1, "back"]);
});

test("a browser that forbids to remember forgets it at the end only", async () => {
  const refuse = (): never => {
    throw new DOMException("", "SecurityError");
  };
  const choice = open({ getItem: refuse, setItem: refuse });
  await devices.have("front", "back");
  choose("back");
  expect(choice.chosen).toBe("back");
  expect(open(null).chosen).toBeNull();
});

test("a camera that comes is told, one that goes is only taken off the list", async () => {
  open(store);
  await devices.have("front", "back");
  await devices.have("front");
  expect(connected).toEqual([["front", "back"]]);
  await devices.have("front", "back");
  expect(connected.at(-1)).toEqual(["front", "back"]);
  expect(connected).toHaveLength(2);
});
