/**
 * Wrong predictions that nobody has looked at yet, for the administrator, who says whether their labels are right. A
 * queue is compared with nothing.
 */

import { ApiError } from "../../api/client";
import { LABELS, wordsFor } from "../../shared/gestures";
import { make, makeButton } from "../../ui/make";
import type { Mistake, Mistakes } from "../answers";
import { moment } from "../format";
import { QUEUE } from "./words";

/** So many at first. */
const FEW = 12;

export class MistakeQueue {
  private readonly cards = new Map<string, HTMLElement>();
  private mistakes: readonly Mistake[] = [];
  private shown = FEW;
  private readonly waiting = make("p", { className: "summary" });
  private readonly more: HTMLButtonElement;

  /** `correct` tells the server which label is right; `onCorrected` reads the figures again. */
  constructor(
    private readonly list: HTMLElement,
    private readonly news: HTMLElement,
    private readonly correct: (sampleId: string, label: string) => Promise<void>,
    private readonly onCorrected: () => void,
  ) {
    this.more = makeButton(QUEUE.all, () => {
      this.shown = Number.POSITIVE_INFINITY;
      this.showCards(this.mistakes);
      this.list.querySelectorAll("select")[FEW]?.focus();
    });
    this.more.hidden = true;
    this.list.before(this.waiting);
    this.list.after(this.more);
  }

  /** Shows these and no others; null: they are not for this viewer. */
  show(all: Mistakes | null): void {
    this.waiting.hidden = all === null;
    this.list.hidden = (all?.mistakes ?? []).length === 0;
    const { prompted = 0, corrected = 0 } = all?.waiting ?? {};
    const words = this.list.hidden ? QUEUE.none : QUEUE.waiting(prompted, corrected);
    if (this.waiting.textContent !== words) this.waiting.textContent = words;
    this.showCards(all?.mistakes ?? []);
  }

  /** The cards of those that were there stay, with what is chosen on them. */
  private showCards(all: readonly Mistake[]): void {
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
  }

  private card(mistake: Mistake): HTMLElement {
    const { network_input, predicted, label } = mistake;
    const words = QUEUE.was(wordsFor(label), wordsFor(predicted));
    const full = `${words}, ${moment(mistake.captured_at)}`;
    const options = LABELS.map((value) =>
      make("option", { value, textContent: wordsFor(value), selected: value === label }),
    );
    const select = make("select", {}, ...options);
    const right = makeButton(QUEUE.right, () => void this.send(mistake, label), QUEUE.rightOf(full));
    const correct = makeButton(QUEUE.correct, () => void this.sendOther(mistake, select.value), QUEUE.correctOf(full));
    const image = { src: network_input, alt: QUEUE.saw(words), loading: "lazy", width: 96, height: 96 } as const;
    return make(
      "li",
      {},
      make("img", image),
      make("p", {}, make("strong", { textContent: words })),
      make("p", { className: "hint", textContent: detailsOf(mistake) }),
      right,
      make("label", {}, QUEUE.label, select),
      correct,
    );
  }

  private async sendOther(mistake: Mistake, corrected: string): Promise<void> {
    if (corrected === mistake.label) this.news.textContent = QUEUE.sameLabel;
    else await this.send(mistake, corrected);
  }

  private async send(mistake: Mistake, label: string): Promise<void> {
    const card = this.cards.get(key(mistake));
    try {
      await this.correct(mistake.sample_id, label);
      const words = wordsFor(label);
      this.news.textContent = label === mistake.label ? QUEUE.confirmed(words) : QUEUE.corrected(words);
      this.moveFocusFrom(card);
      this.onCorrected();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.news.textContent = error.message;
    }
  }

  /** The card will go; who works by keyboard goes on with the next one. */
  private moveFocusFrom(card: HTMLElement | undefined): void {
    if (card?.contains(card.ownerDocument.activeElement) !== true) return;
    const next = card.nextElementSibling ?? card.previousElementSibling;
    next?.querySelector("button")?.focus();
  }
}

function detailsOf({ confidence, label_source, device, light, model_id, captured_at }: Mistake): string {
  const known = [QUEUE.confidence(confidence), QUEUE.source[label_source], device];
  return [...known, ...(light === null ? [] : [QUEUE.light(light)]), model_id, moment(captured_at)].join(" · ");
}

/** A corrected one that is still wrong is shown anew. */
function key({ sample_id, label }: Mistake): string {
  return `${sample_id} ${label}`;
}
