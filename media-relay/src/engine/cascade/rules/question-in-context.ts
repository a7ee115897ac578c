import { detectIntent } from '@standardiste/shared/french/intent.ts';
import { namesSubject, subjectWords } from '@standardiste/shared/french/stems.ts';
import { questionBefore } from './earlier-calls.ts';
import type { Situation } from './situation.ts';

const maxCharacters = 500;

/**
 * The caller's question in words that stand for themselves, and without the story before it: « et le prix ? » goes on about what
 * was asked before.
 */
export function questionInContext(situation: Situation): string {
  const asked = withoutStory(situation.said);
  if (namesSubject(asked)) return asked.slice(-maxCharacters);
  const subject = subjectWords(questionBefore(situation) || situation.saidBefore);
  return `${subject} ${asked}${asksHowMuch(asked) ? ' prix' : ''}`.trim().slice(-maxCharacters);
}

/** « c'est combien ? » asks for the price. */
function asksHowMuch(said: string): boolean {
  return /\bcombien\b(?! (?:de|d'))/i.test(said) && !/dure|temps/i.test(said);
}

/** What leads up to a question and tells nothing about it. */
const leadIns =
  /^(?:(?:bonjour|bonsoir|merci|ah|oh|oui|non|alors|voilà|bon|d'accord|au fait|dites-moi|une dernière chose|une question|juste une question|autre chose|avant)(?: (?:madame|monsieur|beaucoup))?\s*[,.:!]\s*)+/i;
/** Fewer words before the question belong to it: « le CAP cuisine, c'est combien ? » */
const minStoryWords = 8;

/** From the first clause that asks on, or from the one before it when that names what is asked about. */
function withoutStory(text: string): string {
  const said = text.replace(leadIns, '') || text;
  const clauses = said.split(/(?<=[,.!?…;])\s+/);
  const first = clauses.findIndex((clause) => detectIntent(clause).intent === 'question');
  const story = clauses.slice(0, Math.max(0, first)).join(' ');
  if (story.split(/\s+/).length < minStoryWords) return said;
  const question = clauses.slice(first).join(' ');
  return namesSubject(question) ? question : clauses.slice(first - 1).join(' ');
}
