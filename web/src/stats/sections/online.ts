/** Who is there, and when the others were: of oneself by name, of all for the administrator; now, so compared with nothing. */

import type { Online } from "../answers";
import type { FigureContent } from "../figure";
import { moment } from "../format";
import { textCell } from "../table";
import { ONLINE } from "../words";

export function onlineContent({ online, accounts, people }: Online): FigureContent | string {
  const summary = ONLINE.summary(online, accounts);
  if (people.length === 0) return `${summary}. ${ONLINE.nobody}`;
  const rows = people.map(({ name, yours, online: isOnline, last_seen_at: seen }) => [
    textCell(yours ? ONLINE.you(name) : name),
    isOnline ? textCell(ONLINE.now) : seen === null ? textCell(ONLINE.never) : textCell(moment(seen)),
  ]);
  return { summary: `${summary}.`, charts: [], table: { headings: ONLINE.headings, rows } };
}
