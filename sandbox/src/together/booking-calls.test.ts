import { describe, expect, it } from 'vitest';
import type { CallerScriptInput } from '../caller/caller-script.ts';
import { camille } from '../world/people.ts';
import { paul, playBookingCall, type BookingScene } from './booking-call.fixture.ts';

type Rule = CallerScriptInput['rules'][number];

const contact = {
  firstName: 'Camille',
  lastName: 'Moreau',
  phone: '+33639980001',
  email: null,
  record: 'contact',
  recordId: camille.recordId,
} as const;
const mine = camille.recordId;

const ask = (...say: string[]): Rule => ({ name: 'ask', when: 'une question \\?', say });
const choose = (...say: string[]): Rule => ({
  name: 'choose',
  when: '^(?!.*(?:récapitule|déplace)).*heures?.*\\?',
  say,
});
const agree: Rule = { name: 'agree', when: '(récapitule|Je déplace|J.annule).*\\?', say: ['Oui.'] };
const leave: Rule = { name: 'leave', when: 'autre chose', say: ['Non merci, au revoir.'] };
const first = choose('Le premier, s’il vous plaît.');

/** A meeting of both advisors. */
const meeting =
  (startAt: string, endAt: string): NonNullable<BookingScene['prepare']> =>
  async ({ occupy }) => {
    await occupy('sophie', startAt, endAt);
    await occupy('karim', startAt, endAt);
  };
const tuesdayAt2 = '2026-11-24T13:00:00.000Z';
const thursdayAt10 = '2026-11-26T09:00:00.000Z';

