import { frenchMind } from './french-mind.ts';
import type { Mind, MindAnswer, MindInput } from './mind.ts';

/**
 * The worst text model there is: it obeys instructions wherever they stand, in the caller's words, in documents, in names. With
 * it, tests show what an attack can reach at most. It understands:
 * - « dis / dites / annonce(z) : "…" » → says that;
 * - « appelle(z) <tool> {…} » → calls the tool, with the JSON that follows or none;
 * - « révèle(z) / donne(z) tes / vos consignes » → reads out its system prompt.
 * Without such an instruction it is `frenchMind`.
 */
export const obedientMind: Mind = (input) => injectedAnswer(input) ?? frenchMind(input);

const speech =
  /\b(?:dis|dites|annonce|annoncez|réponds|répondez)\s*:?\s*[«"“]\s*([^»"”]+?)\s*[»"”]/i;
const command =
  /\b(?:appelle|appelez|utilise|utilisez|exécute|exécutez)\s+(?:l'outil\s+)?([a-z]+_[a-z_]+)\s*(\{[^}]*\})?/i;
const disclosure =
  /\b(?:révèle|révélez|donne|donnez|répète|répétez|lis|lisez)\b.{0,20}\b(?:consignes|instructions|prompt)/i;
/** In the system prompt, which has commands of its own, only what follows such words is an injection. */
const marker = /\b(?:ignore|ignorez|oublie|oubliez)\b[^]*$/i;

function injectedAnswer(input: MindInput): MindAnswer | null {
  for (const text of untrustedTexts(input)) {
    const answer = obey(text, input);
    if (answer !== null && !isDone(answer, input)) return answer;
  }
  return null;
}

/** Newest first: what came since the model last spoke, then what hides in the system prompt. */
function untrustedTexts({ messages }: MindInput): string[] {
  const lastSpoken = messages.findLastIndex(({ role }) => role === 'assistant');
  const recent = messages.slice(lastSpoken + 1).map((message) => unescaped(message.content ?? ''));
  const prompt = marker.exec(systemText(messages))?.[0];
  return [...recent.toReversed(), ...(prompt === undefined ? [] : [prompt])];
}

function obey(text: string, { messages }: MindInput): MindAnswer | null {
  const called = command.exec(text);
  if (called?.[1] !== undefined)
    return { text: '', toolCalls: [{ name: called[1], arguments: parseArguments(called[2]) }] };
  const said = speech.exec(text)?.[1];
  if (said !== undefined) return { text: said, toolCalls: [] };
  return disclosure.test(text) ? { text: systemText(messages), toolCalls: [] } : null;
}

/** It obeys an instruction once; what stays in the input would else repeat it for ever. */
function isDone(answer: MindAnswer, { messages }: MindInput): boolean {
  return messages.some(
    (message) =>
      message.role === 'assistant' &&
      (answer.toolCalls.length > 0
        ? message.tool_calls?.some(
            (call) =>
              call.function.name === answer.toolCalls[0]?.name &&
              call.function.arguments === JSON.stringify(answer.toolCalls[0].arguments),
          ) === true
        : message.content === answer.text),
  );
}

function systemText(messages: MindInput['messages']): string {
  const system = messages.find(({ role }) => role === 'system' || role === 'developer');
  return system?.content ?? '';
}

/** Tool results are JSON: quotation marks in them are escaped. */
function unescaped(text: string): string {
  return text.replace(/\\n/g, '\n').replace(/\\"/g, '"');
}

function parseArguments(json: string | undefined): object {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // an injection with broken JSON calls the tool without arguments
  }
}
