import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import type { CalendarVendor } from '@standardiste/functions/calendar-booking/booking-profile.ts';
import { createBookingFunction } from '@standardiste/functions/calendar-booking/fixtures/booking-function.ts';
import { mortalCalendar } from '@standardiste/functions/calendar-booking/fixtures/mortal-calendar.ts';
import {
  openSimulatedCalendars,
  type SimulatedCalendars,
} from '@standardiste/functions/calendar-booking/fixtures/simulated-calendars.ts';
import {
  playWholeCall,
  type FunctionsWorld,
  type WholeCall,
} from '@standardiste/media-relay/conversation/whole-call.fixture.ts';
import { createRulesLanguageModel } from '@standardiste/media-relay/engine/cascade/rules/rules-language-model.ts';
import type { CallerScriptInput } from '../caller/caller-script.ts';
import { camille, knownCaller } from '../world/people.ts';
import { schoolProfile } from '../world/school.ts';

/** Friday 20 November 2026, 10:00 in Paris. */
const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const requestLatencyMs = 60;
const redeliveryDelayMs = 10_000;
const maxDeliveries = 4;

/** Somebody else, with an appointment of their own. */
export const paul = {
  firstName: 'Paul',
  lastName: 'Girard',
  phone: '+33639980077',
  email: null,
  record: 'contact',
  recordId: '0035i000001BBBBAA7',
} as const;

/** Where the call takes place, before it begins. */
export interface Office extends Pick<SimulatedCalendars, 'faults' | 'occupy'> {
  /** An appointment that somebody made in an earlier call. */
  book(contact: Contact, startAt: string, advisorId?: string): Promise<void>;
}

export interface BookingScene {
  readonly rules: CallerScriptInput['rules'];
  readonly caller?: CallerIdentity;
  readonly prepare?: (office: Office) => Promise<void>;
  /** Just before the function takes a request for the first time. */
  readonly before?: (tool: string, office: Office) => Promise<void>;
  /** How long each request to the calendar takes while this tool runs. */
  readonly slow?: { readonly tool: string; readonly requestMs: number };
}

export interface BookingCall extends WholeCall {
  /** Everything that the callbot said. */
  readonly said: string;
  /** What stands in the calendars that the callbot has made, as `advisor start owner`. */
  readonly appointments: readonly string[];
  /** Tools that were asked for, in order. */
  readonly tools: readonly string[];
  readonly outcome: unknown;
}

type Contact = EventData<'appointment-changed'>['contact'];
type ToolRequest = EventData<'tool-requested'>;

/** A whole call in virtual time, with the real function and the real client of the vendor behind it, before the vendor's simulator. */
export async function playBookingCall(
  vendor: CalendarVendor,
  scene: BookingScene,
): Promise<BookingCall> {
  const profile: Profile = { ...schoolProfile, calendar: vendor };
  const dated = new VirtualClock(startAtMs);
  const contactIds = [knownCaller.contactId, paul.recordId];
  await using calendars = await openSimulatedCalendars(vendor, {
    advisors: profile.advisors,
    contactIds,
    clock: dated,
  });
  const office = openOffice(vendor, profile, calendars);
  await scene.prepare?.(office);
  const call = await playWholeCall({
    profile,
    caller: scene.caller ?? camille,
    script: { rules: scene.rules },
    languageModel: () => createRulesLanguageModel(),
    startAtMs,
    openFunctions: (world) => openFunctions({ vendor, profile, calendars, scene, office, world }),
  });
  const requests = call.published.filter(({ topic }) => topic === 'tool-requested');
  return {
    ...call,
    said: call.heard.agent.map(({ text }) => text).join(' '),
    appointments: await appointmentsIn(vendor, profile, calendars),
    tools: requests.map(({ data }) => (data as ToolRequest).tool),
    outcome: (call.published.at(-1)?.data as { outcome?: unknown }).outcome,
  };
}

