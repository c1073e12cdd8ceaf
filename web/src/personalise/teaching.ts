/** The dialog in which a person teaches the page their own hand, five examples of each gesture. */

import { SilhouetteCanvas } from "../recognise/view/silhouette-canvas";
import { type Gesture, PROMPT_KEYS, WORDS } from "../shared/gestures";
import type { SilhouetteManifest } from "../shared/manifest";
import type { Reply, SilhouetteAnswer } from "../shared/messages";
import { make, makeButton, UserDialog } from "../ui/make";
import { type ExampleStore, withOwnStore } from "./example-store";
import { EXAMPLES, Taking } from "./taking";

/** From the button to the first example: time to bring the hand into the box. */
const READY_MS = 1_500;
/** Five examples take two seconds; a person who shows nothing for so long has given up. */
const PATIENCE_MS = 12_000;
const WHAT =
  "Show each gesture five times, moving a little in between. Answers then tell your gestures apart by your own " +
  "examples. They are black and white pictures, stay in this browser and are never sent.";
const NO_ROOM = "This browser keeps nothing for the page, so it cannot learn your hand. Allow storage, then try again.";

/** Whether the examples are in use, and the model that is taught; null before it is there. */
interface Use {
  readonly isOn: boolean;
  readonly taught: SilhouetteManifest | null;
  turn(on: boolean): Promise<void>;
}

export class Teaching {
  private readonly dialog = new UserDialog("Your own hand");
  private readonly canvas = make("canvas", { role: "img", ariaLabel: "What the page sees in the box" });
  private readonly picture = new SilhouetteCanvas(this.canvas);
  private readonly counts = new Map<Gesture, HTMLElement>();
  private readonly inUse = make("input", { type: "checkbox", name: "personal-in-use" });
  private readonly forget = makeButton("Forget my examples", () => void this.forgetAll());
  /** What lies in the store, by gesture. */
  private kept = new Map<Gesture, number>();
  private taking: Taking | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Those that the model knows. */
  private readonly gestures: readonly Gesture[];

  constructor(
    private readonly use: Use,
    private readonly withStore: <T>(step: (store: ExampleStore) => Promise<T>) => Promise<T> = withOwnStore,
  ) {
    this.gestures = Object.values(PROMPT_KEYS).filter((gesture) => use.taught?.labels.includes(gesture) ?? true);
    const lines = this.gestures.map((gesture) => this.line(gesture));
    this.inUse.addEventListener("change", () => void this.use.turn(this.inUse.checked));
    this.dialog.body.append(
      make("p", { className: "hint", textContent: WHAT }),
      make("div", { className: "pictures" }, this.canvas),
      make("ul", { className: "lines" }, ...lines),
      make("label", { className: "check" }, this.inUse, " Use my examples"),
      this.forget,
    );
  }

  /** Shows the dialog until somebody closes it. */
  async show(): Promise<void> {
    const closed = this.dialog.show();
    await this.attempt(async () => {
      const examples = await this.withStore((store) => store.read());
      this.kept = new Map(
        this.gestures.map((each) => [each, examples.filter(({ gesture }) => gesture === each).length]),
      );
    });
    this.refresh();
    await closed;
    this.stop();
  }

  /** Takes what the worker says while the dialog is open. */
  receive(reply: Reply): void {
    if (reply.kind === "personal" && reply.problem !== null) this.dialog.say(reply.problem);
    if (reply.kind === "answer" && reply.way === "silhouette") void this.look(reply);
  }

  private line(gesture: Gesture): HTMLElement {
    const count = make("small");
    this.counts.set(gesture, count);
    const words = make("span", {}, WORDS[gesture], count);
    return make(
      "li",
      {},
      words,
      makeButton("Take five", () => this.take(gesture), `Take five of ${WORDS[gesture]}`),
    );
  }

  private take(gesture: Gesture): void {
    this.stop();
    if (this.use.taught === null) {
      this.dialog.say("The recogniser is still loading. Try again in a moment.");
      return;
    }
    this.taking = new Taking(gesture, this.use.taught.input, performance.now() + READY_MS);
    this.dialog.say(`Show it now: ${WORDS[gesture]}.`);
    this.timer = setTimeout(() => {
      this.stop();
      this.dialog.say("No hand was seen. Capture the background, bring your hand into the box, then try again.");
    }, PATIENCE_MS);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.taking = null;
  }

  private async look({ silhouette }: SilhouetteAnswer): Promise<void> {
    this.draw(silhouette);
    const { taking } = this;
    if (taking?.consider({ silhouette }, performance.now()) !== true) return;
    const { gesture, examples } = taking;
    this.dialog.say(`${WORDS[gesture]}: ${taking.count} of ${EXAMPLES}. Move a little.`);
    if (examples === null) return;
    this.stop();
    await this.attempt(async () => {
      await this.withStore((store) => store.keep(gesture, examples));
      this.kept.set(gesture, examples.length);
      this.dialog.say(`${WORDS[gesture]} is learned.`);
      if (this.use.isOn) await this.use.turn(true);
    });
    this.refresh();
  }

  private async forgetAll(): Promise<void> {
    this.stop();
    await this.attempt(async () => {
      await this.withStore((store) => store.forget());
      this.kept.clear();
      await this.use.turn(false);
      this.dialog.say("Your examples are deleted. Answers are the model's own again.");
    });
    this.refresh();
    this.dialog.focusTitle();
  }

  /** Shows how many there are; they can be used when each gesture has its five. */
  private refresh(): void {
    for (const [gesture, words] of this.counts) words.textContent = `${this.kept.get(gesture) ?? 0} of ${EXAMPLES}`;
    const isWhole = this.gestures.every((gesture) => (this.kept.get(gesture) ?? 0) >= EXAMPLES);
    this.inUse.disabled = !isWhole;
    this.inUse.checked = isWhole && this.use.isOn;
    this.forget.hidden = ![...this.kept.values()].some((count) => count > 0);
  }

  private draw(silhouette: Uint8Array): void {
    if (this.use.taught === null) return;
    const { width, height } = this.use.taught.input;
    if (this.canvas.width !== width || this.canvas.height !== height) this.picture.resize(width, height);
    this.picture.show(silhouette);
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.dialog.say(NO_ROOM);
    }
  }
}
