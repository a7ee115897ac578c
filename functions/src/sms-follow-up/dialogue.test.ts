import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSchool } from './fixtures/open-school.ts';
import { phone } from './fixtures/school.ts';

const tuesday = '2026-11-24T08:00:00Z';
const thursday = '2026-11-26T09:00:00Z';
const hourMs = 3_600_000;

describe('an appointment that is moved by text message', () => {
  it('is moved to one of three proposals, from the number that was written to', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    expect(await school.write('DEPLACER')).toBe(
      'Pour déplacer votre rendez-vous du mardi 24 novembre à 9 h, répondez 1 : vendredi 20 novembre à 11 h 30, 2 : lundi 23 novembre à 9 h ou 3 : mardi 24 novembre à 9 h 30. Ou écrivez un autre jour. École Démo',
    );
    expect(school.appointments()).toEqual(['s@demo 2026-11-24T08:00']);
    expect(await school.write('2')).toBe(
      'Bonjour Zoé, votre rendez-vous avec Sophie est déplacé : lundi 23 novembre à 9 h. École Démo',
    );
    expect(school.appointments()).toEqual(['s@demo 2026-11-23T08:00']);
    expect(school.arrived().map(({ from, segments }) => [from, segments])).toEqual([
      ['+33199000002', 1],
      ['+33199000002', 2],
      ['+33199000002', 1],
    ]);
  });

  it.each([
    ['Déplacer à jeudi matin', 'jeudi 26 novembre'],
    ['Bonjour, je voudrais déplacer mon rdv à mercredi', 'mercredi 25 novembre'],
    ['Est-ce que je peux reporter mon rendez-vous à jeudi ?', 'jeudi 26 novembre'],
  ])('takes the wish from the first message: %s', async (body, day) => {
    await using school = await openSchool();
    await school.book(tuesday);
    const answer = (await school.write(body)) ?? '';
    expect(answer.match(new RegExp(`: ${day}`, 'g'))).toHaveLength(3);
  });

  it('asks which day is meant, and takes other wishes and starts in words', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    expect(await school.write('déplacer à vendredi')).toBe(
      "Aujourd'hui ou vendredi 27 novembre ? École Démo",
    );
    for (const body of ['oui', '1']) {
      expect(await school.write(body)).toContain('Quel jour vous conviendrait ?');
    }
    expect(await school.write('le 27')).toContain('1 : vendredi 27 novembre à 9 h,');
    expect(await school.write('plutôt jeudi matin')).toContain('1 : jeudi 26 novembre à 9 h,');
    expect(await school.write('jeudi à 9 h')).toContain('est déplacé : jeudi 26 novembre à 9 h.');
    expect(await school.write('Finalement plutôt mercredi')).toContain('1 : mercredi 25');
    expect(await school.write('le premier svp')).toContain('est déplacé : mercredi 25');
    expect(school.appointments()).toEqual(['s@demo 2026-11-25T08:00']);
  });

  it('is offered new times when the chosen one is gone', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER jeudi matin');
    school.calendar.seed('s@demo', {
      start: { dateTime: '2026-11-26T07:00:00Z' },
      end: { dateTime: '2026-11-26T09:00:00Z' },
    });
    const answer = await school.write('1');
    expect(answer).toMatch(/^Ce créneau n'est plus libre, .* Répondez 1 : jeudi 26 novembre/);
    expect(school.appointments()).toEqual(['s@demo 2026-11-24T08:00']);
    expect(await school.write('1')).toContain('est déplacé : jeudi 26 novembre');
    expect(school.appointments()).toHaveLength(1);
  });

  it('says so when nothing is free in the wished time, and proposes the nearest', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    expect(await school.write('DEPLACER à jeudi 17 h')).toMatch(
      /^Rien n'est libre à ce moment\. Répondez 1 : /,
    );
  });

  it('asks which one, when there are several', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.book(thursday);
    expect(await school.write('DEPLACER à mercredi matin')).toBe(
      'Quel rendez-vous voulez-vous déplacer ? Répondez 1 : mardi 24 novembre à 9 h ou 2 : jeudi 26 novembre à 10 h. École Démo',
    );
    expect(await school.write('2')).toContain(
      'Pour déplacer votre rendez-vous du jeudi 26 novembre à 10 h, répondez 1 : mercredi 25',
    );
    await school.write('1');
    expect(school.appointments()).toEqual(['s@demo 2026-11-24T08:00', 's@demo 2026-11-25T08:00']);
  });

  it('stays where it is after a no, a wrong number and a late number', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER');
    expect(await school.write('7')).toBe(
      'Répondez par le chiffre de votre choix, de 1 à 3. École Démo',
    );
    expect(await school.write('Non merci')).toContain("votre rendez-vous n'est pas changé");
    await school.write('DEPLACER');
    await school.pass(25 * hourMs);
    expect(await school.write('1')).toBe(
      "Cette proposition n'est plus valable. Répondez DEPLACER pour recommencer. École Démo",
    );
    expect(school.appointments()).toEqual(['s@demo 2026-11-24T08:00']);
  });

  it('is moved once, although somebody taps twice', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER');
    await school.write('2');
    expect(await school.write('2')).toBeUndefined();
    expect(await school.write('3')).toBeUndefined();
    expect(school.appointments()).toEqual(['s@demo 2026-11-23T08:00']);
  });

  it('keeps the name and the record that it was made with', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER');
    await school.write('2');
    const changes = school.bus.messages.filter(({ topic }) => topic === 'appointment-changed');
    expect(changes.map(({ data }) => data)).toMatchObject([
      { change: 'booked', contact: { firstName: 'Zoé', phone } },
      { change: 'moved', version: 2, contact: { firstName: 'Zoé', phone } },
    ]);
  });

  it('belongs to the number that it was made for: nobody else hears of it', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    for (const body of ['DEPLACER', 'ANNULER']) {
      expect(await school.write(body, { from: '+33639980002' })).toBe(
        'Nous ne trouvons aucun rendez-vous à venir avec votre numéro. Appelez le 01 99 00 00 01. École Démo',
      );
    }
    expect(school.appointments()).toHaveLength(1);
  });

  it('is told by an answer of its own where the profile sends no confirmations', async () => {
    await using school = await openSchool({ sms: { confirmation: false } });
    await school.book(tuesday);
    await school.write('DEPLACER');
    expect(await school.write('2')).toBe(
      'Votre rendez-vous est déplacé : lundi 23 novembre à 9 h. École Démo',
    );
    expect(await school.write('ANNULER')).toBe(
      'Votre rendez-vous du lundi 23 novembre à 9 h est annulé. École Démo',
    );
  });

  it('takes a telephone call where the profile lets nobody change anything', async () => {
    await using school = await openSchool({ actions: ['book'] });
    await school.book(tuesday);
    expect(await school.write('DEPLACER')).toContain('Pour déplacer votre rendez-vous, appelez le');
    expect(await school.write('ANNULER')).toContain('Pour annuler votre rendez-vous, appelez le');
    expect(await school.write('Quel est le prix ?')).toContain('Pour toute question, appelez le');
    expect(school.appointments()).toHaveLength(1);
  });

  it('is not changed when the calendar is down, and that is said', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    school.calendar.faults.set([{ operation: '*', kind: 'error', status: 503, times: null }]);
    expect(await school.write('DEPLACER')).toContain("votre rendez-vous n'est pas changé");
    school.calendar.faults.set([]);
    expect(await school.write('DEPLACER')).toContain('répondez 1 : ');
  });
});

