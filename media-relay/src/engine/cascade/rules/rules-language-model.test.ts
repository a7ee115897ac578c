import { describe, expect, it } from 'vitest';
import type { ModelFacts, ModelMessage, ModelPart } from '../../language-model.ts';
import {
  agent,
  anonymousCaller,
  caller,
  exampleRequest,
  offered,
  slot,
  toolExchange,
  unknownCaller,
} from '../model-request.fixture.ts';
import { createRulesLanguageModel } from './rules-language-model.ts';

const model = createRulesLanguageModel();

interface Reply {
  readonly text: string;
  readonly call: { readonly name: string; readonly arguments: Record<string, unknown> } | null;
}

async function reply(
  messages: readonly ModelMessage[],
  facts: Partial<ModelFacts> = {},
): Promise<Reply> {
  const parts: ModelPart[] = [];
  const signal = new AbortController().signal;
  for await (const part of model.respond(exampleRequest(messages, facts), signal)) parts.push(part);
  expect(parts.at(-1)?.type).toBe('finish');
  const called = parts.find((part) => part.type === 'tool-call');
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    call: called?.type === 'tool-call' ? called.call : null,
  };
}

const greeting = agent(
  'Ravi de vous entendre. Souhaitez-vous un rendez-vous, ou avez-vous une question ?',
);
const strangerGreeting = agent(
  'Je ne retrouve pas votre dossier. Souhaitez-vous qu’un conseiller vous rappelle, ou avez-vous une question ?',
);
const anythingElse = agent("C'est confirmé. Puis-je faire autre chose pour vous ?");

const mondayNine = offered('2026-11-23T08:00:00Z', 'lundi 23 novembre à 9 heures');
const tuesday = offered('2026-11-24T13:30:00Z', 'mardi 24 novembre à 14 heures 30');
const thursday = offered('2026-11-26T10:00:00Z', 'jeudi 26 novembre à 11 heures');
const offeredSlots = [
  slot('2026-11-23T08:00:00Z'),
  slot('2026-11-24T13:30:00Z'),
  slot('2026-11-26T10:00:00Z'),
];
const slotsResult = {
  type: 'slots',
  slots: [mondayNine, tuesday, thursday],
  alternatives: [],
  refusal: null,
};
const afterOffer: ModelMessage[] = [
  greeting,
  caller('Un rendez-vous la semaine prochaine'),
  ...toolExchange('find_slots', slotsResult),
  agent(
    "Je vous propose lundi 23 novembre à 9 heures, mardi 24 à 14 heures 30, ou jeudi 26 à 11 heures, avec Sophie. Qu'est-ce qui vous convient ?",
  ),
];

interface Row {
  readonly what: string;
  readonly before: readonly ModelMessage[];
  readonly facts?: Partial<ModelFacts>;
  readonly says: readonly string[];
  readonly calls?: string;
  readonly with?: Record<string, unknown>;
  readonly answers?: RegExp;
}

const stranger = { caller: unknownCaller };
const hidden = { caller: anonymousCaller };

const own = [slot('2026-11-24T09:00:00Z'), slot('2026-11-26T13:30:00Z')].map((times, index) => ({
  appointmentId: `a${index}`,
  ...times,
}));
const one = { appointments: own.slice(0, 1) };
const two = { appointments: own };
const wantsMove = caller('Je voudrais déplacer mon rendez-vous');
const wantsCancel = caller('Je voudrais annuler mon rendez-vous');
const listed = toolExchange('list_appointments', { type: 'appointments', appointments: [] });
const whichToMove = agent('Vous avez 2 rendez-vous : … Lequel souhaitez-vous déplacer ?');
const whichToCancel = agent('Vous avez 2 rendez-vous : … Lequel souhaitez-vous annuler ?');
const toMove: ModelMessage[] = [
  greeting,
  wantsMove,
  ...listed,
  agent(
    'Vous avez rendez-vous mardi 24 novembre à 10 heures, avec Sophie. Quel autre moment vous conviendrait ?',
  ),
];

