import type { MindAnswer, MindInput } from './mind.ts';
import { chosenSlot, offeredSlots } from './mind-slots.ts';
import { patterns, plain } from './mind-words.ts';

interface Moment {
  /** What the person has just said, also without accents and punctuation. */
  readonly said: string;
  readonly plainSaid: string;
  /** What the model said before. */
  readonly before: string;
  readonly isKnown: boolean;
  readonly input: MindInput;
}

/** Answers what the person has just said. */
export function converse(input: MindInput): MindAnswer {
  const moment = read(input);
  for (const step of steps) {
    const answer = step(moment);
    if (answer !== null) return answer;
  }
  return agreeOrAsk(input);
}

/** When nothing else fits: asks again, not in the same words. */
export function agreeOrAsk(input: MindInput): MindAnswer {
  const asked = "Excusez-moi, je n'ai pas bien compris. Que souhaitez-vous faire ?";
  return words(
    read(input).before.includes('pas bien compris')
      ? "Voulez-vous un rendez-vous, ou préférez-vous qu'un conseiller vous rappelle ?"
      : asked,
  );
}

type Step = (moment: Moment) => MindAnswer | null;

const steps: readonly Step[] = [
  ({ plainSaid, before }) => {
    const isDone = patterns.no.test(plainSaid) && /autre (chose|question)/.test(before);
    return patterns.goodbye.test(plainSaid) || (isDone && plainSaid.split(' ').length < 6)
      ? call('end_call', {})
      : null;
  },
  (moment) => {
    const details = contactDetails(moment);
    return details === null ? null : call('capture_lead', details);
  },
  ({ plainSaid, isKnown, said, input }) => {
    if (!patterns.person.test(plainSaid)) return null;
    const canRing = input.tools.some(({ name }) => name === 'transfer_call');
    if (canRing) return call('transfer_call', { reason: said.slice(0, 200) });
    return isKnown ? call('request_call_back', { reason: said.slice(0, 200) }) : askName();
  },
  ({ said, input }) => {
    const slot = chosenSlot(said, offeredSlots(input.messages));
    return slot === null ? null : call('propose_appointment', { slotId: slot.slotId });
  },
  ({ plainSaid, isKnown }) => (!isKnown && patterns.appointment.test(plainSaid) ? askName() : null),
  ({ plainSaid, said }) =>
    patterns.when.test(plainSaid) && !/\b(formation|cours|prix|tarif|coute)\b/.test(plainSaid)
      ? call('find_slots', { when: said.slice(0, 300), advisor: null })
      : null,
  ({ plainSaid }) =>
    patterns.appointment.test(plainSaid)
      ? words('Avec plaisir. Quel jour vous conviendrait ?')
      : null,
  ({ plainSaid, said, input }) =>
    patterns.question.test(`${plainSaid}${said.trim().endsWith('?') ? '?' : ''}`) &&
    input.tools.some(({ name }) => name === 'search_knowledge')
      ? call('search_knowledge', { question: said.slice(0, 500) })
      : null,
  ({ plainSaid, before, isKnown }) => {
    if (!patterns.yes.test(plainSaid)) return null;
    if (/rappelle/.test(before))
      return isKnown ? call('request_call_back', { reason: 'Souhaite être rappelé' }) : askName();
    return words('Quel jour vous conviendrait ?');
  },
  ({ plainSaid }) =>
    patterns.no.test(plainSaid) ? words("D'accord. Quel autre moment vous conviendrait ?") : null,
];

/** Name and number as the person said them, when they introduce themselves or answer the question for them. */
function contactDetails(moment: Moment): object | null {
  if (moment.isKnown) return null;
  const isAskedName = /(votre|quel) nom/i.test(moment.before);
  const isAskedPhone = /(quel|votre) numéro/i.test(moment.before);
  const phoneAt = moment.said.search(patterns.phone);
  const phone = phoneAt >= 0 ? moment.said.slice(phoneAt) : null;
  const spoken = phone === null ? moment.said : moment.said.slice(0, phoneAt);
  const isIntroduction = /\b(m'appelle|nom)\b/.test(plain(spoken)) || isAskedName;
  const name =
    isIntroduction || (phone !== null && isAskedPhone) ? nameIn(spoken, isAskedName) : null;
  if (name === null && (phone === null || !(isAskedPhone || isAskedName))) return null;
  return {
    firstName: name !== null && name.length > 1 ? name[0] : null,
    lastName: name === null ? null : name.slice(name.length > 1 ? 1 : 0).join(' '),
    phone,
    email: null,
    interest: null,
  };
}

const notNames = new Set(
  'mon ma le la les et est c je suis un une numero telephone bonjour oui non euh au au'.split(' '),
);

function nameIn(spoken: string, isAsked: boolean): string[] | null {
  const beforeNumber = spoken.replace(/’/g, "'").replace(/\b(mon|le|au) num[ée]ro\b[^]*$/i, '');
  const introduced = patterns.introduction.exec(beforeNumber)?.[1];
  const source = introduced ?? (isAsked ? beforeNumber : '');
  const parts = source.split(/[\s,.]+/).filter(Boolean);
  const end = parts.findIndex((part) => notNames.has(plain(part)));
  const name = (end === -1 ? parts : parts.slice(0, end)).slice(0, 4);
  return name.length === 0 ? null : name;
}

function read(input: MindInput): Moment {
  const { messages } = input;
  const said = textOf(messages.findLast(({ role }) => role === 'user'));
  const prompt = textOf(messages.find(({ role }) => role === 'system' || role === 'developer'));
  return {
    said,
    plainSaid: plain(said),
    before: textOf(
      messages.findLast((message) => message.role === 'assistant' && !!message.content),
    ),
    isKnown: /dossier connu/i.test(prompt),
    input,
  };
}

function textOf(message: MindInput['messages'][number] | undefined): string {
  return message?.content ?? '';
}

function askName(): MindAnswer {
  return words('Volontiers. Quel est votre nom, et à quel numéro peut-on vous rappeler ?');
}

function call(name: string, callArguments: object): MindAnswer {
  return { text: '', toolCalls: [{ name, arguments: callArguments }] };
}

function words(text: string): MindAnswer {
  return { text, toolCalls: [] };
}
