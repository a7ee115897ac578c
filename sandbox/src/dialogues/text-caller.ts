import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';
import { agentQuestion } from './agent-question.ts';
import type { Line, QuestionKind } from './dialogue.ts';
import { fits, type ExpectedEnd, type SlotWish } from './expected-end.ts';

/** What the callbot has just said, and what a caller would gather from it. */
export interface Heard {
  readonly text: string;
  /** What is being read back for a yes or no. */
  readonly readBack:
    | { readonly type: 'slot'; readonly slot: Slot }
    | { readonly type: 'cancel' }
    | { readonly type: 'lead'; readonly lastName: string | null; readonly phone: string | null }
    | null;
  /** What lies before the caller to choose from. */
  readonly offered: readonly Slot[];
  /** What the caller wants and has not got; null when everything has happened. */
  readonly missing: ExpectedEnd | null;
}

/** A person with something in mind, who answers what is asked. */
export interface TextCaller {
  /** What they say now; null: nothing. */
  reply(heard: Heard): string | null;
}

/** In a line of the table: the caller says nothing. */
const silence = '(silence)';
const soon = 'Le plus tôt possible.';
const ordinals = ['Le premier.', 'Le deuxième.', 'Le troisième.'];
const yesses = ['Oui.', "Oui, c'est bon.", "Oui, c'est ça."];
const goodbyes = [
  'Non merci, au revoir.',
  "Non, c'est tout, merci. Au revoir.",
  "C'est bon, merci beaucoup, au revoir.",
];
/** Nobody asks for the same thing for ever. */
const maxInsistence = 3;

/** Makes a caller of a dialogue's lines. Without a line for a question they say what anybody would. */
export function createTextCaller(options: {
  readonly lines: readonly Line[];
  readonly ends: readonly ExpectedEnd[];
  readonly timeZone: string;
  /** Whose way of saying yes and goodbye it is. */
  readonly person: number;
}): TextCaller {
  const { lines, ends, timeZone, person } = options;
  const said = new Set<Line>();
  const last = new Map<QuestionKind | null, string>();
  const wantsCallBack = ends.some(({ type }) => type === 'call-back' || type === 'lead');
  let lastReply = '';
  let insistence = 0;

  const next = (answers: QuestionKind | null): string | undefined => {
    const line = lines.find((each) => !said.has(each) && each.answers === answers);
    if (line === undefined) return undefined;
    said.add(line);
    if (line.text !== silence) last.set(answers, line.text);
    return line.text;
  };
  const goodbye = (): string => goodbyes[person % goodbyes.length] ?? '';
  const booked = ends.find((end) => end.type === 'booked' || end.type === 'moved');
  /** When they want to come, said as plainly as can be once it was misunderstood. */
  const goal = (): string => plainWish(booked?.wish) ?? last.get('when') ?? last.get(null) ?? '';
  const insist = (missing: ExpectedEnd | null): string => {
    insistence += 1;
    if (insistence > maxInsistence) return goodbye();
    if (missing?.type === 'answered') return question() ?? goodbye();
    if (missing?.type === 'booked')
      return `Je voudrais un rendez-vous ${lowered(plainWish(missing.wish) ?? soon)}`;
    return last.get(null) ?? last.get('open') ?? goodbye();
  };
  /** Their last question, which was not answered as it should be. */
  const question = (): string | undefined => [...said].findLast(isQuestion)?.text;
  const choose = ({ offered }: Heard): string => {
    const place = offered.findIndex(
      (slot) => booked !== undefined && fits(slot, booked.wish, timeZone),
    );
    return ordinals[place] ?? no(goal());
  };

  function confirm({ readBack }: Heard): string {
    const yes = yesses[person % yesses.length] ?? '';
    if (readBack?.type === 'cancel')
      return ends.some(({ type }) => type === 'cancelled') ? yes : 'Non, surtout pas.';
    const lead = ends.find((end) => end.type === 'lead');
    if (readBack?.type === 'slot')
      return booked !== undefined && fits(readBack.slot, booked.wish, timeZone) ? yes : no(goal());
    if (readBack === null || lead === undefined) return 'Non.';
    if (fold(readBack.lastName ?? '') !== fold(lead.lastName))
      return no(next('name') ?? last.get('name') ?? '');
    if (readBack.phone !== lead.phone) return no(`mon numéro, c'est le ${last.get('phone') ?? ''}`);
    return yes;
  }

  /** Without a line of their own for it. */
  function improvise(question: QuestionKind, heard: Heard): string {
    switch (question) {
      case 'recap':
        return confirm(heard);
      case 'again':
        if (heard.readBack !== null) return confirm(heard);
        return lastReply === '' ? insist(heard.missing) : lastReply;
      case 'open':
      case 'more':
        return heard.missing === null ? goodbye() : insist(heard.missing);
      case 'when':
        if (booked === undefined) return last.get('when') ?? insist(heard.missing);
        return plainWish(booked.wish) ?? last.get('when') ?? soon;
      case 'which-day':
        return plainDay(booked?.wish) ?? goal();
      case 'slots':
        return choose(heard);
      case 'name':
      case 'phone':
        return last.get(question) ?? 'Je préfère ne pas le dire.';
      case 'call-back':
        if (heard.missing === null) return 'Non merci.';
        return wantsCallBack ? 'Oui, je veux bien.' : no(insist(heard.missing));
    }
  }

  return {
    reply(heard) {
      const question = agentQuestion(heard.text);
      const ownAccord = question === 'open' || question === 'more' ? next(null) : undefined;
      const reply = next(question) ?? ownAccord ?? improvise(question, heard);
      if (reply === silence) return null;
      lastReply = reply;
      return reply;
    },
  };
}

const clock = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full', timeZone: 'UTC' });

/** « Le mardi 24 novembre »; undefined for a wish that leaves the day open. */
function plainDay(wish: SlotWish | undefined): string | undefined {
  const [from, to] = wish?.days ?? [];
  if (from === undefined || from !== to) return undefined;
  return `Le ${clock.format(Date.parse(from)).replace(/ \d{4}$/, '')}`;
}

/** « Le mardi 24 novembre à 11 heures ». */
function plainWish(wish: SlotWish | undefined): string | undefined {
  const day = plainDay(wish);
  const [from = '', to = ''] = wish?.times ?? [];
  if (day === undefined) return undefined;
  const advisor = wish?.advisorId == null ? '' : ` avec ${capital(wish.advisorId)}`;
  if (from === '') return day + advisor;
  return `${day} ${plainTimes(from, to)}${advisor}`;
}

function plainTimes(from: string, to: string): string {
  const hour = from.replace(':', ' heures ').replace(/ 00$/, '');
  if (from === to) return `à ${hour}`;
  if (to <= '12:30') return 'le matin';
  return from <= '13:00' ? "l'après-midi" : `après ${hour}`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** « Non, plutôt jeudi » needs no other no before it. */
function no(text: string): string {
  return /^non/i.test(text) ? text : `Non, ${lowered(text)}`;
}

/** In the middle of a sentence; letters that are spelled stay as they are. */
function lowered(text: string): string {
  return /^\p{Lu}(?!\p{Ll})/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function isQuestion({ text }: Line): boolean {
  return /\?$|combien|prix|durée|savoir|réussi/i.test(text);
}
