/** The page's end of actions: its button, and what is loaded once there is something to do. */

import { NOT_LOADED } from "../ui/dialogs";
import { element } from "../ui/element";
import { KEY } from "./bindings";
import type { Runner, RunnerParts } from "./runner";

export type ActionParts = Pick<RunnerParts, "page" | "store" | "say">;

export class Actions {
  private running: Promise<Runner> | null = null;
  private isOpen = false;
  private isLoggedIn = false;

  constructor(private readonly parts: ActionParts) {
    const { page, store } = parts;
    element(page, "open-actions", HTMLButtonElement).addEventListener("click", () => void this.open());
    if (store?.getItem(KEY) != null) void this.run().catch(() => parts.say(NOT_LOADED));
  }

  /** Only of those who are logged in the server keeps what it tells other programs. */
  setLoggedIn(is: boolean): void {
    this.isLoggedIn = is;
  }

  /** Gestures do what is bound to them from now on. */
  private run(): Promise<Runner> {
    const tell: RunnerParts["tell"] = async (action, gesture) =>
      (await import("./connectors/tell")).tell(action, gesture);
    this.running ??= import("./runner").then(
      ({ Runner }) => new Runner({ ...this.parts, tell, now: () => performance.now() }),
    );
    this.running.catch(() => {
      this.running = null; // the next time it may be had
    });
    return this.running;
  }

  /** Shows the list until somebody closes it. */
  private async open(): Promise<void> {
    if (this.isOpen) return;
    this.isOpen = true;
    try {
      const [runner, { ActionsDialog }] = await Promise.all([this.run(), import("./dialog/actions-dialog")]);
      await new ActionsDialog(runner, { ...this.parts, isLoggedIn: this.isLoggedIn }).show();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.parts.say(NOT_LOADED);
    } finally {
      this.isOpen = false;
    }
  }
}
