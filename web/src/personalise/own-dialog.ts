/** The dialog "Your own gestures": the list, teaching one, and adding those that somebody shared. */

import { bytesOfHand } from "../shared/hand-numbers";
import { backboneOf } from "../shared/manifest";
import type { HandsAnswer } from "../shared/messages";
import { UserDialog } from "../ui/make";
import { OWN_KEPT } from "../ui/words/own-examples";
import { OWN } from "../ui/words/own-gestures";
import { AddingView } from "./adding-view";
import type { OfModel } from "./exchange";
import { ListView } from "./list-view";
import { NO_ROOM, type OwnGesture, type OwnStore, withOwnStore } from "./own-store";
import type { Own, OwnListener, OwnParent, OwnView } from "./own-view";
import { TeachingView } from "./teaching-view";

export class OwnDialog implements OwnListener, OwnParent {
  readonly dialog = new UserDialog(OWN.title, "wide own-gestures");
  private view: OwnView | null = null;

  constructor(
    readonly own: Own,
    readonly page: Document,
  ) {}

  /** Shows the dialog until somebody closes it. */
  async show(): Promise<void> {
    const closed = this.dialog.show();
    if (this.view === null) await this.list();
    await closed;
    this.view?.leave?.();
  }

  see(answer: HandsAnswer): void {
    this.view?.see?.(answer);
  }

  async refresh(): Promise<void> {
    await this.attempt(async () => this.view?.refresh?.(), OWN_KEPT.forbidden);
  }

  ask(fragment: string): void {
    this.turnTo(new AddingView(this, { fragment }));
  }

  get ofModel(): OfModel | null {
    const { model } = this.own;
    return model && { backbone: backboneOf(model), bytes: bytesOfHand(model.backbone.embedding) };
  }

  async list(words = ""): Promise<void> {
    const list = new ListView(this);
    this.turnTo(list);
    await this.attempt(() => list.refresh(), OWN_KEPT.forbidden);
    if (words !== "") this.dialog.say(words);
  }

  teach(gesture: OwnGesture | null): void {
    this.turnTo(new TeachingView(this, gesture));
    void this.refresh();
  }

  add(packed: string): void {
    this.turnTo(new AddingView(this, { packed }));
  }

  async change<T>(step: (store: OwnStore) => Promise<T>): Promise<T | null> {
    let result: T | null = null;
    await this.attempt(async () => {
      result = await withOwnStore(step);
      await this.own.changed();
    });
    return result;
  }

  async attempt(step: () => Promise<void>, words: string = NO_ROOM): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.dialog.say(words);
    }
  }

  private turnTo(view: OwnView): void {
    this.view?.leave?.();
    this.view = view;
    this.dialog.say("");
    this.dialog.body.replaceChildren(view.body);
    this.dialog.focusTitle();
  }
}
