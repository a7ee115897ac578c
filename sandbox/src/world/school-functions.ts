import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import {
  findSlotsArguments,
  knowledgeSearchArguments,
  type RemoteToolResult,
  type Slot,
} from '@standardiste/shared/contracts/tools.ts';
import { createAppointmentBook, type KeptAppointment } from './appointment-book.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';
import { toInstantMs, toLocalTime, weekdayOf } from '@standardiste/shared/french/local-time.ts';

type ToolRequest = Pick<EventData<'tool-requested'>, 'tool' | 'arguments'>;

/** The school's functions without functions: a calendar that is mostly free, and a search over documents. */
export interface SchoolFunctions {
  /** A tool's result; undefined for a tool that the school does not have. @throws ZodError for arguments that do not fit. */
  run(request: ToolRequest): unknown;
  /** Every appointment that was booked, oldest first. */
  readonly booked: readonly Slot[];
  /** Every appointment as it is now. */
  readonly kept: readonly KeptAppointment[];
}

const slotMs = 30 * 60_000;
const timeZone = 'Europe/Paris';
/** Local starts that are free on a working day, in minutes after midnight. */
const starts = [9 * 60 + 30, 11 * 60, 14 * 60, 16 * 60 + 30];
const horizonDays = 14;

/** For conversations without processes: tests in virtual time, and the chat. */
export function createSchoolFunctions(options: {
  readonly now: () => number;
  readonly documents: readonly KnowledgeDocument[];
  /** Appointments that callers have already. */
  readonly appointments?: readonly KeptAppointment[];
}): SchoolFunctions {
  const book = createAppointmentBook(options.appointments);
  const taken = (): Slot[] => book.kept.map(({ appointment }) => appointment);
  return {
    booked: book.booked,
    get kept() {
      return book.kept;
    },
    run({ tool, arguments: input }) {
      switch (tool) {
        case 'calendar.find-slots':
          return findSlots(freeSlots(options.now(), taken()), findSlotsArguments.parse(input));
        case 'knowledge.search':
          return search(options.documents, knowledgeSearchArguments.parse(input));
        default:
          return book.run(tool, input);
      }
    },
  };
}

function freeSlots(nowMs: number, booked: readonly Slot[]): Slot[] {
  const taken = new Set(booked.map(({ startAt }) => startAt));
  const today = toLocalTime(nowMs, timeZone).epochDay;
  return Array.from({ length: horizonDays }, (_, index) => today + 1 + index)
    .filter((epochDay) => weekdayOf(epochDay) <= 5)
    .flatMap((epochDay) => starts.map((minute) => slotAt(toInstantMs(epochDay, minute, timeZone))))
    .filter(({ startAt }) => !taken.has(startAt));
}

function slotAt(startMs: number): Slot {
  return {
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(startMs + slotMs).toISOString(),
    advisorId: 'sophie',
  };
}

function findSlots(
  free: readonly Slot[],
  { windows, limit }: ReturnType<typeof findSlotsArguments.parse>,
): RemoteToolResult<'calendar.find-slots'> {
  const wanted = free.filter(
    ({ startAt }) =>
      windows.length === 0 ||
      windows.some(({ from, to }) => Date.parse(from) <= Date.parse(startAt) && startAt < to),
  );
  const alternatives = wanted.length > 0 ? [] : free.slice(0, limit);
  return { slots: wanted.slice(0, limit), alternatives, refusal: null };
}

/** Half of the question's long words must stand in a document for it to count. */
const relevance = 0.5;

function search(
  documents: readonly KnowledgeDocument[],
  { question, limit }: ReturnType<typeof knowledgeSearchArguments.parse>,
): RemoteToolResult<'knowledge.search'> {
  const asked = stemsOf(question);
  const passages = documents
    .map(({ id, title, text }) => {
      const stems = new Set(stemsOf(`${title} ${text}`));
      const score = asked.filter((stem) => stems.has(stem)).length / Math.max(1, asked.length);
      return { documentId: id, title, text, score };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
  return { passages, isRelevant: (passages[0]?.score ?? 0) >= relevance, answer: null };
}

/** Long words by their beginnings; words of asking say nothing about the subject. */
function stemsOf(text: string): string[] {
  const words = fold(text).match(/[a-z]{3,}/g) ?? [];
  return words.map((word) => word.slice(0, 5)).filter((stem) => !asking.has(stem));
}

const asking = new Set(
  'combi coute prix tarif quel quell quels duree dure temps bien pour les des est que une avec dans sur bonjo aimer conna alors merci accor annee'.split(
    ' ',
  ),
);