describe('an appointment that is cancelled by text message', () => {
  it('is cancelled at the word', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    expect(await school.write('ANNULER svp')).toBe(
      'Bonjour Zoé, votre rendez-vous avec Sophie du mardi 24 novembre à 9 h est annulé. École Démo',
    );
    expect(school.appointments()).toEqual([]);
    expect(await school.write('ANNULER')).toContain('Nous ne trouvons aucun rendez-vous');
  });

  it('is confirmed first when the word is hidden in a sentence', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    expect(await school.write('Bonjour, je dois annuler mon rendez-vous')).toBe(
      'Pour annuler votre rendez-vous du mardi 24 novembre à 9 h, répondez 1. École Démo',
    );
    expect(school.appointments()).toHaveLength(1);
    await school.write('oui');
    expect(school.appointments()).toEqual([]);
  });

  it('is asked for by number when there are several', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.book(thursday);
    expect(await school.write('ANNULER')).toContain('Quel rendez-vous voulez-vous annuler ?');
    await school.write('jeudi');
    expect(school.appointments()).toEqual(['s@demo 2026-11-24T08:00']);
  });

  it('is not cancelled by a question about it', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('Puis-je annuler sans frais ?');
    expect(school.appointments()).toHaveLength(1);
  });
});

describe('a question by text message', () => {
  it('is answered from the documents, within two segments', async () => {
    await using school = await openSchool();
    expect(await school.write('Combien coûte le BTS ?')).toBe(
      'Le BTS coute 2 900 euros par an. Il se paie en dix fois. La rentrée est en septembre. École Démo',
    );
    expect(school.arrived()[0]?.segments).toBe(1);
  });

  it('is honestly not answered when no document tells', async () => {
    await using school = await openSchool();
    expect(await school.write('Avez-vous une piscine ?')).toBe(
      "Nous n'avons pas cette information par SMS. Appelez le 01 99 00 00 01, un conseiller vous répondra. École Démo",
    );
  });

  it.each(['Merci beaucoup', 'Au revoir'])('needs no answer when it is none: %s', async (body) => {
    await using school = await openSchool();
    expect(await school.write(body)).toBeUndefined();
  });

  it.each([
    ['Aide', 'Répondez DEPLACER ou ANNULER'],
    ['Bonjour', 'Répondez DEPLACER ou ANNULER'],
    ['Appelez le SAMU, il ne respire plus', 'appelez le 15 ou le 112'],
    ['Je veux parler à un conseiller', 'Pour parler à un conseiller, appelez le 01 99 00 00 01'],
    ['👍', 'Pour toute question, appelez le'],
  ])('%s gets: %s', async (body, answer) => {
    await using school = await openSchool();
    expect(await school.write(body)).toContain(answer);
  });

  it('leaves an offer open that was made before', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER');
    expect(await school.write('Combien coûte le BTS ?')).toContain('2 900 euros');
    expect(await school.write('2')).toContain('est déplacé');
  });
});

