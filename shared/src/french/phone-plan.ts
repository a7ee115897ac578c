import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * National prefixes of the overseas departments and territories that are dialled like French numbers but have their own country
 * code. Source: ARCEP numbering plan.
 */
const overseas: readonly { prefix: string; countryCode: string }[] = [
  ...['0590', '0690', '0691'].map((prefix) => ({ prefix, countryCode: '590' })),
  ...['0594', '0694'].map((prefix) => ({ prefix, countryCode: '594' })),
  ...['0596', '0696', '0697'].map((prefix) => ({ prefix, countryCode: '596' })),
  ...['0262', '0263', '0269', '0692', '0693'].map((prefix) => ({ prefix, countryCode: '262' })),
];

/** The first numbers of 0639 are Mayotte's, the block kept for fiction is not. Source: ARCEP. */
const mayotte = { prefix: '0639', countryCode: '262' };
const fiction = '063998';

/**
 * The E.164 form of dialled digits (`0639981234`, `+32…`, `0033…`), or undefined when they can't be a subscriber's number:
 * too short, too long, or an emergency or premium number.
 */
export function toE164(digits: string): string | undefined {
  if (/^0[1-79]\d{8}$/.test(digits)) return nationalE164(digits);
  if (/^33[1-79]\d{8}$/.test(digits)) return nationalE164(`0${digits.slice(2)}`);
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  if (!/^\+[1-9]\d{6,14}$/.test(international)) return undefined;
  const french = /^\+330?([1-79]\d{8})$/.exec(international)?.[1];
  if (french !== undefined) return nationalE164(`0${french}`);
  if (international.startsWith('+33')) return undefined;
  const number = parsePhoneNumberFromString(international);
  return number?.isValid() === true ? number.number : undefined;
}

function nationalE164(digits: string): string {
  const isMayotte = digits.startsWith(mayotte.prefix) && !digits.startsWith(fiction);
  const territory = isMayotte ? mayotte : overseas.find(({ prefix }) => digits.startsWith(prefix));
  return `+${territory?.countryCode ?? '33'}${digits.slice(1)}`;
}
