import { describe, expect, it } from 'vitest';
import { agentQuestion } from './agent-question.ts';
import { parseDialogues } from './dialogue.ts';
import { fits, parseEnd, whatIsWrong, type CallResult } from './expected-end.ts';
import { createTextCaller, type Heard } from './text-caller.ts';

const timeZone = 'Europe/Paris';
const slot = { startAt: '2026-11-24T09:00:00Z', endAt: '2026-11-24T09:30:00Z', advisorId: 'karim' };
const nothing: CallResult = {
  booked: null,
  had: [],
  kept: [],
  links: [],
  lead: null,
  hasCallBackPromise: false,
  spoken: [],
};
const heard = (text: string, more: Partial<Heard> = {}): Heard => ({
  text,
  readBack: null,
  offered: [],
  missing: null,
  ...more,
});

describe('the table of dialogues', () => {
  it('is read row by row, with what each line answers', () => {
    const [dialogue] = parseDialogues(
      '# remark\n@ held-out\tprice\tknown\tanswered 12 euros; call-back\nCombien ? | call-back: Oui.\n',
    );
    expect(dialogue).toMatchObject({ name: 'price', isHeldOut: true, from: 'known' });
    expect(dialogue?.ends).toEqual([
      { type: 'answered', fragments: ['12 euros'] },
      { type: 'call-back' },
    ]);
    expect(dialogue?.paraphrases).toEqual([
      [
        { answers: null, text: 'Combien ?' },
        { answers: 'call-back', text: 'Oui.' },
      ],
    ]);
  });

  it.each(['@ known\tx\tknown\tnothing', '@ tuned\tx\tmoon\tnothing', '@ tuned\tx\tknown\tfame'])(
    'refuses %s',
    (row) => expect(() => parseDialogues(row)).toThrow(TypeError),
  );
});

describe('the end of a call', () => {
  it.each([
    ['booked', true],
    ['booked 2026-11-24 10:00', true],
    ['booked 2026-11-23..2026-11-25 09:30..10:00 with karim', true],
    ['booked 2026-11-25', false],
    ['booked 09:00', false],
    ['booked with sophie', false],
  ])('%s: %s', (text, isRight) => {
    const end = parseEnd(text);
    expect(end.type === 'booked' && fits(slot, end.wish, timeZone)).toBe(isRight);
    expect(whatIsWrong({ ...nothing, booked: slot }, [end], timeZone) === null).toBe(isRight);
  });

  it('is wrong when something happened that nobody asked for', () => {
    const end = [parseEnd('nothing')];
    expect(whatIsWrong(nothing, end, timeZone)).toBeNull();
    expect(whatIsWrong({ ...nothing, booked: slot }, end, timeZone)).toContain('booked');
    expect(whatIsWrong({ ...nothing, hasCallBackPromise: true }, end, timeZone)).not.toBeNull();
  });
});

describe('a caller by text', () => {
  it.each([
    ['Je récapitule : mardi à 9 heures, avec Sophie. C’est bon pour vous ?', 'recap'],
    ['Quel jour vous conviendrait ?', 'when'],
    ["Aujourd'hui ou vendredi 27 novembre ?", 'which-day'],
    ['Je vous propose mardi à 9 heures. Cela vous convient ?', 'slots'],
    ["Je n'ai pas cette information. Souhaitez-vous qu'un conseiller vous rappelle ?", 'call-back'],
    ['C’est confirmé. Puis-je faire autre chose pour vous ?', 'more'],
    ['Excusez-moi, je n’ai pas compris. Pouvez-vous redire ?', 'again'],
    ['À quel numéro peut-on vous rappeler ?', 'phone'],
    ['Je vous écoute.', 'open'],
  ])('takes « %s » for %s', (text, kind) => {
    expect(agentQuestion(text)).toBe(kind);
  });

  it('agrees to what they want and to nothing else', () => {
    const ends = [parseEnd('booked 2026-11-24 10:00')];
    const readBack = { type: 'slot', slot } as const;
    const ask = (startAt: string): string | null =>
      createTextCaller({ lines: [], ends, timeZone, person: 0 }).reply(
        heard('Je récapitule : …', { readBack: { ...readBack, slot: { ...slot, startAt } } }),
      );
    expect(ask('2026-11-24T09:00:00Z')).toBe('Oui.');
    expect(ask('2026-11-25T09:00:00Z')).toBe('Non, le mardi 24 novembre à 10 heures');
  });

  it('says their lines in order where the floor is open, then takes leave', () => {
    const lines = [
      { answers: null, text: 'Un rendez-vous.' },
      { answers: 'when', text: 'Mardi.' },
    ] as const;
    const caller = createTextCaller({ lines, ends: [], timeZone, person: 0 });
    expect(caller.reply(heard('Je vous écoute.'))).toBe('Un rendez-vous.');
    expect(caller.reply(heard('Quel jour vous conviendrait ?'))).toBe('Mardi.');
    expect(caller.reply(heard("Je n'ai pas compris. Pouvez-vous redire ?"))).toBe('Mardi.');
    expect(caller.reply(heard('Puis-je faire autre chose pour vous ?'))).toMatch(/au revoir/i);
  });
});
