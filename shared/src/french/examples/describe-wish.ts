import { isoDateOf, toLocalTime } from '../local-time.ts';
import type { Wish, WishWindow } from '../parse-date-time.ts';

const zone = 'Europe/Paris';

interface Described {
  day: number;
  date: string;
  times: string;
}

/**
 * A wish as the examples write it: `2026-11-24` a whole day, `2026-11-24 14:30` one start, `2026-11-24 12:00-18:00` part of a day,
 * `2026-11-23..2026-11-27` days in a row, with times `2026-11-18..2026-12-01 à 08:00-12:00`; apart by ` ; `. `dès que possible`,
 * `rien`, and `? …` for a question.
 */
export function describeWish(wish: Wish): string {
  if (wish.type === 'none') return 'rien';
  if (wish.type === 'question') return `? ${wish.question}`;
  if (wish.windows.length === 0) return 'dès que possible';
  const parts = wish.windows.map((window) => describeWindow(window, wish.isExactStart));
  return compress(parts).join(' ; ');
}

function describeWindow({ fromMs, toMs }: WishWindow, isExact: boolean): Described {
  const from = toLocalTime(fromMs, zone);
  const to = toLocalTime(toMs, zone);
  const date = isoDateOf(from.epochDay);
  if (isExact) return { day: from.epochDay, date, times: clock(from.minute) };
  const lastDay = to.minute === 0 ? to.epochDay - 1 : to.epochDay;
  const start = from.minute === 0 ? '' : ` ${clock(from.minute)}`;
  if (lastDay > from.epochDay) {
    const end = to.minute === 0 ? '' : ` ${clock(to.minute)}`;
    return { day: NaN, date: `${date}${start}..${isoDateOf(lastDay)}${end}`, times: '' };
  }
  if (from.minute === 0 && to.minute === 0) return { day: NaN, date, times: '' };
  return {
    day: from.epochDay,
    date,
    times: `${clock(from.minute)}-${clock(to.minute === 0 ? 1_440 : to.minute)}`,
  };
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Three days in a row or more with the same times are one entry. */
function compress(parts: readonly Described[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < parts.length;) {
    const first = parts[at];
    if (first === undefined) break;
    let end = at + 1;
    while (parts[end]?.day === first.day + (end - at) && parts[end]?.times === first.times)
      end += 1;
    const last = parts[end - 1];
    if (end - at >= 3 && last !== undefined)
      out.push(`${first.date}..${last.date} à ${first.times}`);
    else out.push(...parts.slice(at, end).map(({ date, times }) => `${date} ${times}`.trim()));
    at = end;
  }
  return out;
}
