import { findSlots } from '@standardiste/functions/calendar-booking/backends.ts';
import { openLanguageModel, startTextCall } from '@standardiste/media-relay/chat/backends.ts';
import {
  bookArguments,
  findSlotsArguments,
  knowledgeSearchArguments,
  type RemoteToolResult,
  type Slot,
} from '@standardiste/shared/contracts/tools.ts';
import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { openKnowledgeSearch } from '../bench/backends.ts';
import { callers } from '../chat/callers.ts';
import { busyTimes } from '../world/busy-times.ts';
import { schoolKnowledge, schoolProfile } from '../world/school.ts';
import type { CallerKind } from './dialogue.ts';
import type { DialogueCall } from './play-dialogue.ts';
import type { Heard } from './text-caller.ts';

type SearchKnowledge = (question: string) => Promise<unknown>;

/** The school's documents and the search over them, made once for many calls. Disposing forgets them. */
export async function openSchool() {
  return openKnowledgeSearch(schoolProfile, schoolKnowledge());
}

/** A call with `rules`, the real conversation, the real search for slots and documents, and a calendar in memory. */
export function openDialogueCall(options: {
  readonly from: CallerKind;
  readonly clock: VirtualClock;
  readonly search: SearchKnowledge;
  readonly onAgentTurn: (text: string) => void;
}): DialogueCall {
  const { clock, search } = options;
  const tools = createTools(clock.now(), search);
  const spoken: string[] = [];
  const call = startTextCall({
    profile: schoolProfile,
    caller: callers[options.from],
    languageModel: openLanguageModel({ LLM_PROVIDER: 'rules' }, { onNote: () => undefined }),
    clock,
    runTool: ({ tool, arguments: input }) => tools[tool]?.(input),
    onEvent(event) {
      if (event.type !== 'turn' || event.role !== 'agent') return;
      spoken.push(event.text);
      options.onAgentTurn(event.text);
    },
    usage: { turn: () => undefined, call: () => undefined },
  });
  return {
    say: (text) => call.say(text),
    get result() {
      const { booked, leadCaptured, hasCallBackPromise } = call.state;
      return { booked, lead: leadCaptured, hasCallBackPromise, spoken };
    },
    get readBack(): Heard['readBack'] {
      const { confirmation, lead, callerPhone } = call.state;
      if (confirmation?.kind === 'book') return { type: 'slot', slot: confirmation.slot };
      if (confirmation?.kind !== 'lead') return null;
      return { type: 'lead', lastName: lead.lastName, phone: lead.phone ?? callerPhone };
    },
    get offered() {
      return call.state.offeredSlots;
    },
    get watchdogCount() {
      return call.state.watchdogCount;
    },
    ended: call.ended,
    [Symbol.asyncDispose]: () => clock.runUntil(Promise.resolve(call[Symbol.asyncDispose]())),
  };
}

function createTools(
  nowMs: number,
  search: SearchKnowledge,
): Readonly<Record<string, (input: unknown) => unknown>> {
  const booked: Slot[] = [];
  const busy = busyTimes(nowMs);
  return {
    'calendar.find-slots'(input): RemoteToolResult<'calendar.find-slots'> {
      const { windows, advisorId, limit } = findSlotsArguments.parse(input);
      const found = findSlots({
        rules: schoolProfile,
        nowMs,
        limit,
        preferredAdvisorId: advisorId,
        windows: windows.map(({ from, to }) => span(from, to)),
        advisors: schoolProfile.advisors.map(({ id }) => ({
          advisorId: id,
          busy: [
            ...busy.filter(({ calendar }) => calendar === id),
            ...booked.filter((slot) => slot.advisorId === id),
          ].map(({ startAt, endAt }) => span(startAt, endAt)),
        })),
      });
      const { refusal } = found;
      return { slots: toSlots(found.slots), alternatives: toSlots(found.alternatives), refusal };
    },
    'calendar.book'(input): RemoteToolResult<'calendar.book'> {
      const { startAt, endAt, advisorId } = bookArguments.parse(input);
      booked.push({ startAt, endAt, advisorId });
      return {
        type: 'booked',
        appointmentId: `appointment-${booked.length}`,
        startAt,
        endAt,
        advisorId,
      };
    },
    'knowledge.search': (input) => search(knowledgeSearchArguments.parse(input).question),
  };
}

function span(from: string, to: string): { startMs: number; endMs: number } {
  return { startMs: Date.parse(from), endMs: Date.parse(to) };
}

function toSlots(slots: readonly { startMs: number; endMs: number; advisorId: string }[]): Slot[] {
  return slots.map(({ startMs, endMs, advisorId }) => ({
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(endMs).toISOString(),
    advisorId,
  }));
}
