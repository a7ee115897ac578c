import { describe, expect, it } from 'vitest';
import { phrases as spokenByCode } from '../../../conversation/phrases.ts';
import {
  anonymousCaller,
  exampleProfile,
  knownCaller,
  unknownCaller,
} from '../model-request.fixture.ts';
import { expectedAnswer, type ExpectedAnswer } from './expected-answer.ts';
import { phrases } from './phrases.ts';

const list = 'lundi 23 novembre à 9 heures, ou mardi 24 à 14 heures 30, avec Sophie';
const one = 'lundi 23 novembre à 9 heures, avec Sophie';

/** What a caller may answer to each thing that is said. */
const rows: readonly (readonly [ExpectedAnswer, readonly string[]])[] = [
  ['when', [...phrases.askWhen, ...phrases.askOtherTime, ...phrases.notBooked]],
  ['when', [...phrases.nothingFree('Tout est pris.'), ...phrases.notUnderstood.when]],
  ['slot', [...phrases.offerSlots(list), ...phrases.offerOneSlot(one), ...phrases.whichSlot(list)]],
  ['slot', phrases.offerAlternatives('Ce créneau est déjà pris.', list)],
  ['slot', phrases.offerOneAlternative('Ce créneau est déjà pris.', one)],
  ['name', [...phrases.askName, ...phrases.askNameOnly, ...phrases.leadDeclined]],
  ['name', phrases.notUnderstood.details],
  ['phone', [...phrases.askPhone, ...phrases.phoneNotUnderstood, ...phrases.notUnderstood.phone]],
  ['call-back', [...phrases.noInformation, ...phrases.nothingNew, ...phrases.calendarDown]],
  [
    'call-back',
    [...phrases.knowledgeDown, ...phrases.offerDetails, ...phrases.offerCallBackToChange],
  ],
  ['call-back', [...phrases.iAmAMachine, ...phrases.calm, ...phrases.notUnderstood.last]],
  ['call-back', phrases.nothingFreeAgain('Tout est pris.')],
  ['anything-else', [...phrases.afterAnswer, ...phrases.anythingElse, ...phrases.welcomeThanks]],
  ['anything-else', phrases.detailsRefused],
  ['question', phrases.askQuestion],
  ['open', [...phrases.whatDoYouWant, phrases.notUnderstood.open[0]]],
  ['open', [spokenByCode.greeting(knownCaller, exampleProfile)]],
  [
    'call-back',
    [unknownCaller, anonymousCaller].map((who) => spokenByCode.greeting(who, exampleProfile)),
  ],
  [
    'anything-else',
    [spokenByCode.leadNoted, spokenByCode.callBackNoted, spokenByCode.bookingFailed],
  ],
];

describe('the answer that is expected', () => {
  it.each(rows.flatMap(([expected, texts]) => texts.map((text) => [text, expected] as const)))(
    '« %s » → %s',
    (text, expected) => {
      expect(expectedAnswer(text)).toBe(expected);
    },
  );

  it('is recognised with either apostrophe', () => {
    expect(expectedAnswer('Souhaitez-vous qu’un conseiller vous rappelle ?')).toBe('call-back');
  });
});
