import { findSlots } from '@standardiste/functions/calendar-booking/backends.ts';
import { openLanguageModel, startTextCall } from '@standardiste/media-relay/chat/backends.ts';
import {
  findSlotsArguments,
  knowledgeSearchArguments,
  type RemoteToolResult,
  type Slot,
} from '@standardiste/shared/contracts/tools.ts';
import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { openKnowledgeSearch } from '../bench/backends.ts';
import { callers } from '../chat/callers.ts';
import {
  createAppointmentBook,
  type AppointmentBook,
  type KeptAppointment,
} from '../world/appointment-book.ts';
import { busyTimes } from '../world/busy-times.ts';
import { knownCaller } from '../world/people.ts';
import { schoolKnowledge, schoolProfile } from '../world/school.ts';
import type { CallerKind } from './dialogue.ts';
import type { DialogueCall } from './play-dialogue.ts';
import type { Heard } from './text-caller.ts';

type SearchKnowledge = (question: string) => Promise<unknown>;

/** Who has an appointment already: Tuesday 24 November, 10:00, with Sophie. */
const existingAppointments: Readonly<Partial<Record<CallerKind, readonly KeptAppointment[]>>> = {
  booked: [
    {
      appointment: {
        appointmentId: 'existing-1',
        startAt: '2026-11-24T09:00:00.000Z',
        endAt: '2026-11-24T09:30:00.000Z',
        advisorId: 'sophie',
      },
      owner: { phone: knownCaller.phone, recordId: knownCaller.contactId },
    },
  ],
};

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
  const book = createAppointmentBook(existingAppointments[options.from]);
  const tools = createTools(clock.now(), search, book);
  const spoken: string[] = [];
  const sentLinks: string[] = [];
  const call = startTextCall({
    profile: schoolProfile,
    caller: callers[options.from === 'booked' ? 'known' : options.from],
    languageModel: openLanguageModel({ LLM_PROVIDER: 'rules' }, { onNote: () => undefined }),
    clock,
    runTool: ({ tool, arguments: input }) => tools[tool]?.(input) ?? book.run(tool, input),
    onEvent(event) {
      if (event.type === 'link') sentLinks.push(event.label);
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
      const kept = book.kept.map(({ appointment }) => appointment);
      const had = (existingAppointments[options.from] ?? []).map(({ appointment }) => appointment);
      const links = [...sentLinks];
      return { booked, had, kept, links, lead: leadCaptured, hasCallBackPromise, spoken };
    },
    get readBack(): Heard['readBack'] {
      const { confirmation, lead, callerPhone } = call.state;
      if (confirmation?.kind === 'book') return { type: 'slot', slot: confirmation.slot };
      if (confirmation?.kind === 'move') return { type: 'slot', slot: confirmation.slot };
      if (confirmation?.kind === 'cancel') return { type: 'cancel' };
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
  book: AppointmentBook,
): Readonly<Record<string, (input: unknown) => unknown>> {
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
            ...book.kept
              .map(({ appointment }) => appointment)
              .filter(({ advisorId }) => advisorId === id),
          ].map(({ startAt, endAt }) => span(startAt, endAt)),
        })),
      });
      const { refusal } = found;
      return { slots: toSlots(found.slots), alternatives: toSlots(found.alternatives), refusal };
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
