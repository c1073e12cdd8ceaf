/** The worst mistakes, for the administrator: confident wrong samples in; their pictures, and labels put right, out. */

import { ApiError } from "../../api/api";
import { LABELS, wordsFor } from "../../shared/gestures";
import type { Mistake } from "../../shared/stats/mistakes";
import { make, makeButton } from "../../ui/make";
import { percent } from "../words";

/** So many at first. */
const FEW = 12;

export class Gallery {
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

  /** Shows these and no others; the cards of those that were there stay, with what is chosen on them. */
  show(all: readonly Mistake[]): void {
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
    if (mistakes.length === 0) this.list.replaceChildren(make("li", { textContent: "No mistake that may be shown." }));
  }

  private card(mistake: Mistake): HTMLElement {
    const { picture, predicted, label, confidence, capturedAt, modelId } = mistake;
    const time = new Date(capturedAt).toLocaleString();
    const words = `${wordsFor(label)} taken for ${wordsFor(predicted)}`;
    const options = LABELS.map((value) =>
      make("option", { value, textContent: wordsFor(value), selected: value === label }),
    );
    const select = make("select", {}, ...options);
    const button = makeButton("Correct", () => void this.send(mistake, select.value), `Correct: ${words}, ${time}`);
    return make(
      "li",
      {},
      make("img", { src: picture, alt: `What the network saw: ${words}`, loading: "lazy", width: 96, height: 96 }),
      make("p", {}, make("strong", { textContent: words })),
      make("p", { className: "hint", textContent: `${percent(confidence)} sure · ${modelId} · ${time}` }),
      make("label", {}, "What was shown", select),
      button,
    );
  }

  private async send({ sampleId, label }: Mistake, corrected: string): Promise<void> {
    if (corrected === label) {
      this.news.textContent = "Choose what was shown first: this is what the person said.";
      return;
    }
    try {
      await this.correct(sampleId, corrected);
      this.news.textContent = `Corrected: it was ${wordsFor(corrected)}. The figures follow in a few seconds.`;
      this.onCorrected();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.news.textContent = error.message;
    }
  }
}

/** A corrected one that is still wrong is shown anew. */
function key({ sampleId, label }: Mistake): string {
  return `${sampleId} ${label}`;
}
