/** The list of own gestures: each can be renamed, paused, deleted, shown again and shared; and corrections forgotten. */

import { pictureOf } from "../recognise/view/own-words";
import { wordsFor } from "../shared/gestures";
import { isOwn, type Named } from "../shared/messages";
import { make, makeButton, save } from "../ui/make";
import { OWN } from "../ui/words/own-gestures";
import { LONGEST, linkOf, pack, type SharedGesture } from "./exchange";
import { cleanName, LONGEST_NAME } from "./own-names";
import { GONE, type KeptExample, MOST_GESTURES, type OwnGesture, withOwnStore } from "./own-store";
import type { OwnParent, OwnView } from "./own-view";

const WHAT = OWN.intro;
const NO_MODEL = OWN.loading;
const OTHER = OWN.outdated;
const LINK_WORDS = OWN.linkIntro;

/** A gesture with its examples of the model in use, and of whichever there are for a picture. */
interface Line {
  readonly gesture: OwnGesture;
  readonly usable: readonly KeptExample[];
  readonly any: KeptExample | undefined;
}

export class ListView implements OwnView {
  readonly body = make("div", { className: "user-dialog" });
  private readonly lines = make("ul", { className: "lines" });
  private readonly corrections = make("section");
  private readonly ask = make("div", { className: "ask", hidden: true });
  private readonly save = makeButton(OWN.saveAll, () => void this.saveAll());
  private all: readonly Line[] = [];

  constructor(private readonly parent: OwnParent) {
    const teach = makeButton(OWN.teach, () => this.teachNew());
    teach.classList.add("primary");
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", () => void this.openFile(file));
    const open = makeButton(OWN.open, () => file.click());
    this.save.hidden = true; // until something to save is read
    this.body.append(
      make("p", { className: "hint", textContent: WHAT }),
      make("div", { className: "row" }, teach, this.save, open, file),
      this.ask,
      this.lines,
      this.corrections,
    );
  }

  /** Shows what is kept now. */
  async refresh(): Promise<void> {
    const { gestures, examples } = await withOwnStore((store) => store.read());
    const backbone = this.parent.ofModel?.backbone;
    this.all = gestures.map((gesture) => {
      const theirs = examples.filter(({ of }) => of === gesture.id);
      return { gesture, usable: theirs.filter((each) => each.backbone === backbone), any: theirs[0] };
    });
    this.ask.hidden = true;
    this.lines.replaceChildren(...this.all.map((line) => this.line(line)));
    this.save.hidden = !this.all.some(({ usable }) => usable.length > 0);
    this.showCorrections(examples.filter(({ of }) => !isOwn(of)));
  }

  private line({ gesture, usable, any }: Line): HTMLElement {
    const { id, name, emoji, paused } = gesture;
    const picture = make("span", { className: "picture own" });
    picture.setAttribute("aria-hidden", "true");
    if (any !== undefined) picture.append(pictureOf(this.parent.page, { emoji, hand: any.hand }));
    const count = `${usable.length} ${usable.length === 1 ? "example" : "examples"}`;
    const state = usable.length === 0 ? OTHER : paused ? `Paused, ${count}` : count;
    const item = make("li", { className: paused || usable.length === 0 ? "own-line unused" : "own-line" });
    const isCurrent = usable.length > 0;
    const actions = make(
      "div",
      { className: "row" },
      makeButton(
        isCurrent ? OWN.add : OWN.teachAgain,
        () => this.parent.teach(gesture),
        isCurrent ? OWN.addTo(name) : OWN.teachAgainThis(name),
      ),
      makeButton("Rename", () => this.rename(item, gesture), `Rename ${name}`),
      makeButton(
        paused ? "Resume" : "Pause",
        () => void this.change(id, { paused: !paused }, `${name} is ${paused ? "in use again" : "paused"}.`),
        `${paused ? "Resume" : "Pause"} ${name}`,
      ),
      ...(isCurrent ? [makeButton("Link", () => this.link(item, gesture, usable), OWN.linkToShare(name))] : []),
      makeButton("Delete", () => this.askToDelete(name, id), `Delete ${name}`),
    );
    const words = make(
      "span",
      { className: "own-name" },
      make("strong", { textContent: name }),
      make("small", { textContent: state }),
    );
    item.append(picture, words, actions);
    return item;
  }

  private teachNew(): void {
    if (this.all.length < MOST_GESTURES) this.parent.teach(null);
    else this.parent.dialog.say(OWN.tooMany(MOST_GESTURES));
  }