const ownAppointmentRows: readonly Row[] = [
  {
    what: 'wants to move an appointment',
    before: [greeting],
    says: [
      'Je voudrais déplacer mon rendez-vous',
      'Je voudrais reporter mon rendez-vous à jeudi',
      'Est-ce que je peux changer mon rendez-vous ?',
    ],
    calls: 'list_appointments',
  },
  {
    what: 'wants to cancel an appointment',
    before: [greeting],
    says: ['Je dois annuler mon rendez-vous', 'Je ne pourrai pas venir à mon rendez-vous'],
    calls: 'cancel_appointment',
    with: { appointmentId: null },
  },
  {
    what: 'wants to cancel an appointment, being asked for anything else',
    before: [anythingElse],
    says: ['Finalement annulez mon rendez-vous', 'Oui, annulez le rendez-vous', 'Non, annulez-le'],
    calls: 'cancel_appointment',
  },
  {
    what: 'asks which appointment they have',
    before: [greeting],
    says: [
      "C'est quand, mon rendez-vous ?",
      'À quelle heure est mon rendez-vous ?',
      "Est-ce que j'ai un rendez-vous ?",
      'Vous pouvez me rappeler la date de mon rendez-vous ?',
    ],
    calls: 'list_appointments',
  },
  {
    what: 'names the new time once the appointment was told',
    before: toMove,
    facts: one,
    says: ['Jeudi matin', 'Plutôt jeudi matin, si c’est possible', 'La semaine prochaine'],
    calls: 'find_slots',
  },
  {
    what: 'chooses the new time',
    before: [...toMove, caller('La semaine prochaine'), ...afterOffer.slice(2)],
    facts: { ...one, offeredSlots },
    says: ['Jeudi', 'Le dernier', 'Celui de onze heures'],
    calls: 'move_appointment',
    with: { slotId: thursday.slotId, appointmentId: null },
  },
  {
    what: 'says which of two is to be cancelled',
    before: [greeting, wantsCancel, ...listed, whichToCancel],
    facts: two,
    says: ['Celui de jeudi', 'Le deuxième', 'Le deuxième, celui de jeudi'],
    calls: 'cancel_appointment',
    with: { appointmentId: '2' },
  },
  {
    what: 'says which of two is to be moved',
    before: [greeting, wantsMove, ...listed, whichToMove],
    facts: two,
    says: ['Celui de mardi', 'Le premier'],
    answers: /(moment|jour|quand)/i,
  },
  {
    what: 'chooses the new time for one of two',
    before: [
      greeting,
      wantsMove,
      ...listed,
      whichToMove,
      caller('Celui de mardi'),
      agent('Quel autre moment vous conviendrait ?'),
      caller('La semaine prochaine'),
      ...afterOffer.slice(2),
    ],
    facts: { ...two, offeredSlots },
    says: ['Le premier'],
    calls: 'move_appointment',
    with: { slotId: mondayNine.slotId, appointmentId: '1' },
  },
  {
    what: 'wants a new appointment after one was moved',
    before: [
      ...toMove,
      ...toolExchange('move_appointment', { type: 'moved' }),
      anythingElse,
      caller('Je voudrais prendre un autre rendez-vous la semaine prochaine'),
      ...afterOffer.slice(2),
    ],
    facts: { ...one, offeredSlots },
    says: ['Le premier'],
    calls: 'propose_appointment',
  },
];