describe('a dialogue by text message', () => {
  it('ends when it goes on like a machine, and begins again an hour later', async () => {
    await using school = await openSchool();
    let answers = 0;
    for (let n = 0; n < 30; n += 1) {
      if ((await school.write(`Question ${n} : où est le bâtiment ${n} ?`)) !== undefined)
        answers += 1;
    }
    expect(answers).toBeLessThanOrEqual(12);
    await school.pass(hourMs);
    expect(await school.write('Combien coûte le BTS ?')).toContain('2 900 euros');
  });

  it('ends with STOP: what is still asked is done, and nothing is sent', async () => {
    await using school = await openSchool();
    await school.book(tuesday);
    await school.write('DEPLACER');
    await school.write('STOP');
    const before = school.arrived().length;
    await school.write('2');
    await school.write('ANNULER');
    expect(school.arrived()).toHaveLength(before);
    expect(school.appointments()).toEqual([]);
  });

  const death = fc.record({
    dieAt: fc.integer({ min: 0, max: 12 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  });
  const fault = fc.record({
    operation: fc.constantFrom('messages.create', 'messages.list'),
    skip: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom('hang-after-commit' as const, 'error' as const),
    status: fc.constantFrom(429, 500),
  });

  it(
    'has one effect and one answer a message, whatever dies, and however often it is delivered',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(death, { maxLength: 8 }),
          fc.array(fault, { maxLength: 3 }),
          fc.boolean(),
          async (deaths, faults, isTwice) => {
            await using school = await openSchool();
            await school.book(tuesday);
            school.faults.set(faults);
            for (const each of deaths) school.die(each);
            const bodies = ['DEPLACER', '2', 'ANNULER'];
            for (const [index, body] of bodies.entries()) {
              await school.write(body, { id: `SM${index}` });
              if (isTwice) await school.write(body, { id: `SM${index}` });
            }
            await school.pass(60_000);
            expect(school.appointments()).toEqual([]);
            const words = school
              .arrived()
              .map(({ body }) => /confirmé|répondez 1|déplacé|annulé/.exec(body)?.[0]);
            expect(words).toEqual(['confirmé', 'répondez 1', 'déplacé', 'annulé']);
          },
        ),
        { numRuns: 40, seed: 5 },
      );
    },
  );
});
