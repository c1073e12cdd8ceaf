/** The filters' form: what can be chosen and what is in, what a person chooses out. */

import { make } from "../ui/make";
import { ALL, type Filters } from "./filters";

/** What there is to choose from, as the server tells it. */
export interface Choices {
  readonly models: readonly string[];
  readonly devices: readonly string[];
  /** The first and the last day with samples; null: there are none. */
  readonly from: string | null;
  readonly to: string | null;
}

export class FilterForm {
  private filters = ALL;

  /** `onChange` gets what a person has chosen. */
  constructor(
    private readonly form: HTMLFormElement,
    onChange: (filters: Filters) => void,
  ) {
    form.addEventListener("change", () => onChange(this.read()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      onChange(ALL);
    });
    this.offer({ models: [], devices: [], from: null, to: null });
  }

  /** Shows what is chosen. */
  show(filters: Filters): void {
    this.filters = filters;
    for (const name of ["model", "device"] as const) keepOption(this.select(name), filters[name]);
    this.select("model").value = filters.model ?? "";
    this.select("device").value = filters.device ?? "";
    this.select("label_source").value = filters.label_source ?? "";
    this.input("from").value = filters.from ?? "";
    this.input("to").value = filters.to ?? "";
    this.input("people").checked = filters.peopleEqual;
  }

  /** Shows what there is to choose from; what is chosen stays, also where there are no samples of it. */
  offer({ models, devices, from, to }: Choices): void {
    fillOptions(this.select("model"), "The one in use", models);
    fillOptions(this.select("device"), "All devices", devices);
    for (const name of ["from", "to"] as const) {
      this.input(name).min = from ?? "";
      this.input(name).max = to ?? "";
    }
    this.show(this.filters);
  }

  private read(): Filters {
    const label_source = this.select("label_source").value;
    return {
      model: this.select("model").value || null,
      device: this.select("device").value || null,
      label_source: label_source === "prompted" || label_source === "corrected" ? label_source : null,
      from: this.input("from").value || null,
      to: this.input("to").value || null,
      peopleEqual: this.input("people").checked,
    };
  }

  private select(name: string): HTMLSelectElement {
    return this.control(name, HTMLSelectElement);
  }

  private input(name: string): HTMLInputElement {
    return this.control(name, HTMLInputElement);
  }

  private control<T extends HTMLElement>(name: string, type: new () => T): T {
    const found = this.form.elements.namedItem(name);
    if (!(found instanceof type)) throw new Error(`the filters have no ${name}`);
    return found;
  }
}

function fillOptions(select: HTMLSelectElement, all: string, values: readonly string[]): void {
  const there = Array.from(select.options, ({ value }) => value);
  if (there.length === values.length + 1 && values.every((value, i) => there[i + 1] === value)) return;
  const options = values.map((value) => make("option", { value, textContent: value }));
  select.replaceChildren(make("option", { value: "", textContent: all }), ...options);
}

function keepOption(select: HTMLSelectElement, value: string | null): void {
  if (value === null || Array.from(select.options).some((option) => option.value === value)) return;
  select.append(make("option", { value, textContent: value }));
}