  private rename(item: HTMLElement, { id, name }: OwnGesture): void {
    const field = make("input", {
      value: name,
      maxLength: LONGEST_NAME,
      required: true,
      ariaLabel: OWN.rename(name),
    });
    const form = make("form", { className: "row" }, field, make("button", { textContent: "Save" }));
    form.append(makeButton("Cancel", () => void this.again()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const cleaned = cleanName(field.value);
      if (cleaned === "") this.parent.dialog.say(OWN.needsName);
      else void this.change(id, { name: cleaned }, OWN.renamed(name, cleaned));
    });
    item.replaceChildren(form);
    field.select();
  }

  private async change(id: OwnGesture["id"], changes: Partial<OwnGesture>, words: string): Promise<void> {
    const isThere = await this.parent.change((store) => store.change(id, changes));
    if (isThere === null) return;
    await this.again(isThere ? words : GONE);
  }

  private askToDelete(name: string, of: Named): void {
    const yes = makeButton(`Delete ${name}`, () => void this.forget(of, OWN.deleted(name)));
    yes.classList.add("danger");
    const no = makeButton(OWN.keep, () => void this.again());
    const words = OWN.askDelete(name);
    this.ask.replaceChildren(make("p", { textContent: words }), make("div", { className: "row" }, no, yes));
    this.ask.hidden = false;
    no.focus();
  }

  private async forget(of: Named, words: string): Promise<void> {
    await this.parent.change((store) => store.forget(of));
    await this.again(words);
  }

  private showCorrections(corrections: readonly KeptExample[]): void {
    const labels = [...new Set(corrections.map(({ of }) => of))];
    const lines = labels.map((of) => {
      const count = corrections.filter((each) => each.of === of).length;
      const words = make(
        "span",
        {},
        wordsFor(of),
        make("small", { textContent: `said ${count === 1 ? "once" : `${count} times`}` }),
      );
      const forget = (): void => void this.forget(of, OWN.forgotten(wordsFor(of)));
      return make("li", {}, words, makeButton("Forget", forget, OWN.forget(wordsFor(of))));
    });
    const title = make("h3", { textContent: OWN.corrections });
    const hint = make("p", {
      className: "hint",
      textContent: OWN.correctionsIntro,
    });
    this.corrections.replaceChildren(
      ...(lines.length === 0 ? [] : [title, hint, make("ul", { className: "lines" }, ...lines)]),
    );
    this.corrections.hidden = lines.length === 0;
  }

  /** Shows the list anew, and puts the focus where it is not lost. */
  private async again(words = ""): Promise<void> {
    await this.parent.attempt(() => this.refresh());
    this.parent.dialog.say(words);
    this.parent.dialog.focusTitle();
  }

  private link(item: HTMLElement, gesture: OwnGesture, usable: readonly KeptExample[]): void {
    const { ofModel, dialog, page } = this.parent;
    if (ofModel === null) {
      dialog.say(NO_MODEL);
      return;
    }
    const address = linkOf(page.location.href, shared(gesture, usable), ofModel.backbone);
    const field = make("input", { value: address, readOnly: true, ariaLabel: OWN.link(gesture.name) });
    item.querySelector(".own-link")?.remove();
    item.append(
      make("div", { className: "own-link" }, make("p", { className: "hint", textContent: LINK_WORDS }), field),
    );
    field.select();
    const copied = navigator.clipboard?.writeText(address) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => dialog.say(OWN.copied),
      () => dialog.say(OWN.copyBelow),
    );
  }

  private saveAll(): void {
    const { ofModel, dialog } = this.parent;
    if (ofModel === null) {
      dialog.say(NO_MODEL);
      return;
    }
    const usable = this.all.filter((line) => line.usable.length > 0);
    const packed = pack(
      usable.map((line) => shared(line.gesture, line.usable)),
      ofModel.backbone,
    );
    save(new Blob([packed], { type: "application/json" }), "own-gestures.json");
    dialog.say(OWN.saved);
  }

  private async openFile(field: HTMLInputElement): Promise<void> {
    const [file] = field.files ?? [];
    field.value = "";
    if (file === undefined) return;
    // What is too large is not read to its end: what is left of it is too large, too.
    this.parent.add(await file.slice(0, 2 * LONGEST).text());
  }
}

function shared({ name, emoji }: OwnGesture, examples: readonly KeptExample[]): SharedGesture {
  return { name, emoji, hands: examples.map(({ hand }) => hand) };
}
