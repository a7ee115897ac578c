import { paths, toolDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { remoteTools, type RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import type { Ask, Step } from './ask.ts';
import {
  followAppointments,
  followCancellation,
  followMove,
  followQuestion,
  followSlots,
  type FollowContext,
} from './decide-follow.ts';
import { readDialogue } from './dialogue.ts';
import { performStep } from './perform-step.ts';
import { nothing } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import { readRecent } from './recent-messages.ts';
import { replyTexts } from './reply-texts.ts';
import { askContextSchema } from './request-tool.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** `tool-answered`: what was asked for on behalf of somebody who wrote is there; they are told, or the next tool is asked. */
export function createTakeToolAnswer(deps: SmsDependencies): EventHandler<'tool-answered'> {
  return {
    topic: 'tool-answered',
    effectKey: ({ data }) => `sms-answered:${data.callId}:${data.toolCallId}`,
    async handle({ data }, { logger }) {
      const stored = await deps.store.get(paths.tool(data.callId, data.toolCallId));
      const tool = stored && toolDocumentSchema.parse(stored.data);
      const context = askContextSchema.safeParse(tool?.context);
      if (tool === undefined || !context.success) {
        logger.info('An answer came that nobody here has asked for.', { tool: data.tool });
        return nothing;
      }
      const { ask, to } = context.data;
      const profile = await readProfile(deps.store, data.profileId);
      const nowMs = deps.clock.now();
      const step =
        tool.status === 'done'
          ? follow(ask, tool.result, { profile, nowMs })
          : { say: failures(ask, { profile, nowMs }) };
      const hash = phoneHash(deps.phoneHashKey, to.phone);
      const { profileId } = profile;
      const [dialogue, recent] = await Promise.all([
        readDialogue(deps.store, { profileId, phoneHash: hash, nowMs }),
        readRecent(deps.store, hash),
      ]);
      logger.info('An answer for somebody who wrote is there.', {
        ask: ask.type,
        next: step.ask?.type,
      });
      return performStep(deps, { step, to, dialogue, isMessage: false, recent, profile }, logger);
    },
  };
}

function follow(ask: Ask, result: unknown, context: FollowContext): Step {
  switch (ask.type) {
    case 'appointments':
      return followAppointments(ask, read('calendar.list', result), context);
    case 'slots':
      return followSlots(ask, read('calendar.find-slots', result), context);
    case 'move':
      return followMove(ask, read('calendar.move', result), context);
    case 'cancel':
      return followCancellation(read('calendar.cancel', result), context);
    case 'question':
      return followQuestion(ask, read('knowledge.search', result), context);
  }
}

function read<Name extends RemoteToolName>(
  tool: Name,
  result: unknown,
): ReturnType<(typeof remoteTools)[Name]['result']['parse']> {
  return remoteTools[tool].result.parse(result) as never;
}

/** A look-up that fails changes nothing; of a change that fails nobody can say so. */
function failures(ask: Ask, { profile }: FollowContext): string {
  const texts = replyTexts(profile);
  if (ask.type === 'question') return texts.knowledgeDown;
  return ask.type === 'move' || ask.type === 'cancel' ? texts.notDone : texts.calendarDown;
}
