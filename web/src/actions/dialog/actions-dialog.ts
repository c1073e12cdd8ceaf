/** The dialog "Actions": the list, the form for one, and what presents slides and opens music. */

import "./dialog.css";
import { wordsOf } from "../../shared/errors";
import { NOT_LOADED } from "../../ui/dialogs";
import { UserDialog } from "../../ui/make";
import type { Binding } from "../bindings";
import { FilePlayer } from "../player/player";
import { openDeck } from "../presentation/open-deck";
import { Presentation, USUAL } from "../presentation/presentation";
import type { Runner } from "../runner";
import { LIST, PLAYER, PRESENTING } from "../words";
import { EditView } from "./edit-view";
import { ListView } from "./list-view";
import type { ActionsParent } from "./parent";

export interface DialogParts {
  readonly page: Document;
  readonly say: (words: string) => void;
  readonly isLoggedIn: boolean;
}

export class ActionsDialog implements ActionsParent {
  readonly dialog = new UserDialog(LIST.title, "wide actions");

  constructor(
    readonly runner: Runner,
    private readonly parts: DialogParts,
  ) {}

  get isLoggedIn(): boolean {
    return this.parts.isLoggedIn;
  }

  async show(): Promise<void> {
    this.list();
    await this.dialog.show();
  }

  list(words = ""): void {
    this.turnTo(new ListView(this).body, words);
  }

  async edit(binding: Binding | null): Promise<void> {
    this.turnTo((await EditView.of(this, binding)).body);
  }

  change(all: readonly Binding[], words: string): void {
    const isKept = this.runner.change(all);
    this.list(isKept ? words : LIST.noRoom);
  }

  async present(files: readonly File[]): Promise<void> {
    const { page, say } = this.parts;
    if (files[0] !== undefined) this.dialog.say(PRESENTING.opening(files[0].name));
    try {
      const deck = await openDeck(files);
      if (!this.dialog.isOpen) return deck.close(); // nobody waits any more
      const { runner } = this;
      const onEnd = (): void => runner.present(null, []);
      const presentation = new Presentation(deck, { page, say, isOwn: runner.turnsSlides, onEnd });
      this.dialog.close();
      runner.present(presentation, USUAL);
      await presentation.open();
    } catch (error) {
      this.dialog.say(error instanceof TypeError ? NOT_LOADED : wordsOf(error)); // the reader of PDFs comes when asked for
    }
  }

  async play(file: File): Promise<void> {
    const { runner } = this;
    const player = new FilePlayer(file, () => {
      runner.player = null;
    });
    try {
      await player.ready();
    } catch (error) {
      player.close();
      return this.dialog.say(wordsOf(error)); // the one before goes on
    }
    runner.player?.close();
    runner.player = player;
    player.show(this.parts.page);
    this.dialog.say(PLAYER.opened(file.name));
  }

  private turnTo(body: HTMLElement, words = ""): void {
    this.dialog.body.replaceChildren(body);
    this.dialog.say(words);
    this.dialog.focusTitle();
  }
}
