import { fold } from '@standardiste/shared/french/tokens.ts';
import type { ModelFacts, ModelRequest } from '../../language-model.ts';
import { isTrueOfAppointment } from './appointment-truth.ts';
import { claimPatterns, groundedWords, negations, type ClaimKind } from './claims.ts';
import { amountsIn, phonesIn, readGrounds, type Grounds } from './grounds.ts';
import { createInventionCheck } from './invented-facts.ts';

/** Why a phrase is not spoken. */
export type WithheldReason = ClaimKind | 'invention' | 'prompt';

/** Decides phrase by phrase whether a model's words may be spoken. */
export interface PhraseJudge {
  /** Why the phrase must not be spoken, after what was spoken of the same answer; undefined when it may. */
  judge(phrase: string): WithheldReason | undefined;
}

/** The last part of what was said before: a claim may be cut in two by a comma. */
const contextLength = 160;
const shingleWords = 6;

/**
 * A judge of one answer. Pure, apart from what it was shown before: it knows what was booked, what was looked up and what the
 * caller said. `confidential` are the texts that nobody is to hear.
 */
export function createPhraseJudge(
  request: ModelRequest,
  confidential: readonly string[],
): PhraseJudge {
  const grounds = readGrounds(request);
  const secrets = new Set(confidential.flatMap(shinglesOf));
  const inventedIn = createInventionCheck(request);
  const mayPromise = request.facts.leadCaptured || hasPromise(request);
  let before = '';
  return {
    judge(phrase) {
      const text = fold(phrase).replace(/[\u00a0\u202f]/g, ' ');
      const reason =
        claimIn(before, text, request.facts, mayPromise) ??
        inventionIn(text, phrase, grounds) ??
        (inventedIn(phrase).length > 0 ? 'invention' : undefined) ??
        (repeatsSecret(`${before} ${text}`, secrets) ? 'prompt' : undefined);
      if (reason === undefined) before = `${before} ${text}`.slice(-contextLength);
      return reason;
    },
  };
}

/** The first claim that the phrase completes and that is not true. */
function claimIn(
  before: string,
  text: string,
  facts: ModelFacts,
  mayPromise: boolean,
): ClaimKind | undefined {
  // A sentence that has ended cannot be completed any more.
  const open = before.split(/[.!?…]/).at(-1) ?? '';
  const whole = `${open} ${text}`;
  for (const { kind, pattern } of claimPatterns) {
    const match = pattern.exec(whole);
    if (match === null || match.index + match[0].length <= open.length) continue;
    if (kind === 'promise' && mayPromise) continue;
    if (isTakenBack(whole, match)) continue;
    if (kind === 'booking' && isTrueOfAppointment(whole, facts)) continue;
    return kind;
  }
  return undefined;
}

/** Negated, conditional, or part of a question about what the caller wants: in the same clause only. */
function isTakenBack(whole: string, match: RegExpExecArray): boolean {
  const [wordStart] = match.indices?.[1] ?? match.indices?.[0] ?? [match.index];
  const clauseStart = Math.max(
    ...[...'.!?…;:,'].map((sign) => whole.lastIndexOf(sign, wordStart - 1) + 1),
  );
  return negations.test(whole.slice(clauseStart, wordStart));
}

/** A price, a number or an address that has no source, or a word that binds the company without one. */
function inventionIn(text: string, phrase: string, grounds: Grounds): WithheldReason | undefined {
  const isUngrounded =
    amountsIn(phrase).some((cents) => !grounds.amountsCents.has(cents)) ||
    phonesIn(phrase).some((phone) => !grounds.phones.includes(phone)) ||
    (text.match(/[\w.+-]+@[\w-]+\.\w+|\bwww\.\S+|https?:\S+/g) ?? []).some(
      (address) => !grounds.everything.includes(address),
    );
  if (isUngrounded) return 'invention';
  const isBinding = groundedWords.some((word) => {
    const at = text.search(word);
    return at >= 0 && !word.test(grounds.sources) && !negations.test(text.slice(0, at));
  });
  return isBinding ? 'commitment' : undefined;
}

/** The caller was promised a call before, by code. */
function hasPromise({ messages }: ModelRequest): boolean {
  return messages.some(
    (message) =>
      message.role === 'tool' && (message.result as { type?: unknown } | null)?.type === 'recorded',
  );
}

function repeatsSecret(text: string, secrets: ReadonlySet<string>): boolean {
  return secrets.size > 0 && shinglesOf(text).some((shingle) => secrets.has(shingle));
}

function shinglesOf(text: string): string[] {
  const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, Math.max(0, words.length - shingleWords + 1))
    .map((_, index) => words.slice(index, index + shingleWords).join(' '));
}
