/** The part of the dialog about lamps, speakers and other programs: the list, the form, and what was done lately. */

import { ApiError } from "../../api/client";
import { timeWords } from "../../collect/sample-words";
import { make, makeButton, type UserDialog } from "../../ui/make";
import type { Binding } from "../bindings";
import { CONNECTORS, wordsOfAction, wordsOfTrigger } from "../words";
import { connectorForm } from "./connector-form";
import { type Connector, ConnectorApi, type Connectors, type Run } from "./connectors";

const NEWEST = 30;

export class ConnectorsView {
  readonly body = make("section", { className: "connectors" });

  constructor(
    private readonly dialog: Pick<UserDialog, "say" | "attempt" | "focusTitle">,
    private readonly own: ReadonlyMap<string, string>,
    private readonly bindings: readonly Binding[],
    private readonly api = new ConnectorApi(),
  ) {}

  /** Asks the server, and shows what there is, or why there is nothing. */
  async fill(words = ""): Promise<void> {
    try {
      this.show(await this.api.list());
      if (words !== "") this.dialog.say(words);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.explain(error.status === 401 ? CONNECTORS.logIn : error.message);
    }
  }

  /** Shows why there is nothing. */
  explain(words: string): void {
    const title = make("h3", { textContent: CONNECTORS.title });
    this.body.replaceChildren(title, make("p", { className: "hint", textContent: words }));
  }

  private show({ connectors, enabled, most }: Connectors): void {
    this.explain(enabled ? CONNECTORS.what : CONNECTORS.notAllowed);
    const lines = make("ul", { className: "lines" }, ...connectors.map((each) => this.line(each)));
    if (connectors.length > 0) this.body.append(lines);
    if (enabled && connectors.length < most) this.body.append(makeButton(CONNECTORS.add, () => this.edit(null)));
    if (connectors.length > 0) this.body.append(this.log());
  }

  private line(connector: Connector): HTMLElement {
    const { name, kind, address, state } = connector;
    const about = [CONNECTORS.kinds[kind], address, CONNECTORS.states[state]].filter((words) => words !== "");
    const words = make(
      "span",
      {},
      make("strong", { textContent: name }),
      make("small", { textContent: about.join(" · ") }),
    );
    const pair = makeButton(CONNECTORS.pair, () => void this.pair(connector), `${CONNECTORS.pair}: ${name}`);
    const buttons = make(
      "div",
      { className: "row" },
      ...(state === "unpaired" ? [pair] : []),
      makeButton(CONNECTORS.change, () => this.edit(connector), `${CONNECTORS.change}: ${name}`),
      makeButton(CONNECTORS.delete, () => this.askToRemove(connector), `${CONNECTORS.delete}: ${name}`),
    );
    return make("li", {}, words, buttons);
  }

  private edit(before: Connector | null): void {
    const form = connectorForm(before, {
      add: (connector) => this.attempt(() => this.api.add(connector), CONNECTORS.saved(connector.name)),
      change: ({ id, name }, change) =>
        this.attempt(() => this.api.change(id, change), CONNECTORS.saved(change.name ?? name)),
      cancel: () => void this.fill(),
      say: (words) => this.dialog.say(words),
    });
    this.body.replaceChildren(form);
    form.querySelector<HTMLElement>("select:enabled, input")?.focus();
  }

  private async pair({ id, name }: Connector): Promise<void> {
    await this.attempt(() => this.api.pair(id), CONNECTORS.paired(name));
  }

  /** Says which actions would do nothing any more, where there are such; else it goes at once. */
  private askToRemove(connector: Connector): void {
    const uses = this.bindings.filter(({ action }) => action.kind === "connector" && action.connector === connector.id);
    if (uses.length === 0) return void this.remove(connector);
    const no = makeButton(CONNECTORS.keep, () => void this.fill());
    const yes = makeButton(CONNECTORS.deleteYes(connector.name), () => void this.remove(connector));
    yes.classList.add("danger");
    this.body.replaceChildren(
      make("h3", { textContent: CONNECTORS.deleteQuestion(connector.name) }),
      make("p", { textContent: CONNECTORS.inUse(uses.length) }),
      make("ul", {}, ...uses.map(({ on, action }) => make("li", { textContent: this.nameOf(on, action) }))),
      make("div", { className: "row" }, no, yes),
    );
    no.focus();
  }

  private nameOf(on: Binding["on"], action: Binding["action"]): string {
    return `${wordsOfTrigger(on, this.own)} → ${wordsOfAction(action)}`;
  }

  private async remove({ id, name }: Connector): Promise<void> {
    await this.attempt(() => this.api.remove(id), CONNECTORS.deleted(name));
  }

  private async attempt(step: () => Promise<unknown>, words: string): Promise<void> {
    if (!(await this.dialog.attempt(step))) return;
    await this.fill(words);
    this.dialog.focusTitle();
  }

  /** What was done lately, asked for when somebody wants to know. */
  private log(): HTMLElement {
    const list = make("ol", { className: "lines" });
    const details = make("details", {}, make("summary", { textContent: CONNECTORS.log }), list);
    details.addEventListener("toggle", () => {
      if (!details.open) return;
      void this.dialog.attempt(async () => {
        const runs = await this.api.runs(NEWEST);
        list.replaceChildren(...runs.map((run) => this.run(run)));
        if (runs.length === 0) list.replaceChildren(make("li", { textContent: CONNECTORS.noLog }));
      });
    });
    return details;
  }

  private run({ at, connector, command, gesture, outcome, detail, ms }: Run): HTMLElement {
    const by = gesture === null ? CONNECTORS.tried : wordsOfTrigger(gesture, this.own);
    const took = ms === null ? "" : ` (${Math.round(ms).toLocaleString()} ms)`;
    return make(
      "li",
      { className: outcome },
      make(
        "span",
        {},
        make("strong", { textContent: `${connector}: ${command}` }),
        make("small", { textContent: `${timeWords(at)} · ${by} · ${CONNECTORS.outcomes[outcome]}${took}` }),
        ...(detail === null ? [] : [make("small", { textContent: detail })]),
      ),
    );
  }
}