const rows: readonly Row[] = [
  {
    what: 'a known caller wants an appointment and says when',
    before: [greeting],
    says: [
      'Je voudrais un rendez-vous mardi après-midi',
      'Un rendez-vous mardi après-midi, s’il vous plaît',
      'Est-ce que je peux venir mardi après-midi ?',
    ],
    calls: 'find_slots',
    with: { when: expect.stringContaining('mardi'), advisor: null },
  },
  {
    what: 'a known caller wants an appointment and does not say when',
    before: [greeting],
    says: [
      'Je voudrais prendre rendez-vous',
      'Un rendez-vous, oui',
      "J'aimerais avoir un rendez-vous avec mon conseiller s'il vous plaît",
    ],
    answers: /(Quel jour|Quand|Quel moment)/,
  },
  {
    what: 'says when, being asked',
    before: [greeting, caller('Un rendez-vous'), agent('Quel jour vous conviendrait ?')],
    says: ['Demain matin', 'Jeudi prochain', 'La semaine prochaine, plutôt le matin'],
    calls: 'find_slots',
  },
  {
    what: 'wants the first there is',
    before: [greeting, caller('Un rendez-vous'), agent('Quel jour vous conviendrait ?')],
    says: ['Le plus tôt possible', 'Dès que possible', "N'importe quand"],
    calls: 'find_slots',
  },
  {
    what: 'names an advisor',
    before: [greeting],
    says: [
      'Un rendez-vous avec Marc jeudi',
      'Jeudi avec Marc',
      'Je voudrais voir Marc jeudi matin',
    ],
    calls: 'find_slots',
    with: { advisor: 'Marc' },
  },
  {
    what: 'chooses the first slot',
    before: afterOffer,
    facts: { offeredSlots },
    says: ['Le premier', 'Je prends le premier', 'Lundi', 'Lundi à neuf heures', 'Neuf heures'],
    calls: 'propose_appointment',
    with: { slotId: mondayNine.slotId },
  },
  {
    what: 'chooses another slot',
    before: afterOffer,
    facts: { offeredSlots },
    says: ['Plutôt jeudi', 'Le dernier', 'Jeudi à onze heures', 'Oui, jeudi ça me va très bien'],
    calls: 'propose_appointment',
    with: { slotId: thursday.slotId },
  },
  {
    what: 'refuses all slots',
    before: afterOffer,
    facts: { offeredSlots },
    says: ['Non, ça ne me va pas', 'Aucun des trois', 'Non, rien de tout ça'],
    answers: /(Quel autre|Quand préféreriez)/,
  },
  {
    what: 'refuses all slots and says what instead',
    before: afterOffer,
    facts: { offeredSlots },
    says: [
      'Non, plutôt vendredi après-midi',
      'Vous avez quelque chose vendredi ?',
      'Je préférerais dans quinze jours',
    ],
    calls: 'find_slots',
  },
  {
    what: 'agrees without saying to which slot',
    before: afterOffer,
    facts: { offeredSlots },
    says: ['Oui', "Oui d'accord", 'Très bien'],
    answers: /lundi 23 novembre .* \?$/,
  },
  {
    what: 'agrees to the only slot',
    before: [
      greeting,
      caller('Un rendez-vous lundi'),
      ...toolExchange('find_slots', { ...slotsResult, slots: [mondayNine] }),
      agent('Je vous propose lundi 23 novembre à 9 heures, avec Sophie. Cela vous convient ?'),
    ],
    facts: { offeredSlots: [slot('2026-11-23T08:00:00Z')] },
    says: ['Oui', 'Oui, parfait', "D'accord, ça me va"],
    calls: 'propose_appointment',
    with: { slotId: mondayNine.slotId },
  },
  {
    what: 'chooses a slot that may no longer be proposed',
    before: afterOffer,
    facts: { offeredSlots: [] },
    says: ['Jeudi', 'Plutôt jeudi', 'Jeudi à onze heures'],
    calls: 'find_slots',
  },
  {
    what: 'asks about courses',
    before: [greeting],
    says: [
      'Combien coûte la formation ?',
      'Je voudrais connaître vos tarifs',
      'Est-ce que la formation est finançable avec le CPF',
    ],
    calls: 'search_knowledge',
  },
  {
    what: 'asks about courses and names a month',
    before: [greeting],
    says: [
      'Quand commence la formation ? En janvier ?',
      'Les cours commencent en septembre ?',
      'Il y a une rentrée au mois de mars ?',
    ],
    calls: 'search_knowledge',
  },
  {
    what: 'announces a question',
    before: [greeting],
    says: ["J'ai une question", 'Une question', "Oui, j'aurais une petite question"],
    answers: /(votre question|aimeriez-vous savoir)/,
  },
  {
    what: 'asks the next question after an answer',
    before: [
      greeting,
      caller('Combien ça coûte ?'),
      agent('La formation coûte 900 euros. Avez-vous une autre question ?'),
    ],
    says: [
      'Et elle dure combien de temps ?',
      'Quelle est la durée ?',
      'Oui, le diplôme est reconnu ?',
    ],
    calls: 'search_knowledge',
  },
  {
    what: 'a stranger wants an appointment',
    before: [strangerGreeting],
    facts: stranger,
    says: ['Je voudrais un rendez-vous', 'Un rendez-vous mardi', 'Prendre rendez-vous'],
    answers: /noter votre nom/,
  },
  {
    what: 'a stranger wants to be called back',
    before: [strangerGreeting],
    facts: stranger,
    says: ['Oui', 'Oui, rappelez-moi', "Je voudrais être rappelé s'il vous plaît", "D'accord"],
    answers: /votre nom/,
  },
  {
    what: 'a stranger gives a name',
    before: [strangerGreeting, caller('Oui'), agent('Quel est votre nom ?')],
    facts: stranger,
    says: ["Je m'appelle Karim Benali", 'Karim Benali', 'Mon nom est Karim Benali'],
    calls: 'capture_lead',
    with: { firstName: 'Karim', lastName: 'Benali', phone: null },
  },
  {
    what: 'a stranger spells a name',
    before: [strangerGreeting, caller('Oui'), agent('Quel est votre nom de famille ?')],
    facts: stranger,
    says: ['B E N A L I', 'Benali, B E N A L I', 'B comme Berthe E N A L I'],
    calls: 'capture_lead',
    with: { lastName: 'Benali' },
  },
  {
    what: 'an anonymous caller gives name and number at once',
    before: [strangerGreeting, caller('Oui'), agent('Quel est votre nom ?')],
    facts: hidden,
    says: [
      'Karim Benali au 06 39 98 12 34',
      "Je m'appelle Karim Benali et mon numéro c'est le 06 39 98 12 34",
      "Je m'appelle Karim Benali, mon numéro est le zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre",
    ],
    calls: 'capture_lead',
    with: { firstName: 'Karim', lastName: 'Benali', phone: expect.stringMatching(/98|dix-huit/) },
  },
  {
    what: 'an anonymous caller gives a number',
    before: [agent('À quel numéro peut-on vous rappeler ?')],
    facts: hidden,
    says: [
      '06 39 98 12 34',
      'zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre',
      "C'est le 06 39 98 12 34",
    ],
    calls: 'capture_lead',
    with: { firstName: null, lastName: null },
  },
  {
    what: 'a stranger refuses to leave details',
    before: [strangerGreeting, caller('Oui'), agent('Quel est votre nom ?')],
    facts: stranger,
    says: ['Non', 'Non, je ne préfère pas', 'Non merci', 'Je ne veux pas donner mon nom'],
    answers: /autre chose/,
  },
  {
    what: 'a known caller wants a person',
    before: [greeting],
    says: [
      'Je veux parler à quelqu’un',
      'Passez-moi un conseiller',
      'Je ne veux pas parler à une machine',
    ],
    calls: 'request_call_back',
    with: { reason: expect.stringMatching(/\S/) },
  },
  {
    what: 'an anonymous caller wants a person',
    before: [strangerGreeting],
    facts: hidden,
    says: ['Je veux parler à quelqu’un', 'Un humain, s’il vous plaît', 'Passez-moi un conseiller'],
    answers: /votre nom/,
  },
  {
    what: 'a known caller accepts a call back',
    before: [
      agent("Je n'ai pas cette information. Souhaitez-vous qu'un conseiller vous rappelle ?"),
    ],
    says: ['Oui', 'Oui, volontiers', "D'accord"],
    calls: 'request_call_back',
  },
  {
    what: 'a known caller declines a call back',
    before: [
      agent("Je n'ai pas cette information. Souhaitez-vous qu'un conseiller vous rappelle ?"),
    ],
    says: ['Non', 'Non merci', 'Non, ce n’est pas la peine'],
    answers: /autre chose/,
  },
  ...ownAppointmentRows,
  {
    what: 'wants nothing more',
    before: [anythingElse],
    says: ['Non merci', "Non, c'est tout", 'Non, ça ira', 'Merci beaucoup'],
    calls: 'end_call',
  },
  {
    what: 'says goodbye',
    before: [greeting],
    says: ['Au revoir', 'Merci, bonne journée', 'Je vous laisse, au revoir'],
    calls: 'end_call',
  },
  {
    what: 'wants something more',
    before: [anythingElse],
    says: ['Oui', 'Oui, s’il vous plaît', 'Oui oui'],
    answers: /écoute/,
  },
  {
    what: 'asks whether a machine speaks',
    before: [greeting],
    says: [
      'Vous êtes un robot ?',
      'Est-ce que vous êtes une machine ?',
      "C'est un robot qui parle ?",
    ],
    answers: /(assistant vocal|intelligence artificielle)/,
  },
  {
    what: 'says something that means nothing here',
    before: [greeting],
    says: ['Le chat est sur le toit', 'Blabla', 'Euh, bah'],
    answers: /compris/,
  },
];

