// @vitest-environment jsdom
/** New versions of the page: offered, never forced, in every tab, and what waits to be sent is stored first. */

import { beforeEach, expect, test } from "vitest";
import { openPage } from "../testing/pages";
import { Updates, versionWords } from "./update";

class Worker extends EventTarget {
  state = "installed";
  readonly told: unknown[] = [];
  postMessage(message: unknown): void {
    this.told.push(message);
  }
}

class Registration extends EventTarget {
  installing: Worker | null = null;
  waiting: Worker | null = null;
  update = async (): Promise<void> => undefined;
}

/** The browser's side, which jsdom does not have. */
class Container extends EventTarget {
  controller: Worker | null = new Worker();
  readonly registration = new Registration();
  readonly ready = Promise.resolve(this.registration);
  fails = false;
  register = async (): Promise<Registration> => {
    if (this.fails) throw new DOMException("storage is full", "QuotaExceededError");
    return this.registration;
  };

  /** A new version is installed and waits. */
  install(): Worker {
    const worker = new Worker();
    this.registration.installing = worker;
    this.registration.dispatchEvent(new Event("updatefound"));
    this.registration.installing = null;
    this.registration.waiting = worker;
    worker.dispatchEvent(new Event("statechange"));
    return worker;
  }

  takeOver(): void {
    this.controller = new Worker();
    this.dispatchEvent(new Event("controllerchange"));
  }
}

let workers: Container;
let steps: string[];
const open = (container: Container | undefined = workers): Updates =>
  new Updates({
    page: document,
    workers: container as unknown as ServiceWorkerContainer,
    saved: async () => void steps.push("saved"),
    reload: () => steps.push("reloaded"),
  });
const isOffered = (): boolean => document.getElementById("update")?.hidden === false;
const press = async (id: string): Promise<void> => {
  document.getElementById(id)?.click();
  await new Promise((later) => setTimeout(later));
};

beforeEach(() => {
  openPage("index.html");
  workers = new Container();
  steps = [];
});

test("a version that waits is offered; nothing reloads until somebody agrees and what waits is stored", async () => {
  expect(await open().start()).toBe(true);
  expect(isOffered()).toBe(false);
  const worker = workers.install();
  expect([isOffered(), steps, worker.told]).toEqual([true, [], []]);
  await press("update-now");
  expect([steps, worker.told]).toEqual([["saved"], ["take-over"]]);
  workers.takeOver();
  expect(steps).toEqual(["saved", "reloaded"]);
});

test("one that waited before this page opened is offered, too", async () => {
  workers.registration.waiting = new Worker();
  await open().start();
  expect(isOffered()).toBe(true);
});

test("later hides the offer", async () => {
  await open().start();
  workers.install();
  await press("update-later");
  expect([isOffered(), steps]).toEqual([false, []]);
});

test("another tab's new version is offered here, and reloads at once when somebody agrees", async () => {
  await open().start();
  workers.takeOver();
  expect([isOffered(), steps]).toEqual([true, []]);
  await press("update-now");
  expect(steps).toEqual(["saved", "reloaded"]);
});

test("another tab's new version is offered here although this one still loads", () => {
  open();
  workers.takeOver();
  expect([isOffered(), steps]).toEqual([true, []]);
});

test("the first service worker takes over in silence", async () => {
  workers.controller = null;
  await open().start();
  workers.install();
  workers.takeOver();
  expect([isOffered(), steps]).toEqual([false, []]);
});

test("a part of the page that is gone from the server is a reason to offer a reload", async () => {
  await open().start();
  window.dispatchEvent(new Event("vite:preloadError"));
  expect(isOffered()).toBe(true);
});

test("a browser that keeps nothing has the page as it was", async () => {
  workers.fails = true;
  expect(await open().start()).toBe(false);
  expect(
    await new Updates({
      page: document,
      workers: undefined,
      saved: async () => undefined,
      reload: () => undefined,
    }).start(),
  ).toBe(false);
});

test("the version is the hash of the page's script", () => {
  expect(versionWords("https://a.test/assets/index-CYAF7cji.js", true)).toBe("CYAF7cji, opens without a network");
  expect(versionWords("https://a.test/src/main.ts", false)).toBe("not built, needs the network");
});
