/** The form for one action: which gesture, how long it is held, and what it does. */

import { ApiError } from "../../api/client";
import type { Movement } from "../../recognise/swipes/swipes";
import { LABELS, WORDS } from "../../shared/gestures";
import type { Named } from "../../shared/messages";
import { make, makeButton } from "../../ui/make";
import {
  type Action,
  type Binding,
  isMovement,
  LONGEST_SPEECH,
  MEDIA_ACTS,
  newBinding,
  SOUND_NAMES,
  type SoundName,
} from "../bindings";
import { CommandForm } from "../connectors/command-form";
import { type Connector, ConnectorApi, type Choice as ConnectorChoice } from "../connectors/connectors";
import { FORM, LIST, MEDIA, MOVEMENTS, SOUNDS, seconds, wordsOfAction } from "../words";

import { ownNames } from "./own-names";
import type { ActionsParent } from "./parent";

const DWELLS_MS = [0, 300, 500, 1000, 1500, 2000, 3000];
const COOLS_MS = [300, 500, 1000, 2000, 5000, 10_000, 30_000];
const MEDIUM = "media:";
const CONNECTOR = "connector:";

/** What a connector is asked to be told. */
interface Told {
  readonly connector: string;
  readonly form: CommandForm;
}

type Choice = readonly [value: string, words: string];

export class EditView {
  readonly body: HTMLElement;
  private readonly on: HTMLSelectElement;
  private readonly dwell: HTMLSelectElement;
  private readonly cool: HTMLSelectElement;
  private readonly repeat = make("input", { type: "checkbox", name: "repeat" });
  private readonly action: HTMLSelectElement;
  private readonly words = make("input", { name: "words", maxLength: LONGEST_SPEECH, autocomplete: "off" });
  private readonly sound: HTMLSelectElement;
  private readonly ofGesture: readonly HTMLElement[];
  private readonly ofSpeech: HTMLElement;
  private readonly ofSound: HTMLElement;
  private readonly ofConnector = make("div", { className: "command" });
  private command: Told | null = null;

  /** `binding` is one that is there; null: a new one. */
  static async of(parent: ActionsParent, binding: Binding | null): Promise<EditView> {
    return new EditView(parent, binding, await ownNames(), parent.isLoggedIn ? await connectorsOf() : []);
  }

  private constructor(
    private readonly parent: ActionsParent,
    private readonly before: Binding | null,
    own: ReadonlyMap<string, string>,
    private readonly connectors: readonly Connector[],
  ) {
    const binding = before ?? newBinding();
    const gestures = LABELS.filter((label) => label !== "none").map((label): Choice => [label, WORDS[label]]);
    this.on = choice("on", binding.on, [
      [FORM.groups.gestures, gestures],
      [FORM.groups.own, [...own]],
      [FORM.groups.movements, Object.entries(MOVEMENTS)],
    ]);
    if (this.on.value === "") this.on.append(new Option(LIST.goneGesture, binding.on, true, true));
    const times = (all: readonly number[]): Choice[] =>
      all.map((time) => [String(time), time === 0 ? FORM.atOnce : seconds(time)]);
    this.dwell = choice("dwell", String(binding.dwellMs), [["", times(DWELLS_MS)]]);
    this.cool = choice("cool", String(binding.coolMs), [["", times(COOLS_MS)]]);
    this.repeat.checked = binding.repeat;
    this.action = choice("action", codeOf(binding.action), [
      [FORM.actions.slide, (["next", "previous"] as const).map((to) => ofAction({ kind: "slide", to }))],
      [FORM.actions.media, MEDIA_ACTS.map((act): Choice => [`${MEDIUM}${act}`, MEDIA[act]])],
      [
        FORM.actions.page,
        [
          ["speak", FORM.speak],
          ["sound", FORM.sound],
        ],
      ],
      [FORM.actions.connector, connectors.map(({ id, name }): Choice => [`${CONNECTOR}${id}`, name])],
    ]);
    if (this.action.value === "") {
      this.action.append(new Option(wordsOfAction(binding.action), codeOf(binding.action), true, true));
    }
    this.words.value = binding.action.kind === "speak" ? binding.action.words : "";
    this.sound = choice("sound", binding.action.kind === "sound" ? binding.action.sound : "chime", [
      ["", SOUND_NAMES.map((name): Choice => [name, SOUNDS[name]])],
    ]);
    this.ofSpeech = make("label", {}, FORM.what, this.words);
    this.ofSound = make("label", {}, FORM.which, this.sound);
    this.ofGesture = [
      make("label", {}, FORM.dwell, this.dwell),
      make("label", { className: "check" }, this.repeat, FORM.repeat),
    ];
    this.body = this.form();
    this.follow();
  }

  private form(): HTMLElement {
    const { parent } = this;
    const save = make("button", { className: "primary", textContent: FORM.save });
    const form = make(
      "form",
      {},
      make("h3", { textContent: this.before === null ? FORM.add : FORM.edit }),
      make("label", {}, FORM.gesture, this.on),
      ...this.ofGesture,
      make("label", {}, FORM.cool, this.cool),
      make("label", {}, FORM.action, this.action),
      this.ofSpeech,
      this.ofSound,
      this.ofConnector,
      make(
        "div",
        { className: "row" },
        makeButton(FORM.cancel, () => parent.list()),
        makeButton(LIST.tryIt, () => void this.try()),
        save,
      ),
    );
    form.addEventListener("change", () => this.follow());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    return make("div", { className: "user-dialog" }, form);
  }

