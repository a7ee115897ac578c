import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';
import type { FollowOnEvent } from './event-handler.ts';

/** The event that tells whoever asked that their tool document holds an answer; none for those who watch the document. */
export function toolAnswered(
  request: EventData<'tool-requested'>,
  status: 'done' | 'failed',
): readonly FollowOnEvent[] {
  if (request.answerBy !== 'event') return [];
  const { callId, profileId, toolCallId, tool } = request;
  return [
    {
      topic: 'tool-answered',
      eventId: eventId(callId, `${toolCallId}:answered`),
      callId,
      data: { callId, profileId, toolCallId, tool, status },
    },
  ];
}
