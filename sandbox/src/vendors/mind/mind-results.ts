import type { MindAnswer, MindInput } from './mind.ts';
import { parseResult, slotsOf, type MindSlot } from './mind-slots.ts';
import { plain } from './mind-words.ts';

/** Puts the latest tool result into words. */
export function tellResult({ messages }: MindInput): MindAnswer {
  const last = messages.at(-1);
  const result = parseResult(last?.role === 'tool' ? last.content : '');
  const tell = tellers[String(result['type'])];
  return words(tell === undefined ? 'Je vous écoute.' : tell(result, lastQuestion(messages)));
}

type Result = Readonly<Record<string, unknown>>;

const tellers: Readonly<Record<string, (result: Result, question: string) => string>> = {
  slots: (result) => {
    const slots = slotsOf(result);
    if (slots.length === 0)
      return "Je n'ai rien de libre à ce moment-là. Quel autre jour vous irait ?";
    const isAlternative = !Array.isArray(result['slots']) || result['slots'].length === 0;
    return `${isAlternative ? "Ce moment n'est pas libre. " : ''}J'ai ${list(slots)}. Qu'est-ce qui vous arrange ?`;
  },
  taken: (result) => {
    const slots = slotsOf(result);
    const sorry = "Ce créneau vient d'être pris, je suis désolé.";
    return slots.length === 0
      ? `${sorry} Quel autre moment vous irait ?`
      : `${sorry} Je peux vous proposer ${list(slots)}. Lequel préférez-vous ?`;
  },
  'unclear-date': (result) => String(result['question'] ?? 'Quel jour vous conviendrait ?'),
  declined: () => "D'accord, je ne note rien. Que puis-je changer pour vous ?",
  missing: (result) => {
    const fields = Array.isArray(result['fields']) ? result['fields'] : [];
    const invalid = Array.isArray(result['invalid']) && result['invalid'].length > 0;
    const sorry = invalid ? "Je n'ai pas bien saisi. " : '';
    return fields.includes('lastName')
      ? `${sorry}Quel est votre nom, s'il vous plaît ?`
      : `${sorry}À quel numéro peut-on vous joindre ?`;
  },
  passages: (result, question) => {
    const passages = Array.isArray(result['passages']) ? (result['passages'] as Result[]) : [];
    if (result['isRelevant'] !== true || passages.length === 0)
      return "Je n'ai pas cette information. Souhaitez-vous qu'un conseiller vous rappelle ?";
    const answer = result['answer'];
    const text = typeof answer === 'string' ? answer : bestSentences(passages, question);
    return `${text} Avez-vous une autre question ?`;
  },
  refused: () => "Je ne peux pas le faire pour l'instant. Que souhaitez-vous ?",
  failed: () => "Je n'arrive pas à vérifier cela. Souhaitez-vous qu'un conseiller vous rappelle ?",
};

function list(slots: readonly MindSlot[]): string {
  return slots
    .slice(0, 3)
    .map(({ spoken, advisor }) => (advisor === '' ? spoken : `${spoken} avec ${advisor}`))
    .join(', ou ');
}

/** The two sentences of the passages that share most words with the question. */
function bestSentences(passages: readonly Result[], question: string): string {
  const asked = new Set(wordsOf(question));
  return passages
    .flatMap((passage) => String(passage['text'] ?? '').match(/[^.!?\n]+[.!?]*/g) ?? [])
    .map((sentence) => ({
      sentence: sentence.trim(),
      score: wordsOf(sentence).filter((word) => asked.has(word)).length,
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 2)
    .map(({ sentence }) => sentence)
    .join(' ');
}

function wordsOf(text: string): string[] {
  return plain(text)
    .split(/[\s']+/)
    .filter((word) => word.length > 3)
    .map((word) => word.slice(0, 6));
}

function lastQuestion(messages: MindInput['messages']): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

function words(text: string): MindAnswer {
  return { text, toolCalls: [] };
}