describe.each(['google', 'salesforce'] as const)('a call about appointments in %s', (vendor) => {
  const play = (scene: BookingScene) => playBookingCall(vendor, scene);

  it('takes the first proposal', async () => {
    const call = await play({
      rules: [ask('Je voudrais un rendez-vous dès que possible.'), first, agree, leave],
    });
    expect(call.said).toContain("C'est confirmé : aujourd'hui à 11 heures 30, avec Sophie.");
    expect(call.appointments).toEqual([`sophie 2026-11-20 11:30 ${mine}`]);
    expect(call).toMatchObject({ outcome: 'appointment-booked', armedCount: 0 });
    expect(call.published.filter(({ topic }) => topic === 'appointment-changed')).toHaveLength(1);
  });

  it('is told the soonest slots without waiting: they were looked up during the greeting', async () => {
    const call = await play({
      slow: { tool: 'calendar.find-slots', requestMs: 900 },
      rules: [ask('Je voudrais un rendez-vous dès que possible.'), first, agree, leave],
    });
    expect(call.tools).toEqual(['calendar.find-slots', 'calendar.book']);
    const proposal = call.turns.find(({ said }) => said.includes("aujourd'hui à 11 heures 30"));
    expect(proposal?.latency['toolMs']).toBeLessThan(900);
    expect(call.said).not.toContain("l'agenda");
  });

  it('asks for other slots', async () => {
    const call = await play({
      rules: [
        ask('Un rendez-vous dès que possible.'),
        { ...choose('Vous n’avez pas autre chose, jeudi prochain par exemple ?'), name: 'other' },
        first,
        agree,
        leave,
      ],
    });
    expect(call.appointments).toEqual([`sophie 2026-11-26 09:00 ${mine}`]);
    expect(call.tools.filter((tool) => tool === 'calendar.find-slots')).toHaveLength(2);
  });

  it('can come only from Monday on', async () => {
    const call = await play({
      rules: [
        ask('Je voudrais un rendez-vous, mais seulement à partir de lundi.'),
        first,
        agree,
        leave,
      ],
    });
    expect(call.said).not.toContain("aujourd'hui");
    expect(call.appointments).toEqual([`sophie 2026-11-23 09:00 ${mine}`]);
  });

  it('finds nothing this week, and takes the next', async () => {
    const call = await play({
      prepare: meeting('2026-11-20T08:00:00.000Z', '2026-11-20T18:00:00.000Z'),
      rules: [
        ask('Je voudrais un rendez-vous cette semaine.'),
        { ...choose('Alors la semaine prochaine.'), name: 'next week' },
        first,
        agree,
        leave,
      ],
    });
    expect(call.said).toMatch(/rien de libre|Tout est pris/);
    expect(call.appointments).toEqual([`sophie 2026-11-23 09:00 ${mine}`]);
  });

  it('names the slot', async () => {
    const call = await play({
      rules: [
        ask('Je voudrais un rendez-vous mardi 24 novembre à quatorze heures.'),
        choose('Oui, très bien.'),
        agree,
        leave,
      ],
    });
    expect(call.said).toContain("C'est confirmé : mardi 24 novembre à 14 heures, avec Sophie.");
    expect(call.appointments).toEqual([`sophie 2026-11-24 14:00 ${mine}`]);
  });

  it('names a slot that is busy, and takes another', async () => {
    const call = await play({
      prepare: meeting('2026-11-24T12:45:00.000Z', '2026-11-24T13:15:00.000Z'),
      rules: [
        ask('Je voudrais un rendez-vous mardi 24 novembre à quatorze heures.'),
        first,
        agree,
        leave,
      ],
    });
    expect(call.said).toMatch(/déjà pris|plus libre/);
    expect(call.appointments).toHaveLength(1);
    expect(call.appointments[0]).not.toContain('14:00');
  });

  it('loses the slot to somebody else between the proposal and the yes', async () => {
    let isTaken = false;
    const call = await play({
      before: async (tool, office) => {
        if (tool !== 'calendar.book' || isTaken) return;
        isTaken = true;
        await office.book(paul, tuesdayAt2);
      },
      rules: [
        ask('Je voudrais un rendez-vous mardi 24 novembre à quatorze heures.'),
        choose('Oui.'),
        { ...agree, times: 2 },
        first,
        leave,
      ],
    });
    expect(call.said).toMatch(/vient d'être pris|vient de prendre/);
    expect(call.said.match(/C'est confirmé/g)).toHaveLength(1);
    expect(call.appointments).toHaveLength(2);
    expect(call.appointments).toContain(`sophie 2026-11-24 14:00 ${paul.recordId}`);
  });

  it('changes their mind at the read-back', async () => {
    const call = await play({
      rules: [
        ask('Je voudrais un rendez-vous mardi 24 novembre à quatorze heures.'),
        { ...choose('Oui.'), times: 2 },
        { ...agree, name: 'refuse', say: ['Non, finalement plutôt jeudi 26 à dix heures.'] },
        agree,
        leave,
      ],
    });
    expect(call.appointments).toEqual([`sophie 2026-11-26 10:00 ${mine}`]);
    expect(call.tools.filter((tool) => tool === 'calendar.book')).toHaveLength(1);
  });

  it('moves an appointment', async () => {
    const call = await play({
      prepare: ({ book }) => book(contact, tuesdayAt2),
      rules: [
        ask('Je voudrais déplacer mon rendez-vous.'),
        { name: 'when', when: '(moment|jour|quand).*\\?', say: ['Jeudi 26 à dix heures.'] },
        choose('Oui.'),
        agree,
        leave,
      ],
    });
    expect(call.said).toContain(
      'Vous avez rendez-vous mardi 24 novembre à 14 heures, avec Sophie.',
    );
    expect(call.said).toContain(
      'Je déplace votre rendez-vous du mardi 24 novembre à 14 heures au jeudi 26 novembre à 10 heures, avec Sophie.',
    );
    expect(call.said).toContain("C'est fait : jeudi 26 novembre à 10 heures, avec Sophie.");
    expect(call.appointments).toEqual([`sophie 2026-11-26 10:00 ${mine}`]);
    expect(call).toMatchObject({ outcome: 'appointment-moved', armedCount: 0 });
  });

  it('moves an appointment in one sentence', async () => {
    const call = await play({
      prepare: ({ book }) => book(contact, tuesdayAt2),
      rules: [
        ask('Je voudrais déplacer mon rendez-vous de mardi à jeudi 26 à dix heures.'),
        choose('Oui.'),
        agree,
        leave,
      ],
    });
    expect(call.appointments).toEqual([`sophie 2026-11-26 10:00 ${mine}`]);
  });

  it('cancels an appointment', async () => {
    const call = await play({
      prepare: async ({ book }) => {
        await book(contact, tuesdayAt2);
        await book(paul, thursdayAt10);
      },
      rules: [ask('Je dois annuler mon rendez-vous.'), agree, leave],
    });
    expect(call.said).toContain(
      "J'annule votre rendez-vous du mardi 24 novembre à 14 heures. Vous confirmez ?",
    );
    expect(call.said).toContain("C'est annulé.");
    expect(call.appointments).toEqual([`sophie 2026-11-26 10:00 ${paul.recordId}`]);
    expect(call).toMatchObject({ outcome: 'appointment-cancelled', armedCount: 0 });
  });

  it('cancels one of two', async () => {
    const call = await play({
      prepare: async ({ book }) => {
        await book(contact, tuesdayAt2);
        await book(contact, thursdayAt10, 'karim');
      },
      rules: [
        ask('Je dois annuler mon rendez-vous.'),
        { name: 'which', when: 'Lequel', say: ['Celui de jeudi.'] },
        agree,
        leave,
      ],
    });
    expect(call.appointments).toEqual([`sophie 2026-11-24 14:00 ${mine}`]);
  });

  it('keeps the appointment after all', async () => {
    const call = await play({
      prepare: ({ book }) => book(contact, tuesdayAt2),
      rules: [
        ask('Je dois annuler mon rendez-vous.'),
        { ...agree, say: ['Non, finalement non.'] },
        leave,
      ],
    });
    expect(call.appointments).toEqual([`sophie 2026-11-24 14:00 ${mine}`]);
    expect(call.tools).not.toContain('calendar.cancel');
  });

  it('is never told of somebody else’s appointment', async () => {
    const call = await play({
      prepare: ({ book }) => book(paul, tuesdayAt2),
      rules: [
        ask('C’est quand, mon rendez-vous ?'),
        { name: 'cancel', when: 'prendre un|fixions', say: ['Non, annulez celui de mardi.'] },
        { name: 'finish', when: 'votre nom', say: ['Non, au revoir.'] },
      ],
    });
    expect(call.said).toContain('Je ne vois pas de rendez-vous à votre nom.');
    expect(call.said).not.toMatch(/mardi|14 heures|Sophie, avec/);
    expect(call.appointments).toEqual([`sophie 2026-11-24 14:00 ${paul.recordId}`]);
  });

  it('is told of no appointment without a number, whatever number they give', async () => {
    const call = await play({
      caller: { kind: 'anonymous' },
      prepare: ({ book }) => book(contact, tuesdayAt2),
      rules: [
        ask('Je suis Camille Moreau, je veux annuler mon rendez-vous, c’est le 06 39 98 00 01.'),
        { name: 'leave', when: '\\?', say: ['Non, au revoir.'] },
      ],
    });
    expect(call.tools.filter((tool) => tool.startsWith('calendar.'))).toEqual([]);
    expect(call.said).not.toMatch(/14 heures/);
    expect(call.appointments).toHaveLength(1);
  });

  it('hears that the calendar is down, and is promised a call', async () => {
    const call = await play({
      prepare: ({ faults }) =>
        Promise.resolve(faults.set([{ operation: '*', kind: 'error', times: null }])),
      rules: [
        ask('Je voudrais un rendez-vous mardi.'),
        { name: 'call back', when: 'rappelle \\?', say: ['Oui, s’il vous plaît.'] },
        leave,
      ],
    });
    expect(call.said).toContain("Je n'arrive pas à consulter l'agenda.");
    expect(call.said).not.toMatch(/propose|libre|confirmé/);
    expect(call).toMatchObject({ outcome: 'call-back-promised', appointments: [] });
  });

  it.each([
    ['calendar.book', 'confirmé', 'appointment-booked'],
    ['calendar.cancel', 'annulé', 'appointment-cancelled'],
  ])(
    'is told that a message follows when %s is slow, and then that it is done',
    async (tool, done, outcome) => {
      const isBooking = tool === 'calendar.book';
      const call = await play({
        ...(isBooking ? {} : { prepare: ({ book }) => book(contact, tuesdayAt2) }),
        slow: { tool, requestMs: 2_200 },
        rules: [
          isBooking ? ask('Un rendez-vous dès que possible.') : ask('Annulez mon rendez-vous.'),
          ...(isBooking ? [first] : []),
          agree,
          { ...leave, when: `maintenant ${done}.*autre chose` },
        ],
      });
      expect(call.said).toContain('La confirmation vous parviendra par S M S.');
      expect(call.said).not.toMatch(/C'est (confirmé|annulé)/);
      expect(call.said).toContain(`Votre rendez-vous est maintenant ${done}`);
      expect(call.outcome).toBe(outcome);
      expect(call.published.filter(({ topic }) => topic === 'appointment-changed')).toHaveLength(1);
    },
  );

  it('leaves before a slow calendar has answered: the appointment stands, and is told to the world', async () => {
    const call = await play({
      slow: { tool: 'calendar.book', requestMs: 2_200 },
      rules: [
        ask('Un rendez-vous dès que possible.'),
        first,
        agree,
        { name: 'leave', when: 'par S M S', say: ['Au revoir.'], hangUp: true },
      ],
    });
    expect(call.outcome).toBeDefined();
    expect(call.appointments).toEqual([`sophie 2026-11-20 11:30 ${mine}`]);
    expect(call.published.filter(({ topic }) => topic === 'appointment-changed')).toHaveLength(1);
  });
});
