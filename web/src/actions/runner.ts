/** Has gestures do what is bound to them: answers and movements of the page in; actions, and a ring until then, out. */

import type { GestureDetail } from "../recognise/gesture-event";
import type { SwipeDetail } from "../recognise/swipes/swipe-event";
import { wordsOf } from "../shared/errors";
import { isDialogOpen } from "../ui/dialogs";
import { type Action, type Binding, KEY, readBindings, writeBindings } from "./bindings";
import { type Around, type ConnectorAction, type Player, perform, type Slides } from "./perform";
import { Ring } from "./ring";
import { type Shown, Trigger } from "./trigger";
import { wordsOfAction } from "./words";

export interface RunnerParts {
  readonly page: Document;
  /** Outlives the page; null where the browser forbids storage. */
  readonly store: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly say: (words: string) => void;
  readonly tell: (action: ConnectorAction, gesture: string | null) => Promise<string>;
  /** Milliseconds. */
  readonly now: () => number;
}

interface Bound {
  readonly binding: Binding;
  readonly trigger: Trigger;
}

export class Runner implements Around {
  slides: Slides | null = null;
  player: Player | null = null;
  private all: readonly Binding[];
  /** What turns slides where a person has bound nothing to that. */
  private usual: readonly Binding[] = [];
  private bound: readonly Bound[] = [];
  private readonly ring: Ring;
  /** Those of the newest answer. */
  private hands: GestureDetail["hands"] = [];
  private own: GestureDetail["own"] = [];

  constructor(private readonly parts: RunnerParts) {
    const { page, store } = parts;
    this.ring = new Ring(page);
    this.all = readBindings(store);
    this.bind();
    page.addEventListener("gesture", (event) => this.see((event as CustomEvent<GestureDetail>).detail));
    page.addEventListener("swipe", (event) => this.move((event as CustomEvent<SwipeDetail>).detail));
    page.defaultView?.addEventListener("storage", ({ key }) => {
      if (key !== KEY) return; // another tab changed the list
      this.all = readBindings(store);
      this.bind();
    });
  }

  get bindings(): readonly Binding[] {
    return this.all;
  }

  /** Whether a person has bound something to the turning of slides. */
  get turnsSlides(): boolean {
    return this.all.some(({ isOff, action }) => !isOff && action.kind === "slide");
  }

  /** This is the list from now on; whether the browser keeps it. */
  change(all: readonly Binding[]): boolean {
    this.all = all;
    this.bind();
    return writeBindings(this.parts.store, all);
  }

  /** Slides are open, or no longer (null); `usual` turns them where a person has bound nothing to that. */
  present(slides: Slides | null, usual: readonly Binding[]): void {
    this.slides = slides;
    this.usual = usual;
    this.bind();
  }

  tell(action: ConnectorAction, gesture: string | null): Promise<string> {
    return this.parts.tell(action, gesture);
  }

  /** Does it now, at a gesture or on trial (null); gives what was done, or why it was not, in words. */
  async perform(action: Action, gesture: string | null): Promise<string> {
    try {
      return await perform(action, gesture, this);
    } catch (error) {
      return wordsOf(error);
    }
  }

  private bind(): void {
    const all = this.turnsSlides ? this.all : [...this.all, ...this.usual];
    this.bound = all
      .filter(({ isOff, action }) => !isOff && (action.kind !== "slide" || this.slides !== null))
      .map((binding) => ({ binding, trigger: new Trigger(binding) }));
  }

  private see({ way, hands, own, steady, confident }: GestureDetail): void {
    const at = this.parts.now();
    this.hands = hands;
    this.own = own;
    if (!this.isFree) this.forget(at);
    else this.follow(way === "hand" ? hands : [{ steady, confident }], at);
  }

  private follow(shown: readonly Shown[], at: number): void {
    let next: { readonly share: number; readonly binding: Binding; readonly by: number | null } | null = null;
    for (const { binding, trigger } of this.bound) {
      const { isDue, share, by } = trigger.see(shown, at);
      if (isDue) this.do(binding);
      if (share !== null && share >= (next?.share ?? 0)) next = { share, binding, by };
    }
    if (next === null) this.ring.clear(at);
    else this.ring.show(wordsOfAction(next.binding.action), next.share, this.hands[next.by ?? -1] ?? null, at);
  }

  private move({ movement, id }: SwipeDetail): void {
    if (!this.isFree) return;
    const at = this.parts.now();
    for (const { binding, trigger } of this.bound) {
      trigger.restart(at);
      if (!trigger.move(movement, at)) continue;
      this.do(binding);
      const hand = this.hands.find((each) => each.id === id) ?? null;
      this.ring.show(wordsOfAction(binding.action), 1, hand, at);
    }
  }

  private do({ action, on }: Binding): void {
    const gesture = this.own.find(({ id }) => id === on)?.name ?? on;
    void this.perform(action, gesture).then((words) => this.parts.say(words));
  }

  /** In a dialog or in the game hands are shown for something else, and those of a file are not the person's. */
  private get isFree(): boolean {
    const { page } = this.parts;
    return page.body.dataset.game === undefined && !page.body.hasAttribute("data-file") && !isDialogOpen(page);
  }

  private forget(at: number): void {
    for (const { trigger } of this.bound) trigger.forget();
    this.ring.clear(at);
  }
}
