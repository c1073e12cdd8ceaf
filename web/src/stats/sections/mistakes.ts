/** The most confident wrong predictions, for the administrator, who can put their labels right. */

import { ApiError } from "../../api/client";
import { LABELS, wordsFor } from "../../shared/gestures";
import { make, makeButton } from "../../ui/make";
import type { Mistake } from "../answers";
import { percent } from "../format";

/** So many at first. */
const FEW = 12;

export class Mistakes {
  private readonly cards = new Map<string, HTMLElement>();
  private mistakes: readonly Mistake[] = [];
  private shown = FEW;
  private readonly more: HTMLButtonElement;

  /** `correct` tells the server; `onCorrected` reads the figures again. */
  constructor(
    private readonly list: HTMLElement,
    private readonly news: HTMLElement,
    private readonly correct: (sampleId: string, label: string) => Promise<void>,
    private readonly onCorrected: () => void,
  ) {
    this.more = makeButton("Show all", () => {
      this.shown = Number.POSITIVE_INFINITY;
      this.show(this.mistakes);
      this.list.querySelectorAll("select")[FEW]?.focus();
    });
    this.list.after(this.more);
  }

  /** Shows these and no others; null: none may be seen. The cards of those that were there stay, with what is chosen on them. */
  show(given: readonly Mistake[] | null): void {
    const all = given ?? [];
    this.mistakes = all;
    const mistakes = all.slice(0, this.shown);
    this.more.hidden = mistakes.length === all.length;
    const wanted = mistakes.map((mistake) => [mistake, this.cards.get(key(mistake)) ?? this.card(mistake)] as const);
    this.cards.clear();
    for (const [mistake, card] of wanted) this.cards.set(key(mistake), card);
    for (const child of [...this.list.children]) if (!wanted.some(([, card]) => card === child)) child.remove();
    wanted.forEach(([, card], i) => {
      if (this.list.children[i] !== card) this.list.insertBefore(card, this.list.children[i] ?? null);
    });
    if (given === null) this.list.replaceChildren();
    else if (mistakes.length === 0)
      this.list.replaceChildren(make("li", { textContent: "No mistakes that may be shown." }));
  }

  private card(mistake: Mistake): HTMLElement {
    const { network_input, predicted, label, confidence, captured_at, model_id } = mistake;
    const time = new Date(captured_at).toLocaleString();
    const words = `${wordsFor(label)}, predicted as ${wordsFor(predicted)}`;
    const options = LABELS.map((value) =>
      make("option", { value, textContent: wordsFor(value), selected: value === label }),
    );
    const select = make("select", {}, ...options);
    const button = makeButton("Correct", () => void this.send(mistake, select.value), `Correct: ${words}, ${time}`);
    return make(
      "li",
      {},
      make("img", {
        src: network_input,
        alt: `What the network saw: ${words}`,
        loading: "lazy",
        width: 96,
        height: 96,
      }),
      make("p", {}, make("strong", { textContent: words })),
      make("p", { className: "hint", textContent: `confidence ${percent(confidence)} · ${model_id} · ${time}` }),
      make("label", {}, "Label", select),
      button,
    );
  }

  private async send({ sample_id, label }: Mistake, corrected: string): Promise<void> {
    if (corrected === label) {
      this.news.textContent = "Choose another label first: this is the one that it has.";
      return;
    }
    try {
      await this.correct(sample_id, corrected);
      this.news.textContent = `Corrected to ${wordsFor(corrected)}. The figures follow in a few seconds.`;
      this.onCorrected();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.news.textContent = error.message;
    }
  }
}

/** A corrected one that is still wrong is shown anew. */
function key({ sample_id, label }: Mistake): string {
  return `${sample_id} ${label}`;
}
