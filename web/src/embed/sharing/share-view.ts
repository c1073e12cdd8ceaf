/** The button by which a person shares samples; while they do, the sign of it, and the button that stops it. */

import { wordsOf } from "../../shared/errors";
import type { SiteLevel } from "../../shared/share-messages";
import { SHARING } from "./words";

const STYLE = `
  :host { display: block; max-width: 640px; font: 1rem/1.4 system-ui, sans-serif; }
  p { margin: 0.25rem 0; }
  p:empty { display: none; }
  button { font: inherit; padding: 0.5em 1em; margin: 0.25rem 0; min-height: 44px; cursor: pointer; }
  .on::before { content: "●"; margin-inline-end: 0.4em; }
  .on::before, .problem { color: #b3261e; color: light-dark(#b3261e, #ffb4ab); }
`;

/** Where sharing stands. */
export interface Standing {
  /** null: nothing is shared. */
  readonly level: SiteLevel | null;
  readonly sent: number;
  /** Why it ended by itself; empty: it did not. */
  readonly problem: string;
}

export class ShareView {
  readonly host = document.createElement("div");
  private readonly sign = document.createElement("p");
  private readonly count = document.createElement("p");
  private readonly problem = document.createElement("p");
  private readonly button = document.createElement("button");
  private isOn = false;

  /** `ask` and `stop` do what the button says; `host` is the server's, in words. */
  constructor(
    private readonly server: string,
    private readonly ask: () => Promise<unknown>,
    private readonly stop: () => void,
  ) {
    const root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.host.setAttribute("part", "sharing");
    this.host.setAttribute("exportparts", "share, share-status, share-problem");
    this.sign.setAttribute("part", "share-status");
    this.sign.setAttribute("role", "status");
    this.problem.setAttribute("part", "share-problem");
    this.problem.setAttribute("role", "alert");
    this.problem.className = "problem";
    this.button.setAttribute("part", "share");
    this.button.type = "button";
    this.button.addEventListener("click", () => void this.press());
    root.append(this.sign, this.count, this.problem, this.button);
    this.show({ level: null, sent: 0, problem: "" });
  }

  /** Shows where sharing stands. */
  show({ level, sent, problem }: Standing): void {
    const { server } = this;
    const wasOn = this.isOn;
    this.isOn = level !== null;
    this.sign.classList.toggle("on", this.isOn);
    const off = wasOn && problem === "" ? SHARING.stopped : SHARING.why(server);
    if (this.isOn !== wasOn || this.sign.textContent === "") this.say(level === null ? off : SHARING.on[level](server));
    this.count.textContent = this.isOn ? SHARING.sent(sent) : "";
    this.button.textContent = this.isOn ? SHARING.stop : SHARING.share;
    this.problem.textContent = problem;
  }

  private async press(): Promise<void> {
    if (this.isOn) return this.stop();
    this.problem.textContent = "";
    const asked = this.ask(); // at once: browsers open a window in a click only
    this.say(SHARING.waiting);
    try {
      await asked;
    } catch (error) {
      this.say(SHARING.why(this.server));
      this.problem.textContent = wordsOf(error);
    }
  }

  private say(words: string): void {
    if (this.sign.textContent !== words) this.sign.textContent = words;
  }
}
