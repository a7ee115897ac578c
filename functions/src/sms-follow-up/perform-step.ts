import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { HandlerResult } from '../platform/event-handler.ts';
import type { Step } from './ask.ts';
import type { Dialogue } from './dialogue.ts';
import type { MessageDocument } from './message-document.ts';
import { nothing } from './plan-message.ts';
import { planReply, type Correspondent } from './reply.ts';
import { requestTool } from './request-tool.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** Turns what was decided into writes and events, all of one commit: the dialogue's change, an answer, a request. */
export async function performStep(
  deps: SmsDependencies,
  performed: {
    readonly step: Step;
    readonly to: Correspondent;
    readonly dialogue: Dialogue;
    readonly isMessage: boolean;
    readonly recent: readonly MessageDocument[];
    readonly profile: Profile;
  },
  logger: Logger,
): Promise<HandlerResult> {
  const { step, to, dialogue, isMessage, recent, profile } = performed;
  const nowMs = deps.clock.now();
  const change = dialogue.change({ ...step, isMessage, askedAt: to.askedAt });
  const reply =
    step.say === undefined
      ? nothing
      : planReply(deps, { words: step.say, to, profile, recent }, logger);
  const request =
    step.ask === undefined ? nothing : await requestTool(deps.store, { ask: step.ask, to, nowMs });
  return {
    writes: [...(change === undefined ? [] : [change]), ...reply.writes, ...request.writes],
    events: [...reply.events, ...request.events],
  };
}