describe('rules', () => {
  for (const row of rows) {
    it.each(row.says)(`${row.what}: « %s »`, async (said) => {
      const { text, call } = await reply([...row.before, caller(said)], row.facts);
      if (row.calls === undefined) {
        expect(call).toBeNull();
        expect(text).toMatch(row.answers ?? /\S/);
      } else {
        expect({ name: call?.name, text }).toEqual({ name: row.calls, text: '' });
        expect(call?.arguments).toMatchObject(row.with ?? {});
      }
    });
  }
});

describe('rules, given a tool’s result', () => {
  const wish = [greeting, caller('Un rendez-vous lundi')];
  const told = (name: string, result: { type: string }): ModelMessage[] => [
    ...wish,
    ...toolExchange(name, result),
  ];

  it('offers the slots with day, hour and advisor, and asks', async () => {
    const { text, call } = await reply(told('find_slots', slotsResult), { offeredSlots });
    expect(call).toBeNull();
    expect(text).toMatch(/lundi 23 novembre à 9 heures.*mardi 24.*jeudi 26.*avec Sophie.*\?$/);
  });

  it('names each advisor when they differ', async () => {
    const other = offered(
      '2026-11-24T13:30:00Z',
      'mardi 24 novembre à 14 heures 30',
      'marc-dubois',
    );
    const { text } = await reply(
      told('find_slots', { ...slotsResult, slots: [mondayNine, other] } as never),
    );
    expect(text).toMatch(/avec Sophie, ou .* avec Marc/);
  });

  it.each([
    ['busy', /pris|libre/],
    ['outside-hours', /heure/],
    ['weekend', /fermés|pas de rendez-vous ce jour-là/],
    ['holiday', /férié/],
    ['in-past', /passé/],
    ['too-soon', /proche/],
    ['too-far', /loin/],
    [null, /libre/],
  ])('says why a wish cannot be had (%s) and offers the alternatives', async (refusal, reason) => {
    const result = { type: 'slots', slots: [], alternatives: [tuesday], refusal };
    const { text } = await reply(told('find_slots', result));
    expect(text).toMatch(reason);
    expect(text).toContain('mardi 24 novembre à 14 heures 30');
  });

  it('asks for another time when nothing is free, and then offers a call back', async () => {
    const nothing = { type: 'slots', slots: [], alternatives: [], refusal: null };
    const first = await reply(told('find_slots', nothing));
    expect(first.text).toMatch(/Quel autre (moment|jour)/);
    const second = await reply([
      ...told('find_slots', nothing),
      agent(first.text),
      caller('Mardi alors'),
      ...toolExchange('find_slots', nothing, { id: 'second' }),
    ]);
    expect(second.text).toMatch(/rappelle/);
  });

  it('offers the alternatives when the slot was taken meanwhile', async () => {
    const result = { type: 'taken', slots: [], alternatives: [thursday], refusal: 'busy' };
    const { text } = await reply([
      ...afterOffer,
      caller('Oui'),
      ...toolExchange('find_slots', result, { id: 'told-1' }),
    ]);
    expect(text).toMatch(/pris/);
    expect(text).toContain('jeudi 26 novembre à 11 heures');
  });

  it('asks what an unclear date meant', async () => {
    const result = {
      type: 'unclear-date',
      question: 'Ce mardi, ou mardi de la semaine prochaine ?',
    };
    expect((await reply(told('find_slots', result))).text).toBe(result.question);
  });

  it('answers from the passages, in their own words, and stays short', async () => {
    const { text } = await reply([
      greeting,
      caller('Combien coûte la formation, et en combien de fois peut-on payer ?'),
      ...toolExchange('search_knowledge', {
        type: 'passages',
        isRelevant: true,
        answer: null,
        passages: [
          {
            documentId: 'prix',
            title: 'Tarifs',
            text: 'Notre école existe depuis 2012. La formation coûte 900 euros. Le paiement se fait en trois fois sans frais. Nos bureaux sont à Lyon. Les étudiants sont suivis chaque semaine.',
          },
        ],
      }),
    ]);
    expect(text).toMatch(
      /^La formation coûte 900 euros\. Le paiement se fait en trois fois sans frais\./,
    );
    expect(text).not.toContain('Lyon');
    expect(text).toMatch(/\?$/);
  });

  it('says that it does not know, and offers an advisor', async () => {
    const result = { type: 'passages', isRelevant: false, answer: null, passages: [] };
    const { text } = await reply([
      greeting,
      caller('Combien ?'),
      ...toolExchange('search_knowledge', result),
    ]);
    expect(text).toMatch(/pas cette information.*rappelle \?$/);
  });

  it('does not read out the same answer twice in a row', async () => {
    const result = {
      type: 'passages',
      isRelevant: true,
      answer: null,
      passages: [{ documentId: 'a', title: 'A', text: 'La formation dure neuf mois.' }],
    };
    const question = [greeting, caller('Combien de temps dure la formation ?')];
    const first = await reply([...question, ...toolExchange('search_knowledge', result)]);
    expect(first.text).toContain('neuf mois');
    const second = await reply([
      ...question,
      ...toolExchange('search_knowledge', result),
      agent(first.text),
      caller('Et la durée exacte ?'),
      ...toolExchange('search_knowledge', result, { id: 'again' }),
    ]);
    expect(second.text).not.toContain('neuf mois');
    expect(second.text).toMatch(/rappelle \?$/);
  });

  it.each([
    [['lastName'], [], /nom de famille/],
    [['phone'], [], /numéro/],
    [['phone'], ['phone'], /chiffre par chiffre/],
    [['lastName', 'phone'], [], /nom de famille/],
  ])('asks only for what is missing: %j', async (fields, invalid, question) => {
    const { text, call } = await reply(
      [
        strangerGreeting,
        caller('Oui, Karim'),
        ...toolExchange('capture_lead', { type: 'missing', fields, invalid }),
      ],
      stranger,
    );
    expect(call).toBeNull();
    expect(text).toMatch(question);
  });

  it.each([
    ['Non', /Quel autre/],
    ['Non, plutôt vendredi', 'find_slots'],
    ['Finalement le dernier', 'propose_appointment'],
  ])(
    'takes up what was said instead of a yes to an appointment: « %s »',
    async (said, expected) => {
      const { text, call } = await reply(
        [
          ...afterOffer,
          caller('Lundi'),
          agent("Je récapitule : lundi 23 novembre à 9 heures, avec Sophie. C'est bon pour vous ?"),
          caller(said),
          ...toolExchange('propose_appointment', { type: 'declined' }, { id: 'told-1' }),
        ],
        { offeredSlots },
      );
      if (typeof expected === 'string') expect(call?.name).toBe(expected);
      else expect(text).toMatch(expected);
    },
  );

  it('asks for the name again when the read-back of a lead was refused', async () => {
    const { text } = await reply(
      [
        agent("Je récapitule : Karim Benali, au 06 39 98 12 34. C'est bien cela ?"),
        caller('Non'),
        ...toolExchange('capture_lead', { type: 'declined' }),
      ],
      stranger,
    );
    expect(text).toMatch(/nom \?$/);
  });

  it.each([
    ['find_slots', { type: 'failed', reason: 'x' }, /agenda.*rappelle \?$/],
    ['search_knowledge', { type: 'failed', reason: 'x' }, /documents.*rappelle \?$/],
    ['request_call_back', { type: 'refused', reason: 'x' }, /nom/],
    ['propose_appointment', { type: 'refused', reason: 'x' }, /\?$/],
  ])('says so when %s gives %j', async (name, result, answer) => {
    const { text, call } = await reply([...wish, ...toolExchange(name, result)]);
    expect(call).toBeNull();
    expect(text).toMatch(answer);
  });
});

