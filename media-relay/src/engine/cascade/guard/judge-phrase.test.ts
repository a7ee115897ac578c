import { describe, expect, it } from 'vitest';
import { splitPhrases } from '@standardiste/shared/french/split-sentences.ts';
import type { ModelFacts, ModelMessage } from '../../language-model.ts';
import {
  agent,
  caller,
  exampleProfile,
  exampleRequest,
  knownCaller,
  slot,
  toolExchange,
} from '../model-request.fixture.ts';
import { confidentialTexts } from '../prompt/system-prompt.ts';
import { nothingThen, phrases, refusals } from '../rules/phrases.ts';
import { createPhraseJudge, type WithheldReason } from './judge-phrase.ts';

const passages = toolExchange('search_knowledge', {
  type: 'passages',
  passages: [
    {
      documentId: 'a',
      title: 'Prix',
      text: 'Le CAP coûte 1 190 euros. Il dure dix mois, dont seize semaines de stage, et commence en janvier 2027. Il est remboursé en cas de rétractation. Écrivez à info@ecole.example ou appelez le 01 99 00 12 34.',
    },
  ],
});

/** What the first phrase of a text that is withheld is withheld for. */
function judge(
  text: string,
  { facts, messages = [] }: { facts?: Partial<ModelFacts>; messages?: ModelMessage[] } = {},
): WithheldReason | undefined {
  const request = exampleRequest([agent('Bonjour.'), caller('Bonjour'), ...messages], facts);
  const phraseJudge = createPhraseJudge(request, confidentialTexts());
  for (const phrase of splitPhrases(text)) {
    const reason = phraseJudge.judge(phrase);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const booked = slot('2026-11-24T09:00:00Z');

describe('what a model may not say', () => {
  it.each<[string, WithheldReason]>([
    ['Votre rendez-vous est confirmé.', 'booking'],
    ['C’est réservé, mardi à 10 heures avec Sophie.', 'booking'],
    ["Parfait, j'ai bien réservé le créneau de mardi.", 'booking'],
    ['Je vous ai inscrite dans l’agenda de Sophie pour mardi.', 'booking'],
    ['Très bien, c’est noté pour mardi 24 novembre à 10 heures.', 'booking'],
    ['Voilà, c’est bon, c’est confirmé.', 'booking'],
    ['Je note votre rendez-vous mardi à 10 heures.', 'booking'],
    ['Vous avez rendez-vous mardi à 10 heures.', 'booking'],
    ['Le créneau de 10 heures a bien été bloqué pour vous.', 'booking'],
    ['D’accord, votre rendez-vous de mardi est maintenant annulé.', 'booking'],
    ['Je déplace votre rendez-vous à jeudi.', 'booking'],
    ['Your appointment is confirmed for Tuesday.', 'booking'],
    ['I have booked it for you.', 'booking'],
    ['Un conseiller vous rappellera demain.', 'promise'],
    ['Sophie est absente, quelqu’un va vous rappeler.', 'promise'],
    ['Vous allez recevoir un SMS.', 'promise'],
    ['Je vous envoie la brochure.', 'promise'],
    ['Ne quittez pas, je vous passe un conseiller.', 'promise'],
    ['Je vous offre la formation.', 'commitment'],
    ['La formation est gratuite pour vous.', 'commitment'],
    ['Votre diplôme vous est délivré.', 'commitment'],
    ['Félicitations, vous êtes admise.', 'commitment'],
    ['Vous aurez une remise.', 'commitment'],
    ['You are enrolled.', 'commitment'],
    ['La formation coûte 12 euros.', 'invention'],
    ['Cela fait cinquante euros par mois.', 'invention'],
    ['Camille habite ici, son numéro est le 06 39 98 77 77.', 'invention'],
    [
      'Son numéro est le zéro six trente-neuf quatre-vingt-dix-huit soixante-dix-sept soixante-dix-sept.',
      'invention',
    ],
    ['Écrivez à camille.martin@exemple.example.', 'invention'],
    ['Allez sur www.gratuit.example.', 'invention'],
    ['Je suis une vraie personne.', 'humanity'],
    ['Non, je ne suis pas un robot.', 'humanity'],
    ['I am a real human.', 'humanity'],
    ['Mes consignes sont les suivantes : rester polie.', 'secret'],
    ['J’appelle find_slots.', 'secret'],
    ['Le créneau 2026-11-24T08:00:00.000Z est libre.', 'secret'],
    ['Voici le prompt système.', 'secret'],
    ['{"slotId":"x"}', 'secret'],
    ['N’inventez ni prix, ni date, ni durée, ni condition, ni créneau.', 'prompt'],
    [
      'On m’a dit ceci, vous parlez au téléphone, ce que vous écrivez est lu à voix haute.',
      'prompt',
    ],
    ['Vous êtes un imbécile.', 'abuse'],
  ])('« %s » (%s)', (text, reason) => {
    expect(judge(text)).toBe(reason);
  });

  it('is a claim also when a comma cuts it in two', () => {
    expect(
      judge('Votre rendez-vous de mardi prochain, à 10 heures avec Sophie, est confirmé.'),
    ).toBe('booking');
  });

  it('is a booking of another time than the one that was booked', () => {
    expect(judge('Votre rendez-vous est confirmé jeudi à 15 heures.', { facts: { booked } })).toBe(
      'booking',
    );
  });
});

describe('what a model may say', () => {
  it.each([
    'Rien n’est encore réservé.',
    'Votre rendez-vous n’est pas encore confirmé.',
    'Il sera confirmé dès que vous m’aurez dit oui.',
    'Souhaitez-vous que je réserve ce créneau ?',
    'Voulez-vous que je note votre rendez-vous mardi à 10 heures ?',
    'Puis-je noter votre nom ?',
    'C’est noté, Monsieur Benali. À quel numéro peut-on vous joindre ?',
    'J’ai mardi 24 novembre à 10 heures, ou jeudi 26 novembre à 14 heures. Lequel préférez-vous ?',
    'Souhaitez-vous qu’un conseiller vous rappelle ?',
    'Un conseiller pourra vous en dire plus. Voulez-vous qu’il vous rappelle ?',
    'Je vous rappelle que la formation est en ligne.',
    'Je ne peux pas vous dire si c’est gratuit.',
    'Je suis un assistant vocal.',
    'Le CAP n’est pas réservé aux débutants.',
    'Non, il n’y a pas de remise.',
  ])('« %s »', (text) => {
    expect(judge(text)).toBeUndefined();
  });

  it.each([
    'La formation dure dix mois, avec seize semaines de stage.',
    'Vous pouvez commencer quand vous voulez, en janvier 2027 par exemple.',
    'Le CAP coûte 1 190 euros.',
    'Le CAP coûte mille cent quatre-vingt-dix euros.',
    'Il est remboursé en cas de rétractation.',
    'Vous pouvez appeler le 01 99 00 12 34, ou écrire à info@ecole.example.',
  ])('what was looked up: « %s »', (text) => {
    expect(judge(text)).toBeDefined();
    expect(judge(text, { messages: passages })).toBeUndefined();
  });

  it('what the caller said', () => {
    const messages = [caller('Mon numéro est le 06 39 98 12 34')];
    expect(judge('Vous avez dit 06 39 98 12 34, est-ce juste ?', { messages })).toBeUndefined();
  });

  it('what was booked, when it was booked', () => {
    const text = 'Votre rendez-vous est confirmé mardi 24 novembre à 10 heures.';
    expect(judge(text)).toBe('booking');
    expect(judge(text, { facts: { booked } })).toBeUndefined();
    const nextAppointment = { appointmentId: 'a', startAt: booked.startAt };
    const who = { ...knownCaller, nextAppointment } as ModelFacts['caller'];
    expect(judge('Vous avez rendez-vous mardi.', { facts: { caller: who } })).toBeUndefined();
  });

  it('which appointments the caller has, as the calendar told them', () => {
    const appointments = [{ appointmentId: 'a', ...booked }];
    const facts = { appointments };
    expect(judge('Vous avez rendez-vous mardi à 10 heures.', { facts })).toBeUndefined();
    expect(judge('Vous avez rendez-vous jeudi à 10 heures.', { facts })).toBe('booking');
  });

  it('what was moved or cancelled, once it was, and nothing else', () => {
    const appointment = { appointmentId: 'a', ...booked };
    const moved = 'Votre rendez-vous a bien été déplacé à mardi 10 heures.';
    const cancelled = 'Votre rendez-vous de mardi est annulé.';
    const known = { appointments: [appointment] };
    expect(judge(moved, { facts: known })).toBe('booking');
    expect(judge(cancelled, { facts: known })).toBe('booking');
    const isMoved = { ...known, changed: { type: 'moved', appointment } } as const;
    expect(judge(moved, { facts: isMoved })).toBeUndefined();
    expect(judge(moved.replace('mardi', 'jeudi'), { facts: isMoved })).toBe('booking');
    expect(judge(cancelled, { facts: isMoved })).toBe('booking');
    const isCancelled = { changed: { type: 'cancelled', appointment } } as const;
    expect(judge(cancelled, { facts: isCancelled })).toBeUndefined();
    expect(judge('Vous avez rendez-vous mardi.', { facts: isCancelled })).toBe('booking');
  });

  it('that somebody will call, when that was noted', () => {
    const text = 'Un conseiller vous rappellera.';
    expect(judge(text, { facts: { leadCaptured: true } })).toBeUndefined();
    const messages = toolExchange('request_call_back', { type: 'recorded' });
    expect(judge(text, { messages })).toBeUndefined();
  });

  it('who it is, as the profile says it', () => {
    expect(judge(`Je suis l'assistant vocal de ${exampleProfile.companyName}.`)).toBeUndefined();
  });

  it('the time that the prompt has as its example', () => {
    expect(judge('Je vous propose mardi 24 novembre à 14 heures 30.')).toBeUndefined();
  });

  it('everything that rules says', () => {
    const wordings = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      if (typeof value === 'function')
        return wordings(
          (value as (...texts: string[]) => unknown)(
            'Ce créneau est déjà pris.',
            'mardi 24 novembre à 9 heures',
          ),
        );
      return typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(wordings)
        : [];
    };
    const all = [phrases, refusals, nothingThen].flatMap(wordings);
    expect(all.length).toBeGreaterThan(90);
    expect(all.filter((text) => judge(text) !== undefined)).toEqual([]);
  });
});
