/** Switches between the model's answers and those personalised by a person's own examples. */

import type { Recogniser } from "../recognise/recogniser";
import { wordsOf } from "../shared/errors";
import type { SilhouetteManifest } from "../shared/manifest";
import type { Reply } from "../shared/messages";
import { NOT_LOADED } from "../ui/dialogs";
import { element, setText } from "../ui/element";

const KEY = "personal-gestures";

export interface PersonalisationParts {
  readonly page: Document;
  readonly recogniser: Pick<Recogniser, "personalise">;
  /** null where the browser forbids storage. */
  readonly store: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly say: (words: string) => void;
}

/** Examples are silhouettes, so it is of background mode only. It is off until somebody switches it on. What belongs to the dialog is loaded when it is first needed. */
export class Personalisation {
  private listener: ((reply: Reply) => void) | null = null;
  private readonly button: HTMLButtonElement;
  private model: SilhouetteManifest | null = null;
  private on: boolean;

  constructor(private readonly parts: PersonalisationParts) {
    this.button = element(parts.page, "open-personalise", HTMLButtonElement);
    this.on = parts.store?.getItem(KEY) === "on";
    this.button.addEventListener("click", () => void this.open());
  }

  get isOn(): boolean {
    return this.on;
  }

  /** The model that is taught: background mode's; null before it is there. */
  get taught(): SilhouetteManifest | null {
    return this.model;
  }

  /** Takes what the worker says: each new model learns the examples anew. */
  receive(reply: Reply): void {
    this.listener?.(reply);
    if (reply.kind === "loaded" && reply.manifest.way === "silhouette") {
      this.model = reply.manifest;
      if (this.isOn) void this.apply();
    }
    if (reply.kind !== "personal") return;
    setText(this.button, reply.on ? "Your hand: in use" : "Teach it your hand");
    if (reply.problem !== null) this.parts.say(`Your examples are not in use: ${reply.problem}`);
  }

  /** Switches the examples on or off, for this and later visits. */
  async turn(on: boolean): Promise<void> {
    this.on = on;
    try {
      if (on) this.parts.store?.setItem(KEY, "on");
      else this.parts.store?.removeItem(KEY);
    } catch {
      // Full: it holds for this visit.
    }
    if (on) await this.apply();
    else this.parts.recogniser.personalise([]);
  }

  private async apply(): Promise<void> {
    try {
      const { withOwnStore } = await import("./example-store");
      this.parts.recogniser.personalise(await withOwnStore((store) => store.read()));
    } catch (error) {
      this.parts.say(`Your examples are not in use: ${wordsOf(error)}`);
    }
  }

  private async open(): Promise<void> {
    if (this.listener !== null) return;
    this.listener = () => undefined;
    try {
      const { Teaching } = await import("./teaching");
      const dialog = new Teaching(this);
      this.listener = (reply) => dialog.receive(reply);
      await dialog.show();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.parts.say(NOT_LOADED);
    } finally {
      this.listener = null;
    }
  }
}
