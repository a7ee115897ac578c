import { call, say, type Answer } from './answer.ts';
import { phrases } from './phrases.ts';
import type { Situation } from './situation.ts';

const sending =
  /\b(?:envo(?:ie|yer|yez)|recevoir|transmet\w*|faire parvenir|faites parvenir|donne[rz]?)(?!\p{L})/iu;
const byText = /\b(?:sms|texto|textos|par message|un message|des messages|lien|liens)(?!\p{L})/iu;
/** « Est-ce que je vais recevoir un SMS ? » is a question. */
const wondering = /\b(?:vais|va|vont|allez|dois|vais-je|allons)(?: \p{L}+)? recevoir/iu;

/** How code and `rules` ask which link is meant. */
const whichPattern = /que souhaitez-vous recevoir/i;

/** « Pouvez-vous m'envoyer le programme par SMS ? », and the answer to which one. */
export function askLink(situation: Situation): Answer | null {
  const text = situation.said.replace(/’/g, "'");
  const isAnswer = whichPattern.test(situation.agentTexts.at(-1) ?? '');
  const isWish = sending.test(text) && byText.test(text) && !wondering.test(text);
  if (!isWish && !isAnswer) return null;
  if (situation.can('send_link')) return call('send_link', { what: situation.said.slice(0, 300) });
  return isAnswer ? null : say(situation, phrases.noLink);
}
