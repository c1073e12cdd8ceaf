/** Shows the first download: a bar, megabytes and a button to try again. */

import { element, setText } from "../../ui/element";
import { VIEW } from "../../ui/words/view";

export class LoadingView {
  private readonly bar: HTMLProgressElement;
  private readonly words: HTMLElement;
  private readonly retry: HTMLButtonElement;

  /** `onRetry`: a person wants to try again. */
  constructor(page: Document, onRetry: () => void) {
    this.bar = element(page, "loading-bar", HTMLProgressElement);
    this.words = element(page, "loading-words", HTMLElement);
    this.retry = element(page, "retry", HTMLButtonElement);
    this.retry.addEventListener("click", onRetry);
  }

  /** Shows how much is here, of bytes that count when they are unpacked. */
  showProgress(loaded: number, total: number): void {
    this.bar.max = total;
    this.bar.value = loaded;
    setText(this.words, loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB` : VIEW.gettingReady);
  }

  /** Shows whether there is a button to try again; the page's prompt has the words for why. */
  showProblem(problem: string | null): void {
    this.bar.hidden = this.words.hidden = problem !== null;
    this.retry.hidden = problem === null;
    if (problem !== null) this.bar.removeAttribute("value");
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
