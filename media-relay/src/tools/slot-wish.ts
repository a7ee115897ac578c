import { parseWish } from '@standardiste/shared/french/parse-date-time.ts';

export type SlotWish =
  | {
      readonly type: 'windows';
      readonly windows: readonly { readonly from: string; readonly to: string }[];
    }
  /** The words could mean several things; this is to be asked. */
  | { readonly type: 'unclear-date'; readonly question: string };

/** Turns a caller's French wish into the instants that the calendar is asked for. No wish at all means as soon as possible. */
export function resolveSlotWish(
  when: string,
  options: { readonly nowMs: number; readonly timeZone: string },
): SlotWish {
  const wish = parseWish(when, options);
  switch (wish.type) {
    case 'none':
      return { type: 'windows', windows: [] };
    case 'question':
      return { type: 'unclear-date', question: wish.question };
    case 'constraints':
      return {
        type: 'windows',
        windows: wish.windows.map(({ fromMs, toMs }) => ({
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
        })),
      };
  }
}
