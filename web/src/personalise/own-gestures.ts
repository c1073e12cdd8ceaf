/** Has the page go by a person's own gestures and corrections; what belongs to that is loaded once there are some. */

import type { Learner } from "../recognise/labelling";
import type { Recogniser } from "../recognise/recogniser";
import { wordsOf } from "../shared/errors";
import { backboneOf, type HandManifest } from "../shared/manifest";
import { isOwn, type Named, type OwnId, type OwnName, type Reply } from "../shared/messages";
import { NOT_LOADED } from "../ui/dialogs";
import { element } from "../ui/element";
import { OWN_KEPT } from "../ui/words/own-examples";
import { FRAGMENT } from "./own-names";
import type { Own, OwnListener } from "./own-view";

/** In local storage: something is kept. Without it nothing is loaded. */
const KEY = "own-gestures";
const LOADING = OWN_KEPT.loading;
const SHARED = OWN_KEPT.shared;

export interface OwnParts {
  readonly page: Document;
  readonly recogniser: Pick<Recogniser, "personalise">;
  /** null where the browser forbids storage. */
  readonly store: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly say: (words: string) => void;
  /** These are what answers know from now on, in that order. */
  readonly onUse: (own: readonly OwnName[]) => void;
  /** To the other tabs of this browser, and from them. */
  readonly tabs: Pick<BroadcastChannel, "postMessage" | "addEventListener">;
}

export class OwnGestures implements Learner, Own {
  private manifest: HandManifest | null = null;
  private listener: OwnListener | null = null;
  private isOpening = false;
  /** Of a link, until somebody was asked about it. */
  private fragment: string | null = null;
  private isInUse = false;
  private readonly known = new Map<OwnId, OwnName>();
  private used: readonly OwnId[] = [];

  constructor(private readonly parts: OwnParts) {
    element(parts.page, "open-own", HTMLButtonElement).addEventListener("click", () => void this.open());
    parts.tabs.addEventListener("message", () => void this.reread());
  }

  get model(): HandManifest | null {
    return this.manifest;
  }

  get names(): readonly Named[] {
    return [...(this.manifest?.labels ?? []), ...this.used];
  }

  /** Takes what the worker says: each new model is taught anew. */
  receive(reply: Reply): void {
    if (reply.kind === "answer" && reply.way === "hand") this.listener?.see(reply);
    if (reply.kind === "loaded" && reply.manifest.way === "hand") {
      this.manifest = reply.manifest;
      this.used = [];
      if (this.parts.store?.getItem(KEY) != null) void this.apply();
      if (this.fragment !== null) {
        this.parts.say(""); // it was said that this would come
        void this.open();
      }
    }
    if (reply.kind !== "personal") return;
    this.used = reply.own;
    this.parts.onUse(reply.own.flatMap((id) => this.known.get(id) ?? []));
    if (reply.problem !== null) this.parts.say(OWN_KEPT.notInUse(reply.problem));
  }

  /** Takes gestures out of the page's address, now and when another link is opened; the address does not keep them. */
  watchLinks(window: Window): void {
    const take = (): void => {
      const { hash, pathname, search } = window.location;
      if (!hash.startsWith(FRAGMENT)) return;
      this.fragment = hash;
      window.history.replaceState(window.history.state, "", pathname + search);
      if (this.manifest === null) this.parts.say(SHARED);
      else void this.open();
    };
    window.addEventListener("hashchange", take);
    take();
  }

  async learn(of: Named, hand: Uint8Array): Promise<string | null> {
    const { manifest } = this;
    if (manifest === null) return LOADING;
    try {
      const { teachOne } = await import("./own-store");
      const problem = await teachOne(of, hand, backboneOf(manifest));
      if (problem === null) await this.changed();
      return problem;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return NOT_LOADED;
    }
  }

  async changed(): Promise<void> {
    this.parts.tabs.postMessage("changed");
    await this.apply();
  }

  /** Another tab changed what is kept. */
  private async reread(): Promise<void> {
    await this.apply();
    await this.listener?.refresh();
  }

  private async apply(): Promise<void> {
    const { manifest, parts } = this;
    if (manifest === null) return;
    try {
      const { withOwnStore } = await import("./own-store");
      const { gestures, examples } = await withOwnStore((store) => store.read());
      if (manifest !== this.manifest) return; // another model is taught by now
      this.note(gestures.length + examples.length > 0);
      const backbone = backboneOf(manifest);
      const inUse = new Set(gestures.filter(({ paused }) => !paused).map(({ id }) => id));
      const isUsed = (of: Named): boolean => (isOwn(of) ? inUse.has(of) : manifest.labels.includes(of));
      const usable = examples.filter((each) => each.backbone === backbone && isUsed(each.of));
      for (const gesture of gestures) {
        const hand = usable.find(({ of }) => of === gesture.id)?.hand;
        if (hand !== undefined) this.known.set(gesture.id, { ...gesture, hand });
      }
      if (usable.length > 0 || this.isInUse) parts.recogniser.personalise(usable.map(({ of, hand }) => ({ of, hand })));
      this.isInUse = usable.length > 0;
    } catch (error) {
      parts.say(OWN_KEPT.notInUse(wordsOf(error)));
    }
  }

  /** Later visits need to know only whether there is anything to load. */
  private note(isSome: boolean): void {
    try {
      if (isSome) this.parts.store?.setItem(KEY, "kept");
      else this.parts.store?.removeItem(KEY);
    } catch {
      // Full: it holds for this visit.
    }
  }

  private async open(): Promise<void> {
    const { fragment } = this;
    this.fragment = null;
    if (fragment !== null) this.listener?.ask(fragment);
    if (this.isOpening) return;
    this.isOpening = true;
    try {
      const { OwnDialog } = await import("./own-dialog");
      const dialog = new OwnDialog(this, this.parts.page);
      this.listener = dialog;
      if (fragment !== null) dialog.ask(fragment);
      await dialog.show();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.fragment = fragment;
      this.parts.say(NOT_LOADED);
    } finally {
      this.listener = null;
      this.isOpening = false;
    }
  }
}
