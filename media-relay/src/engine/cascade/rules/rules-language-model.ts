import type { LanguageModel, ModelPart, ModelRequest } from '../../language-model.ts';
import { answerCaller } from './answer-caller.ts';
import { leaveCircle } from './leave-circle.ts';
import { tellResult } from './tell-result.ts';
import { readSituation } from './situation.ts';

/**
 * A deterministic French dialogue policy behind the language model's port: no network, no clock, no memory. It books, answers
 * from retrieved passages, notes a lead and promises a call back. The default without a key, and the last fallback of a chain.
 * The same request always gets the same answer.
 */
export function createRulesLanguageModel(): LanguageModel {
  return { name: 'rules', respond };
}

async function* respond(
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  if (signal.aborted) return;
  const situation = readSituation(request);
  const answer = leaveCircle(
    situation,
    situation.result === null ? answerCaller(situation) : tellResult(situation),
  );
  if (answer.type === 'say') {
    yield { type: 'text-delta', text: answer.text };
    if (!signal.aborted) yield { type: 'finish', reason: 'stop', usage: null };
    return;
  }
  // Unique within the call, and the same for the same request.
  const toolCallId = `rules-${Math.round(request.facts.nowMs).toString(36)}-${request.messages.length}`;
  yield {
    type: 'tool-call',
    call: { toolCallId, name: answer.name, arguments: answer.arguments },
  };
  if (!signal.aborted) yield { type: 'finish', reason: 'tool-calls', usage: null };
}
