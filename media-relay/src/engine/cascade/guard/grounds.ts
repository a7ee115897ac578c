import { parseAmountCents } from '@standardiste/shared/french/parse-amount.ts';
import { parsePhone } from '@standardiste/shared/french/parse-phone.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';
import type { ModelRequest } from '../../language-model.ts';

/** What a model has a source for: what tools found, what the caller said, and who the callbot is. */
export interface Grounds {
  /** Tool results and persona, folded. */
  readonly sources: string;
  readonly amountsCents: ReadonlySet<number>;
  /** Digits of phone numbers, from anywhere in the conversation. */
  readonly phones: readonly string[];
  /** Everything that was said or found, folded: addresses may be repeated from it. */
  readonly everything: string;
}

export function readGrounds({ messages, facts }: ModelRequest): Grounds {
  const found = messages.flatMap((message) =>
    message.role === 'tool' ? textsIn(message.result) : [],
  );
  const said = messages.flatMap((message) => (message.role === 'caller' ? [message.text] : []));
  const sources = [facts.profile.prompt.persona, facts.profile.companyName, ...found];
  return {
    sources: fold(sources.join('\n')),
    amountsCents: new Set(sources.flatMap(amountsIn)),
    phones: [...sources, ...said].flatMap(phonesIn),
    everything: fold([...sources, ...said].join('\n')),
  };
}

/** Every string inside a tool's result. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Amounts of money in cents, one for each piece between signs. */
export function amountsIn(text: string): number[] {
  return text.split(/(?<!\d)[,.;:!?]|[,.;:!?](?!\d)|\bet\b|\bou\b|\bsoit\b|\n/).flatMap((piece) => {
    const cents = parseAmountCents(piece);
    return cents === undefined ? [] : [cents];
  });
}

/** Phone numbers, in figures or as one dictates them, as their last nine digits. */
export function phonesIn(text: string): string[] {
  const figures = [...text.matchAll(/\+?\d(?:[ .\-/]?\d){7,}/g)].map(([match]) => match);
  const dictated = parsePhone(text).e164;
  return [...figures, ...(dictated === undefined ? [] : [dictated])].map((phone) =>
    phone.replace(/\D/g, '').slice(-9),
  );
}
