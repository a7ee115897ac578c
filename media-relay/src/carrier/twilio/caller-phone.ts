import { z } from 'zod';

/**
 * What carriers write instead of a number that the caller hides: words spelled on a telephone keypad. Source:
 * help.twilio.com on +266696687 (« ANONYMOUS »), read November 2026; the others are known from traffic.
 */
const hiddenNumbers: ReadonlySet<string> = new Set([
  '+266696687', // anonymous
  '+7378742833', // restricted
  '+2562533', // blocked
  '+8656696', // unknown
  '+86282452253', // unavailable
  '+464', // no id
]);

const e164 = z.e164();

/** The caller's number in E.164; null when it is hidden or is no number (words, SIP addresses, nothing). */
export function parseCallerPhone(from: string | undefined): string | null {
  const phone = from?.trim() ?? '';
  return !hiddenNumbers.has(phone) && e164.safeParse(phone).success ? phone : null;
}