describe('rules, over several turns', () => {
  it('searches with the subject of the question before when a question names none', async () => {
    const { call } = await reply([
      greeting,
      caller('Combien coûte le CAP Couture ?'),
      agent('Il coûte 900 euros. Avez-vous une autre question ?'),
      caller('Et ça dure combien de temps ?'),
    ]);
    expect(call?.arguments['question']).toMatch(/CAP Couture.*combien de temps/);
  });

  it('comes back to the offered slots after a question in between', async () => {
    const { text, call } = await reply(
      [
        ...afterOffer,
        caller('Combien coûte la formation ?'),
        agent('Elle coûte 900 euros. Avez-vous une autre question ?'),
        caller('Non merci'),
      ],
      { offeredSlots },
    );
    expect(call).toBeNull();
    expect(text).toContain('lundi 23 novembre à 9 heures');
  });

  it('never says the same sentence twice in a row and does not loop when it understands nothing', async () => {
    const messages: ModelMessage[] = [greeting];
    const texts: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      messages.push(caller('Le chat est sur le toit'));
      const { text, call } = await reply(messages);
      if (call !== null) {
        expect(call.name).toBe('request_call_back');
        expect(texts.length).toBe(3);
        return;
      }
      expect(text).not.toBe(texts.at(-1));
      texts.push(text);
      messages.push(agent(text));
    }
    expect.unreachable('it went on asking');
  });

  it('varies its wording when slots are refused again and again', async () => {
    const messages: ModelMessage[] = [...afterOffer];
    let last = '';
    for (let turn = 0; turn < 3; turn += 1) {
      messages.push(caller('Non'));
      const { text } = await reply(messages, { offeredSlots });
      expect(text).not.toBe(last);
      last = text;
      messages.push(agent(text));
    }
  });

  it('gives the same answer to the same request', async () => {
    const messages = [greeting, caller('Un rendez-vous mardi')];
    expect(await reply(messages)).toEqual(await reply(messages));
  });

  it('says nothing once it is aborted', async () => {
    const abort = AbortSignal.abort();
    for await (const part of model.respond(exampleRequest([greeting, caller('Oui')]), abort))
      expect.unreachable(part.type);
  });

  it('lets a stranger book once their details are noted', async () => {
    const { call } = await reply([anythingElse, caller('Un rendez-vous mardi matin')], {
      ...stranger,
      leadCaptured: true,
    });
    expect(call?.name).toBe('find_slots');
  });
});