function openOffice(
  vendor: CalendarVendor,
  profile: Profile,
  { calendar, faults, occupy }: SimulatedCalendars,
): Office {
  let count = 0;
  return {
    faults,
    occupy,
    async book(contact, startAt, advisorId = 'sophie') {
      const clock = new VirtualClock(startAtMs);
      const store = await openMemoryDocumentStore({ clock });
      const world = { store, bus: createMemoryEventBus({ clock }), clock };
      await storeProfile(world, profile);
      const deliver = createBookingFunction({ ...world, calendars: { [vendor]: calendar } });
      const callId = `CA-before-${(count += 1)}`;
      const endAt = new Date(Date.parse(startAt) + 1_800_000).toISOString();
      const values = { startAt, endAt, advisorId, generation: 1, contact, topic: null };
      const toolCallId = 'book-1';
      const document = { callId, toolCallId, tool: 'calendar.book', relayId: 'relay-0' };
      await store.commit([
        { type: 'create', path: paths.tool(callId, toolCallId), data: requested(document) },
      ]);
      const outcome = await deliver({
        callId,
        toolCallId,
        tool: 'calendar.book',
        profileId: profile.profileId,
        arguments: values,
        notAfter: new Date(startAtMs + 30_000).toISOString(),
      });
      if (outcome !== 'done') throw new TypeError(`The earlier booking was ${outcome}`);
    },
  };
}

function requested(document: object) {
  const open = { pending: true, status: 'requested', finishedAt: null, result: null, reason: null };
  const times = { requestedAt: new Date(startAtMs), expireAt: new Date(startAtMs + 86_400_000) };
  return { ...document, ...open, ...times };
}

/** The function as the broker drives it: a delivery that fails comes again. Requests take real time, which the call does not notice. */
function openFunctions(given: {
  readonly vendor: CalendarVendor;
  readonly profile: Profile;
  readonly calendars: SimulatedCalendars;
  readonly scene: BookingScene;
  readonly office: Office;
  readonly world: FunctionsWorld;
}): (request: ToolRequest) => Promise<void> {
  const { vendor, profile, calendars, scene, office, world } = given;
  const { clock } = world;
  const ready = storeProfile(world, profile);
  return async (request) => {
    await ready;
    await clock.standStill(async () => scene.before?.(request.tool, office));
    const latencyMs = scene.slow?.tool === request.tool ? scene.slow.requestMs : requestLatencyMs;
    const calendar = mortalCalendar(calendars.calendar, {
      async step(work) {
        await sleep(clock, latencyMs);
        return clock.standStill(work);
      },
    });
    const deliver = createBookingFunction({ ...world, calendars: { [vendor]: calendar } });
    for (let delivery = 1; delivery <= maxDeliveries; delivery += 1) {
      if ((await deliver(request)).startsWith('done')) return;
      await sleep(clock, redeliveryDelayMs);
    }
  };
}

function storeProfile({ store }: Pick<FunctionsWorld, 'store'>, profile: Profile): Promise<void> {
  const path = paths.profile(profile.profileId);
  return store.commit([{ type: 'set', path, data: { ...profile } }]);
}

async function appointmentsIn(
  vendor: CalendarVendor,
  { advisors }: Profile,
  { calendar, faults }: SimulatedCalendars,
): Promise<string[]> {
  faults.set([]);
  const { signal } = new AbortController();
  const span = { startMs: startAtMs, endMs: startAtMs + 40 * 86_400_000 };
  const lists = await Promise.all(
    advisors.map(async ({ id, calendarId, crmUserId }) => {
      const where = vendor === 'google' ? calendarId : crmUserId;
      const events = await calendar.list({ ...span, calendarId: where }, signal);
      return events.flatMap(({ startMs, privateProperties: { callId, recordId } }) =>
        callId === undefined ? [] : [`${id} ${localTime(startMs)} ${recordId ?? ''}`.trim()],
      );
    }),
  );
  return lists.flat().toSorted();
}

/** `2026-11-24 14:00` in Paris, where it is winter all the while. */
function localTime(atMs: number): string {
  return new Date(atMs + 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
