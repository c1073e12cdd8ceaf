/** The form in which a person chooses which samples are counted. */

import { make } from "../ui/make";
import type { Overview } from "./answers";
import { FILTER_NAMES, type Filters, filtersIn, PERIODS, periodOf, queryFor } from "./filters";
import { FILTERS } from "./words";

type Control = HTMLInputElement | HTMLSelectElement;
const DAYS = ["from", "to"] as const;

export class FilterForm {
  private filters: Filters = {};
  private models: readonly string[] = [];
  private readonly presets: readonly HTMLButtonElement[];
  private readonly count: HTMLElement;

  /** `onChange` gets what a person has chosen; `now` gives the time. */
  constructor(
    private readonly form: HTMLFormElement,
    private readonly onChange: (filters: Filters) => void,
    private readonly now: () => Date,
  ) {
    this.presets = Array.from(form.querySelectorAll<HTMLButtonElement>("button[data-days]"));
    this.count = form.querySelector(".chosen") as HTMLElement;
    for (const button of this.presets) button.addEventListener("click", () => this.choosePeriod(button));
    form.addEventListener("change", ({ target }) => this.read((target as Control).name));
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
    const period = periodOf(filters);
    for (const button of this.presets) button.setAttribute("aria-pressed", String(button.dataset.days === period));
    const shown: Filters = queryFor(filters, this.now());
    fillOptions(this.control("compare"), FILTERS.comparedWith(shown.compare !== undefined), this.models);
    for (const name of FILTER_NAMES) {
      const control = this.control(name);
      if (control === null) continue;
      const value = (name === "compare" ? filters : shown)[name] ?? "";
      if (control instanceof HTMLInputElement && control.type === "checkbox") {
        control.checked = control.value === value;
        continue;
      }
      if (control instanceof HTMLSelectElement && !valuesOf(control).includes(value)) {
        control.append(make("option", { value, textContent: value }));
      }
      control.value = value;
    }
    const folded = this.form.querySelectorAll<Control>("details [name]");
    const chosen = Array.from(folded).filter(({ name }) => (filters[name as keyof Filters] ?? "") !== "");
    this.count.textContent = chosen.length === 0 ? "" : FILTERS.chosen(chosen.length);
  }

  /** Shows what there is to choose from; what is chosen stays. */
  offer({ models, devices, from, to }: Overview["choices"]): void {
    this.models = models;
    fillOptions(this.control("model"), FILTERS.currentModel, models);
    fillOptions(this.control("device"), FILTERS.allDevices, devices);
    for (const name of DAYS) Object.assign(this.control(name) ?? {}, { min: from ?? "", max: to ?? "" });
    this.show(this.filters);
  }

  private choosePeriod({ dataset }: HTMLButtonElement): void {
    const { from: _, to: __, days: ___, ...others } = this.filters;
    const days = PERIODS.find((period) => period === dataset.days);
    const period = days === undefined || days === periodOf({}) ? {} : { days };
    this.onChange({ ...period, ...others });
  }

  /** A control was changed; the dates are what was chosen only where one of them was. */
  private read(changed: string): void {
    const given = new FormData(this.form);
    if (!DAYS.some((name) => name === changed)) {
      for (const name of DAYS) given.set(name, this.filters[name] ?? "");
      given.set("days", this.filters.days ?? "");
    }
    this.onChange(filtersIn(given));
  }

  private control(name: keyof Filters): Control | null {
    return this.form.elements.namedItem(name) as Control | null;
  }
}

function valuesOf(select: HTMLSelectElement): string[] {
  return Array.from(select.options, ({ value }) => value);
}

/** An open list is left alone where there is nothing new in it. */
function fillOptions(select: HTMLElement | null, all: string, values: readonly string[]): void {
  if (!(select instanceof HTMLSelectElement)) return;
  const isSame = select.options[0]?.textContent === all && valuesOf(select).join("\n") === ["", ...values].join("\n");
  if (isSame) return;
  const options = values.map((value) => make("option", { value, textContent: value }));
  select.replaceChildren(make("option", { value: "", textContent: all }), ...options);
}
