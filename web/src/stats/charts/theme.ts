/** The style sheet's colours, for a canvas. */

export interface Theme {
  readonly surface: string;
  readonly text: string;
  readonly quiet: string;
  readonly inks: readonly string[];
}

const INKS = 8;

/** The colours in force now: light, dark, or those of paper. */
export function themeOf(root: HTMLElement): Theme {
  const style = getComputedStyle(root);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: token("surface"),
    text: token("text"),
    quiet: token("quiet"),
    inks: Array.from({ length: INKS }, (_, i) => token(`ink-${i + 1}`)),
  };
}

/** The ink with that number; after the last one comes the first again. */
export function inkOf({ inks }: Theme, number: number): string {
  return inks[number % inks.length] as string;
}
