/** What the parts of the dialog "Your own gestures" know of it and of the page. */

import type { HandManifest } from "../shared/manifest";
import type { HandsAnswer, Named } from "../shared/messages";
import type { UserDialog } from "../ui/make";
import type { OfModel } from "./exchange";
import type { OwnGesture, OwnStore } from "./own-store";

/** What the page knows of own gestures. */
export interface Own {
  /** The model that is taught; null before it is there. */
  readonly model: HandManifest | null;
  /** What answers can name, in the order of their probabilities. */
  readonly names: readonly Named[];
  /** What is kept is other than before. */
  changed(): Promise<void>;
}

/** What the dialog is told while it is open. */
export interface OwnListener {
  see(answer: HandsAnswer): void;
  /** What is kept may be other than before. */
  refresh(): Promise<void>;
  /** Asks whether gestures of a link's fragment are to be added. */
  ask(fragment: string): void;
}

/** A part of the dialog, which is shown alone. */
export interface OwnView {
  readonly body: HTMLElement;
  see?(answer: HandsAnswer): void;
  refresh?(): Promise<void>;
  /** It is shown no longer. */
  leave?(): void;
}

/** What each part may do with the dialog. */
export interface OwnParent {
  readonly dialog: UserDialog;
  readonly page: Document;
  readonly own: Own;
  /** What examples must be of now; null before the model is there. */
  readonly ofModel: OfModel | null;
  /** Shows the list, and says something. */
  list(words?: string): Promise<void>;
  /** Teaches a gesture again, or a new one. */
  teach(gesture: OwnGesture | null): void;
  /** Asks whether the gestures of a file's text are to be added. */
  add(packed: string): void;
  /** Changes what is kept, says why where that fails, and has answers go by it; gives what came of it, or null. */
  change<T>(step: (store: OwnStore) => Promise<T>): Promise<T | null>;
  /** Does something with what is kept; says what to do where the browser does not let it. */
  attempt(step: () => Promise<void>): Promise<void>;
}
