import { isBackchannel } from '../backchannel.ts';
import { chooseOption } from '../choose-option.ts';
import { cleanSpeech } from '../clean-speech.ts';
import { isEnglish } from '../is-english.ts';
import { isIncomplete } from '../incomplete.ts';
import { detectIntent } from '../intent.ts';
import { isRecogniserNoise } from '../noise.ts';
import { parseAmountCents } from '../parse-amount.ts';
import { parseWish } from '../parse-date-time.ts';
import { parseEmail } from '../parse-email.ts';
import { parseName } from '../parse-name.ts';
import { parseNumber } from '../parse-number.ts';
import { parseOrdinal } from '../parse-ordinal.ts';
import { parsePhone } from '../parse-phone.ts';
import { parsePostcode, parseSiret } from '../parse-registration.ts';
import { parseYesNo } from '../parse-yes-no.ts';
import { speakEmail } from '../speak-email.ts';
import { toSpeakable } from '../speakable.ts';
import { spell } from '../spell.ts';
import { createPhraseSplitter, splitPhrases } from '../split-sentences.ts';

const context = { nowMs: Date.parse('2026-11-18T09:00:00Z'), timeZone: 'Europe/Paris' };
const options = ['2026-11-24T08:00:00Z', '2026-11-26T13:30:00Z'].map((start) => ({
  startMs: Date.parse(start),
}));

/** Every function that reads what a caller or a model says, by name: for the tests of hostile input and the benchmark. */
export const frenchFunctions: Readonly<Record<string, (text: string) => unknown>> = {
  chooseOption: (text) => chooseOption(text, options, context),
  cleanSpeech,
  detectIntent,
  isBackchannel,
  'isIncomplete phone': (text) => isIncomplete(text, 'phone'),
  'isIncomplete email': (text) => isIncomplete(text, 'email'),
  'isIncomplete date': (text) => isIncomplete(text, 'date'),
  isEnglish,
  isRecogniserNoise: (text) => isRecogniserNoise(text),
  parseAmountCents,
  parseEmail: (text) => parseEmail(text),
  parseName,
  parseNumber,
  parseOrdinal,
  parsePhone: (text) => parsePhone(text),
  parsePostcode,
  parseSiret,
  parseWish: (text) => parseWish(text, context),
  parseYesNo: (text) => parseYesNo(text, { allowsImplicitYes: true }),
  speakEmail,
  spell: (text) => spell(text),
  splitPhrases: (text) => splitPhrases(text),
  'splitPhrases by character': (text) => {
    const splitter = createPhraseSplitter();
    return [...[...text].flatMap((character) => splitter.push(character)), ...splitter.end()];
  },
  toSpeakable,
};
