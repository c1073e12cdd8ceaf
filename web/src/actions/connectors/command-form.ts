/** What a connector is to be told: the fields of its kind in; the command, and its words, out. */

import { make } from "../../ui/make";
import { COMMANDS, CONNECTORS } from "../words";
import type { Choice, Command, Connector } from "./connectors";

/** A command with what it is called. */
export interface Chosen {
  readonly command: Command;
  readonly words: string;
}

type Hue = Extract<Command, { kind: "hue" }>["do"];
type Sonos = Extract<Command, { kind: "sonos" }>["do"];

/** What can be done with entities of a domain of Home Assistant; with those of others what is usual. */
const USUAL: readonly string[] = ["toggle", "turn_on", "turn_off"];
const SERVICES: ReadonlyMap<string, readonly string[]> = new Map([
  ["scene", ["turn_on"]],
  ["script", ["turn_on"]],
  ["button", ["press"]],
  ["media_player", ["media_play_pause", "media_next_track", "media_previous_track", "volume_up", "volume_down"]],
  ["cover", ["toggle", "open_cover", "close_cover", "stop_cover"]],
]);

export class CommandForm {
  readonly body = make("div", { className: "command" });
  private readonly what = make("select", { name: "what" });
  private readonly act = make("select", { name: "do" });
  private readonly topic = make("input", { name: "topic", maxLength: 200, autocomplete: "off", spellcheck: false });
  private readonly payload = make("input", { name: "payload", maxLength: 2000, autocomplete: "off" });

  /** `choices` are what it can act on; `before` what it was told so far, if that was of this connector. */
  constructor(
    private readonly connector: Connector,
    choices: readonly Choice[],
    before: Command | null,
  ) {
    const same = before?.kind === connector.kind ? before : null;
    const label = (words: string, field: HTMLElement): HTMLElement => make("label", {}, words, field);
    this.what.append(...choices.map(({ id, target, name }) => new Option(name, `${target} ${id}`)));
    if (connector.kind === "mqtt") {
      this.body.append(label(COMMANDS.topic, this.topic), label(COMMANDS.payload, this.payload));
    }
    if (connector.kind === "hue" || connector.kind === "home-assistant") {
      this.body.append(label(COMMANDS.what, this.what));
    }
    if (connector.kind !== "mqtt" && connector.kind !== "webhook") this.body.append(label(COMMANDS.do, this.act));
    this.what.addEventListener("change", () => this.follow());
    if (same !== null) this.fillIn(same);
    this.follow(same !== null && "do" in same ? same.do : undefined);
    if (same?.kind === "home-assistant") this.act.value = same.service.split(".")[1] ?? "";
  }

  /** Gives what is asked for; a sentence where something is missing. */
  choose(): Chosen | string {
    const { connector, topic, payload, act } = this;
    const of = (words: string): string => `${connector.name}: ${words}`;
    const [target = "", id = ""] = this.what.value.split(" ");
    const name = this.what.selectedOptions[0]?.textContent ?? "";
    const does = act.selectedOptions[0]?.textContent ?? "";
    switch (connector.kind) {
      case "webhook":
        return { command: { kind: "webhook" }, words: connector.name };
      case "mqtt":
        if (!/^[^+#]+$/.test(topic.value.trim())) return COMMANDS.noTopic;
        return {
          command: { kind: "mqtt", topic: topic.value.trim(), payload: payload.value },
          words: of(`${topic.value.trim()} ${payload.value}`.trim()),
        };
      case "sonos":
        return { command: { kind: "sonos", do: act.value as Sonos }, words: of(does) };
      case "hue":
        if (target !== "light" && target !== "grouped_light") return CONNECTORS.nothingThere;
        return { command: { kind: "hue", target, id, do: act.value as Hue }, words: of(`${name}, ${does}`) };
      case "home-assistant":
        if (id === "") return CONNECTORS.nothingThere;
        return {
          command: { kind: "home-assistant", service: `${target}.${act.value}`, entity_id: id },
          words: of(`${name}, ${does}`),
        };
    }
  }

  private fillIn(before: Command): void {
    if (before.kind === "mqtt") {
      this.topic.value = before.topic;
      this.payload.value = before.payload;
    }
    const target = before.kind === "hue" ? `${before.target} ${before.id}` : null;
    const entity = before.kind === "home-assistant" ? `${before.service.split(".")[0]} ${before.entity_id}` : null;
    this.what.value = target ?? entity ?? "";
    if (this.what.selectedIndex < 0) this.what.selectedIndex = 0;
  }

  /** What can be done goes by what it is done with. */
  private follow(before = this.act.value): void {
    const { kind } = this.connector;
    const [domain = ""] = this.what.value.split(" ");
    const all =
      kind === "sonos"
        ? Object.entries(COMMANDS.sonos)
        : kind === "hue"
          ? Object.entries(COMMANDS.hue)
          : (SERVICES.get(domain) ?? USUAL).map((service) => [service, COMMANDS.services[service] ?? service]);
    this.act.replaceChildren(...all.map(([value = "", words]) => new Option(words, value)));
    if (all.some(([value]) => value === before)) this.act.value = before;
  }
}
