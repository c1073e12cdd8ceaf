/** Takes a file however a person hands it over: chosen, dropped anywhere on the page, or pasted. */

import { isTyping } from "../recognise/commands";
import { isDialogOpen } from "../ui/dialogs";
import { element } from "../ui/element";
import { FILES } from "../ui/words";

export interface Receiver {
  /** The first of the files that were handed over; `words` say what becomes of the others. */
  take(file: File, words: string): void;
  /** What was handed over is no file; `words` say what to do. */
  refuse(words: string): void;
}

export function takeFiles(page: Document, receiver: Receiver): void {
  const take = (files: FileList | undefined | null, why: string): void => {
    const file = files?.[0];
    if (file === undefined) receiver.refuse(why);
    else receiver.take(file, (files?.length ?? 0) > 1 ? FILES.first(file.name) : "");
  };
  const input = element(page, "file", HTMLInputElement);
  element(page, "choose-file", HTMLButtonElement).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files?.length) take(input.files, "");
    input.value = ""; // so that the same file can be chosen again
  });
  page.addEventListener("paste", (event) => {
    if (isTyping(event.target) || isDialogOpen(page)) return;
    take(event.clipboardData?.files, FILES.pastedNone);
  });
  const mark = (is: boolean): void => void page.body.toggleAttribute("data-dragging", is && !isDialogOpen(page));
  page.addEventListener("dragover", (event) => {
    event.preventDefault(); // else the file would take the page's place
    mark(event.dataTransfer?.types.includes("Files") === true);
  });
  page.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false); // else it is over another part of the page
  });
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (!isDialogOpen(page)) take(event.dataTransfer?.files, FILES.droppedNone);
  });
}
