import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';
import { conversationTools } from '../../../tools/conversation-tools.ts';
import type { ModelMessage, ModelRequest } from '../../language-model.ts';
import { plainName } from '../../../conversation/plain-name.ts';

/**
 * A request in which documents and records are data: sentences that give orders to an assistant are taken out of tool results,
 * and names are names. What the caller says stays as it is; they may well ask for things.
 */
export function dataOnly(request: ModelRequest): ModelRequest {
  return {
    ...request,
    facts: { ...request.facts, caller: withPlainNames(request.facts.caller) },
    messages: request.messages.map(withoutOrders),
  };
}

function withPlainNames(caller: CallerIdentity): CallerIdentity {
  if (caller.kind !== 'known') return caller;
  return {
    ...caller,
    firstName: plainName(caller.firstName) ?? '',
    lastName: plainName(caller.lastName) ?? '',
  };
}

/** Only documents hold other people's sentences; the other results are the conversation's own. */
function withoutOrders(message: ModelMessage): ModelMessage {
  return message.role === 'tool' && message.name === conversationTools.search_knowledge.name
    ? { ...message, result: cleaned(message.result) }
    : message;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return withoutInstructions(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]));
}

/** Folded. Documents speak to callers, about courses; none of this belongs there. */
const orders: readonly RegExp[] = [
  /(?<!n')\b(?:ignore[zr]?|oublie[zr]?|disregard|forget)\b.{0,40}\b(?:consigne|instruction|regle|precede|previous|rules|prompt|tout ce qui)/,
  /\b(?:dites|annoncez|repondez|repetez|affirmez|confirmez|declarez|say|tell)\b[^.]{0,30}[:«"“]/,
  /(?:^|[.!?:;«"“]\s*)(?:dis|annonce|reponds|repete|affirme|confirme|declare)\b[^.]{0,30}[:«"“]/,
  /\b(?:dites|annoncez|repondez|affirmez|declarez)(?:-(?:lui|leur))?(?: toujours)? (?:que|a l'appelant|au client|a la personne|toujours)\b/,
  /\b(?:appelle|appelez|utilise[zr]?|execute[zr]?|lance[zr]?|declenche[zr]?|call|use)\b.{0,20}\b(?:l'outil|outil|fonction|tool|[a-z]+_[a-z_]+)/,
  /\b[a-z]+_[a-z_]+\b/,
  /\b(?:revele[zr]?|devoile[zr]?|donne[zr]?|lis|lisez|affiche[zr]?|reveal|print)\b.{0,30}\b(?:(?:tes|vos|ses|your) (?:consigne|instruction|regle)|prompt|mot de passe|cle api)/,
  /\b(?:system|assistant|systeme|user|developer) ?:/,
  /\b(?:vous etes|tu es) (?:maintenant|desormais)\b|\byou are now\b|\bact as\b|\bnouvelles? (?:consigne|instruction)/,
  /\b(?:assistant|callbot|modele|robot|ia|intelligence artificielle)\b.{0,30}\b(?:doit|devez|dois|must)\b/,
];

/** The text without the sentences that give orders to an assistant; quotations that such a sentence opens go with it. */
export function withoutInstructions(text: string): string {
  if (!orders.some((order) => order.test(fold(text)))) return text;
  return sentencesOf(text)
    .filter((sentence) => !orders.some((order) => order.test(fold(sentence))))
    .join('')
    .trim();
}

/** Sentences with what follows them. A quotation belongs to the sentence that opens it, and may end it. */
function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const closes: boolean = character === '»' || (character === '"' && isQuoted);
    if (character === '«' || character === '"') isQuoted = !closes;
    if (closes) isQuoted = false;
    const isEnd = closes
      ? /[.!?…]\s*$/.test(text.slice(start, at))
      : !isQuoted && /[.!?…\n]/.test(character) && /^\s|^$/.test(text.charAt(at + 1));
    if (!isEnd) continue;
    const rest = /^\s*/.exec(text.slice(at + 1))?.[0].length ?? 0;
    sentences.push(text.slice(start, at + 1 + rest));
    start = at + 1 + rest;
    at = start - 1;
  }
  return start < text.length ? [...sentences, text.slice(start)] : sentences;
}
