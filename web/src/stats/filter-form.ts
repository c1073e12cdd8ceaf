/** The form in which a person chooses which samples are counted. */

import { make } from "../ui/make";
import type { Overview } from "./answers";
import { FILTER_NAMES, type Filters, filtersIn } from "./filters";

export class FilterForm {
  private filters: Filters = {};

  /** `onChange` gets what a person has chosen. */
  constructor(
    private readonly form: HTMLFormElement,
    onChange: (filters: Filters) => void,
  ) {
    form.addEventListener("change", () => onChange(filtersIn(new FormData(form))));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      onChange({});
    });
    this.offer({ models: [], devices: [], from: null, to: null });
  }

  /** Shows what is chosen, also where there are no samples of it. */
  show(filters: Filters): void {
    this.filters = filters;
    for (const name of FILTER_NAMES) {
      const control = this.control(name);
      const value = filters[name] ?? "";
      if (control instanceof HTMLInputElement && control.type === "checkbox") {
        control.checked = control.value === value;
        continue;
      }
      if (control instanceof HTMLSelectElement && !valuesOf(control).includes(value)) {
        control.append(make("option", { value, textContent: value }));
      }
      control.value = value;
    }
  }

  /** Shows what there is to choose from; what is chosen stays. */
  offer({ models, devices, from, to }: Overview["choices"]): void {
    fillOptions(this.control("model"), "Current model", models);
    fillOptions(this.control("device"), "All devices", devices);
    for (const name of ["from", "to"] as const) {
      Object.assign(this.control(name), { min: from ?? "", max: to ?? "" });
    }
    this.show(this.filters);
  }

  private control(name: keyof Filters): HTMLInputElement | HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }
}

function valuesOf(select: HTMLSelectElement): string[] {
  return Array.from(select.options, ({ value }) => value);
}

/** An open list is left alone where there is nothing new in it. */
function fillOptions(select: HTMLElement, all: string, values: readonly string[]): void {
  if (!(select instanceof HTMLSelectElement) || valuesOf(select).join("\n") === ["", ...values].join("\n")) return;
  const options = values.map((value) => make("option", { value, textContent: value }));
  select.replaceChildren(make("option", { value: "", textContent: all }), ...options);
}
