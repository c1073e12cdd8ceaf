/** What the parts of the dialog "Actions" may do with it. */

import type { UserDialog } from "../../ui/make";
import type { Binding } from "../bindings";
import type { Runner } from "../runner";

export interface ActionsParent {
  readonly dialog: UserDialog;
  readonly runner: Runner;
  /** Only of those who are the server keeps connectors. */
  readonly isLoggedIn: boolean;
  /** Shows the list, and says something. */
  list(words?: string): void;
  /** Shows the form for one that is there, or for a new one (null). */
  edit(binding: Binding | null): Promise<void>;
  /** This is the list from now on. */
  change(all: readonly Binding[], words: string): void;
  /** Opens slides over the page, once they are read. */
  present(files: readonly File[]): Promise<void>;
  /** Opens music or a film on the page, in the place of one that is there. */
  play(file: File): Promise<void>;
}
