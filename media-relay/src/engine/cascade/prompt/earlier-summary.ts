import type { ModelMessage } from '../../language-model.ts';

const maxQuestions = 6;
const maxCharacters = 120;

/**
 * What a model must still know of the part of a conversation that it no longer sees, a line each: what was asked, refused,
 * promised and sent. Facts that are told anyway (offers, bookings, noted details) are left out. Empty for no messages.
 */
export function earlierSummary(messages: readonly ModelMessage[]): readonly string[] {
  const questions = textsOf(messages, 'search_knowledge', 'question');
  const wishes = textsOf(messages, 'find_slots', 'when');
  const types = new Set(messages.flatMap(typeOf));
  const first = messages.find(({ role }) => role === 'caller');
  return [
    ...(first?.role === 'caller' ? [`Au début, la personne a dit : ${quoted(first.text)}.`] : []),
    ...(questions.length > 0 ? [`Questions déjà traitées : ${list(questions)}.`] : []),
    ...(wishes.length > 0 ? [`Moments déjà cherchés : ${list(wishes)}.`] : []),
    ...(types.has('declined') ? ['Elle a déjà refusé une proposition relue.'] : []),
    ...(types.has('recorded') ? ['Un rappel lui est déjà promis.'] : []),
  ];
}

function textsOf(messages: readonly ModelMessage[], tool: string, argument: string): string[] {
  const texts = messages.flatMap((message) =>
    message.role === 'agent'
      ? (message.toolCalls ?? []).flatMap(({ name, arguments: input }) => {
          const text = input[argument];
          return name === tool && typeof text === 'string' ? [text] : [];
        })
      : [],
  );
  return [...new Set(texts)].slice(-maxQuestions);
}

function typeOf(message: ModelMessage): string[] {
  if (message.role !== 'tool') return [];
  const type = (message.result as { readonly type?: unknown } | null)?.type;
  return typeof type === 'string' ? [type] : [];
}

function list(texts: readonly string[]): string {
  return texts.map(quoted).join(' ; ');
}

/** The caller's words are data: one line, without quotation marks of their own. */
function quoted(text: string): string {
  return `« ${text
    .replace(/[\p{C}\p{Z}«»"`]+/gu, ' ')
    .trim()
    .slice(0, maxCharacters)} »`;
}
