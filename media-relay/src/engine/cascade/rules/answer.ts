import type { ConversationToolName } from '../../../tools/conversation-tools.ts';
import { pickWording } from './pick-wording.ts';
import type { Situation } from './situation.ts';

/** What `rules` does next: it says something, or calls one tool. */
export type Answer =
  | { readonly type: 'say'; readonly text: string }
  | {
      readonly type: 'call';
      readonly name: ConversationToolName;
      readonly arguments: Readonly<Record<string, unknown>>;
    };

/** Says one of several wordings, whichever the caller has heard least. */
export function say(situation: Situation, wordings: readonly string[]): Answer {
  return { type: 'say', text: pickWording(wordings, situation.agentTexts) };
}

export function call(
  name: ConversationToolName,
  callArguments: Readonly<Record<string, unknown>> = {},
): Answer {
  return { type: 'call', name, arguments: callArguments };
}
