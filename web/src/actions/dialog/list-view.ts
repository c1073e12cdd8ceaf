/** The list of actions: each can be tried, switched off, edited and deleted. */

import { make, makeButton } from "../../ui/make";
import { type Binding, MOST_BINDINGS } from "../bindings";
import { ConnectorsView } from "../connectors/connectors-view";
import { CONNECTORS, LIST, PLAYER, PRESENTING, wordsOfAction, wordsOfTrigger } from "../words";

import { ownNames } from "./own-names";
import type { ActionsParent } from "./parent";

const SLIDES = "application/pdf,.pdf,image/*";

export class ListView {
  readonly body = make("div", { className: "user-dialog" });
  private readonly lines = make("ul", { className: "lines" });
  private readonly connectors = make("div");

  constructor(private readonly parent: ActionsParent) {
    const add = makeButton(LIST.add, () => this.add());
    add.classList.add("primary");
    const present = chooser(PRESENTING.open, SLIDES, (files) => void parent.present(files));
    present.input.multiple = true;
    const folder = chooser(PRESENTING.folder, "", (files) => void parent.present(files));
    folder.input.webkitdirectory = true;
    const play = chooser(PLAYER.open, "audio/*,video/*", ([file]) => file && void parent.play(file));
    const choosers = [present, folder, play].flatMap(({ button, input }) => [button, input]);
    if (matchMedia("(pointer: coarse)").matches) folder.button.hidden = true; // phones have no folders to choose
    this.body.append(
      make("p", { className: "hint", textContent: LIST.hint }),
      make("div", { className: "row" }, add, ...choosers),
      this.lines,
      this.connectors,
    );
    void this.fill();
  }

  private async fill(): Promise<void> {
    const { bindings } = this.parent.runner;
    const own = await ownNames();
    this.lines.replaceChildren(...bindings.map((binding) => this.line(binding, own)));
    if (bindings.length === 0) this.lines.replaceWith(make("p", { className: "hint", textContent: LIST.none }));
    const view = new ConnectorsView(this.parent.dialog, own, bindings);
    this.connectors.replaceWith(view.body);
    if (this.parent.isLoggedIn) await view.fill();
    else view.explain(CONNECTORS.logIn);
  }

  private line(binding: Binding, own: ReadonlyMap<string, string>): HTMLElement {
    const { on, dwellMs, repeat, action, isOff } = binding;
    const what = wordsOfAction(action);
    const when = LIST.when(wordsOfTrigger(on, own), dwellMs, repeat);
    const isOn = make("input", { type: "checkbox", className: "switch", checked: !isOff, ariaLabel: LIST.isOn(what) });
    isOn.addEventListener("change", () => this.replace(binding, { ...binding, isOff: !isOn.checked }));
    const words = make("span", {}, make("strong", { textContent: what }), make("small", { textContent: when }));
    const buttons = make(
      "div",
      { className: "row" },
      makeButton(LIST.tryIt, () => void this.try(binding), `${LIST.tryIt}: ${what}`),
      makeButton(LIST.edit, () => void this.parent.edit(binding), `${LIST.edit}: ${what}`),
      makeButton(LIST.delete, () => this.delete(binding), `${LIST.delete}: ${what}`),
      isOn,
    );
    return make("li", { className: isOff ? "unused" : "" }, words, buttons);
  }

  private add(): void {
    if (this.parent.runner.bindings.length < MOST_BINDINGS) void this.parent.edit(null);
    else this.parent.dialog.say(LIST.most(MOST_BINDINGS));
  }

  private async try({ action }: Binding): Promise<void> {
    const { dialog, runner } = this.parent;
    dialog.say(LIST.trying(wordsOfAction(action)));
    dialog.say(await runner.perform(action, null));
  }

  /** Keeps the focus where it is. */
  private replace(before: Binding, after: Binding): void {
    const { runner } = this.parent;
    const isKept = runner.change(runner.bindings.map((each) => (each.id === before.id ? after : each)));
    if (!isKept) this.parent.dialog.say(LIST.noRoom);
  }

  private delete({ id, action }: Binding): void {
    const { bindings } = this.parent.runner;
    const rest = bindings.filter((each) => each.id !== id);
    this.parent.change(rest, LIST.deleted(wordsOfAction(action)));
  }
}

/** A button that asks for files. */
function chooser(
  words: string,
  accept: string,
  take: (files: readonly File[]) => void,
): { readonly button: HTMLButtonElement; readonly input: HTMLInputElement } {
  const input = make("input", { type: "file", accept, hidden: true });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be chosen again
    take(files);
  });
  return { button: makeButton(words, () => input.click()), input };
}