  /** Asks only for what the choices so far need. */
  private follow(): void {
    const moves = isMovement(this.on.value as Named | Movement);
    for (const field of this.ofGesture) field.hidden = moves;
    this.ofSpeech.hidden = this.action.value !== "speak";
    this.ofSound.hidden = this.action.value !== "sound";
    void this.ask();
  }

  /** What is chosen; null, and says so, where something is missing. */
  private chosen(): Action | null {
    const { value } = this.action;
    if (this.command !== null) return this.told(this.command);
    if (value.startsWith(CONNECTOR)) return this.same(value);
    if (value === "sound") return { kind: "sound", sound: this.sound.value as SoundName };
    if (value !== "speak") return actionOf(value);
    const words = this.words.value.trim();
    if (words !== "") return { kind: "speak", words };
    this.parent.dialog.say(FORM.nothingToSay);
    this.words.focus();
    return null;
  }

  /** What it was, where nothing can be asked about a connector: that is not there now, or has not answered yet. */
  private same(value: string): Action | null {
    const before = this.before?.action;
    if (before !== undefined && codeOf(before) === value) return before;
    this.parent.dialog.say(FORM.stillAsking);
    return null;
  }

  private told({ form, connector }: Told): Action | null {
    const chosen = form.choose();
    if (typeof chosen !== "string")
      return { kind: "connector", connector, command: chosen.command, name: chosen.words };
    this.parent.dialog.say(chosen);
    return null;
  }

  /** Asks what a connector that was just chosen is to be told. */
  private async ask(): Promise<void> {
    const { value } = this.action;
    const connector = this.connectors.find(({ id }) => value === `${CONNECTOR}${id}`);
    if (connector?.id === this.command?.connector) return;
    this.command = null;
    this.ofConnector.replaceChildren();
    if (connector === undefined) return;
    this.parent.dialog.say("");
    let choices: readonly ConnectorChoice[] = [];
    await this.parent.dialog.attempt(async () => {
      choices = await new ConnectorApi().choices(connector.id);
    });
    if (this.action.value !== value) return; // another was chosen meanwhile
    const before = this.before?.action;
    const form = new CommandForm(connector, choices, before?.kind === "connector" ? before.command : null);
    this.command = { form, connector: connector.id };
    this.ofConnector.replaceChildren(form.body);
  }

  private async try(): Promise<void> {
    const action = this.chosen();
    if (action === null) return;
    const { dialog, runner } = this.parent;
    dialog.say(LIST.trying(wordsOfAction(action)));
    dialog.say(await runner.perform(action, null));
  }

  private save(): void {
    const action = this.chosen();
    if (action === null) return;
    const before = this.before ?? newBinding();
    const on = this.on.value as Named | Movement;
    const moves = isMovement(on);
    const binding: Binding = {
      ...before,
      on,
      action,
      dwellMs: moves ? 0 : Number(this.dwell.value),
      coolMs: Number(this.cool.value),
      repeat: !moves && this.repeat.checked,
    };
    const { bindings } = this.parent.runner;
    const isNew = !bindings.some(({ id }) => id === binding.id);
    const all = isNew ? [...bindings, binding] : bindings.map((each) => (each.id === binding.id ? binding : each));
    const others = all.filter((each) => each.on === on && each.id !== binding.id && !each.isOff);
    const alsoDone = others.map((each) => wordsOfAction(each.action));
    this.parent.change(all, FORM.saved(wordsOfAction(action), alsoDone));
  }
}

/** Those that can be told something; none without a network. */
async function connectorsOf(): Promise<readonly Connector[]> {
  try {
    return (await new ConnectorApi().list()).connectors.filter(({ state }) => state === "ready");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [];
  }
}

function choice(
  name: string,
  value: string,
  groups: readonly (readonly [words: string, choices: readonly Choice[]])[],
): HTMLSelectElement {
  const select = make("select", { name });
  for (const [label, choices] of groups) {
    if (choices.length === 0) continue;
    const options = choices.map(([each, words]) => new Option(words, each));
    if (label === "") select.append(...options);
    else select.append(make("optgroup", { label }, ...options));
  }
  select.value = value;
  return select;
}

/** How the choice of an action is written. */
function codeOf(action: Action): string {
  switch (action.kind) {
    case "slide":
      return `slide:${action.to}`;
    case "media":
      return `${MEDIUM}${action.act}`;
    case "connector":
      return `${CONNECTOR}${action.connector}`;
    default:
      return action.kind;
  }
}

function ofAction(action: Action): Choice {
  return [codeOf(action), wordsOfAction(action)];
}

function actionOf(value: string): Action {
  const [kind, what = ""] = value.split(":");
  if (kind === "media") return { kind, act: what as (typeof MEDIA_ACTS)[number] };
  return { kind: "slide", to: what === "previous" ? "previous" : "next" };
}
