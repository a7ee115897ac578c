import { Temporal } from 'temporal-polyfill';
import { speakAmount, speakPercentage } from '../speak-amount.ts';
import { speakDateTime, speakSlots } from '../speak-date-time.ts';
import { speakEmail } from '../speak-email.ts';
import { speakNumber, speakOrdinal } from '../speak-number.ts';
import { speakPhone } from '../speak-phone.ts';
import { toSpeakable } from '../speakable.ts';
import { spell } from '../spell.ts';

const timeZone = 'Europe/Paris';

/** The instant of a local time in Paris such as `2026-11-18 07:00`. */
export function instantOf(local: string): number {
  return Temporal.PlainDateTime.from(local.trim().replace(' ', 'T')).toZonedDateTime(timeZone)
    .epochMilliseconds;
}

const speakers: Readonly<Record<string, (value: string, now: string) => string>> = {
  téléphone: (value) => speakPhone(value),
  'e-mail': (value) => speakEmail(value),
  date: (value, now) => speakDateTime(instantOf(value), { nowMs: instantOf(now), timeZone }),
  heures: (value, now) =>
    speakSlots(value.split(',').map(instantOf), { nowMs: instantOf(now), timeZone }),
  nombre: (value) => speakNumber(Number(value)),
  ordinal: (value) => speakOrdinal(Number(value)),
  montant: (value) => speakAmount(Number(value)),
  pourcentage: (value) => speakPercentage(Number(value)),
  épeler: (value) => spell(value),
  'épeler avec prénoms': (value) => spell(value, { withAlphabet: true }),
  texte: (value) => toSpeakable(value),
};

/** What is said for a value of an examples file, under a setting such as `date 2026-11-18 07:00`. @throws TypeError for an unknown one. */
export function sayExample(setting: string, value: string): string {
  const dated = /^(date|heures) (.+)$/.exec(setting);
  const speaker = speakers[dated?.[1] ?? setting];
  if (speaker === undefined) throw new TypeError(`Unknown setting: ${setting}`);
  return speaker(value, dated?.[2] ?? '');
}
