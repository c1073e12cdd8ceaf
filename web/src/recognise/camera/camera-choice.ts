/** Lists the cameras and remembers the one that a person chose. */

import { element } from "../../ui/element";

const KEY = "camera";

export interface ChoiceParts {
  readonly page: Document;
  /** null where the page may not use cameras at all. */
  readonly devices: Pick<MediaDevices, "enumerateDevices" | "addEventListener"> | null;
  /** Remembers from one opening to the next, where the browser lets it. */
  readonly store: Pick<Storage, "getItem" | "setItem"> | null;
  /** A person chose another camera. */
  readonly onChoose: () => void;
  /** A camera was connected; `ids` are those that are there now. */
  readonly onConnect: (ids: readonly string[]) => void;
}

export class CameraChoice {
  private readonly label: HTMLElement;
  private readonly list: HTMLSelectElement;
  private known: readonly string[] = [];
  private current: string | null;

  constructor(private readonly parts: ChoiceParts) {
    this.label = element(parts.page, "camera-choice", HTMLElement);
    this.list = element(parts.page, "cameras", HTMLSelectElement);
    this.current = this.remembered();
    this.list.addEventListener("change", () => {
      this.remember(this.list.value);
      parts.onChoose();
    });
    parts.devices?.addEventListener("devicechange", () => void this.look());
  }

  /** The id of the camera that a person chose; null before they ever did. */
  get chosen(): string | null {
    return this.current;
  }

  /** Shows which cameras there are, and that the one with this id runs. Browsers name none before one was allowed. */
  async show(runningId: string): Promise<void> {
    await this.look();
    this.list.value = runningId;
  }

  private async look(): Promise<void> {
    const cameras = await this.cameras();
    const ids = cameras.map(({ deviceId }) => deviceId);
    const before = this.known;
    this.known = ids;
    const running = this.list.value;
    this.list.replaceChildren(...cameras.map((camera, i) => this.option(camera, i)));
    if (ids.includes(running)) this.list.value = running;
    this.label.hidden = cameras.length < 2;
    if (ids.some((id) => !before.includes(id))) this.parts.onConnect(ids);
  }

  private async cameras(): Promise<readonly MediaDeviceInfo[]> {
    try {
      const all = (await this.parts.devices?.enumerateDevices()) ?? [];
      return all.filter(({ kind }) => kind === "videoinput");
    } catch {
      return []; // the browser refuses to tell: then there is nothing to choose
    }
  }

  private option({ deviceId, label }: MediaDeviceInfo, index: number): HTMLOptionElement {
    const option = this.parts.page.createElement("option");
    option.value = deviceId;
    option.textContent = label === "" ? `Camera ${index + 1}` : label;
    return option;
  }

  private remembered(): string | null {
    try {
      return this.parts.store?.getItem(KEY) ?? null;
    } catch {
      return null;
    }
  }

  private remember(id: string): void {
    this.current = id;
    try {
      this.parts.store?.setItem(KEY, id);
    } catch {
      // Full or forbidden: it is remembered until the page closes.
    }
  }
}
