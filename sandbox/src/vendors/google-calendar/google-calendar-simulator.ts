import { Hono, type Context } from 'hono';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { FaultPlan } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { CalendarBook, type EventResource } from './calendar-book.ts';
import { errorResponse, GoogleCalendarError, reasonsByStatus } from './calendar-error.ts';
import { parseEventInput, type EventInput } from './event-input.ts';
import { listEvents } from './list-events.ts';
import { queryFreeBusy } from './free-busy.ts';

/** A calendar to start with. */
export interface CalendarSeed {
  /** Usually an e-mail address. */
  readonly id: string;
  /** Default Europe/Paris. */
  readonly timeZone?: string;
  readonly events?: readonly EventInput[];
}

export interface GoogleCalendarSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly calendars: readonly CalendarSeed[];
}

export interface GoogleCalendarState {
  /** By calendar, deleted events included. */
  readonly calendars: Readonly<Record<string, readonly EventResource[]>>;
  /** Every operation in the order in which it came: `freebusy.query`, `events.insert`, … */
  readonly requests: readonly string[];
}

export interface GoogleCalendarSimulator extends VendorSimulator<GoogleCalendarState> {
  /** Puts an event into a calendar, as somebody does in the calendar's own pages. */
  seed(calendarId: string, event: EventInput): EventResource;
  /** Back to the calendars it was started with. */
  reset(): void;
}

/**
 * Google Calendar v3 on this machine, under `/calendar/v3`: freeBusy and events insert, get, list, patch, update, move, delete, with
 * the vendor's rules for ids, deleted events, versions and repetition. Any bearer token is let in, none is not.
 *
 * Faults apply to `freebusy.query`, `events.insert`, `events.get`, `events.list`, `events.patch`, `events.update`,
 * `events.move` and `events.delete`; `code` is the vendor's reason, by default the usual one for the status.
 */
export async function startGoogleCalendarSimulator(
  options: GoogleCalendarSimulatorOptions,
): Promise<GoogleCalendarSimulator> {
  const clock = options.clock ?? systemClock;
  const faults = new FaultPlan();
  const requests: string[] = [];
  const books = new Map<string, CalendarBook>();
  const open = (): void => openBooks(books, options.calendars, clock);
  open();
  const app = createApp({ books, faults, requests, clock });
  const listener = await listenHttp(app, options.port ?? 0);
  return {
    origin: listener.origin,
    faults,
    state: () => ({
      calendars: Object.fromEntries([...books].map(([id, book]) => [id, book.all()])),
      requests: [...requests],
    }),
    seed: (calendarId, event) => bookOf(books, calendarId).insert(event),
    reset() {
      requests.length = 0;
      faults.set([]);
      open();
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

function openBooks(
  books: Map<string, CalendarBook>,
  seeds: readonly CalendarSeed[],
  clock: Clock,
): void {
  books.clear();
  let ids = 0;
  for (const { id, timeZone = 'Europe/Paris', events = [] } of seeds) {
    const nextId = (): string => `simulated${String(++ids).padStart(8, '0')}`;
    const book = new CalendarBook({ timeZone, nowMs: () => clock.now(), nextId });
    for (const event of events) book.insert(event);
    books.set(id, book);
  }
}

interface Service {
  readonly books: ReadonlyMap<string, CalendarBook>;
  readonly faults: FaultPlan;
  readonly requests: string[];
  readonly clock: Clock;
}

function createApp(service: Service): Hono {
  const app = new Hono();
  const events = '/calendar/v3/calendars/:calendarId/events';
  const event = `${events}/:eventId`;
  const at = (context: Context): CalendarBook =>
    bookOf(service.books, context.req.param('calendarId') ?? '');
  const id = (context: Context): string => context.req.param('eventId') ?? '';
  const change = (mode: 'patch' | 'update') => async (context: Context) => {
    const ifMatch = context.req.header('if-match');
    const input = parseEventInput(await readJson(context));
    return Response.json(at(context).change(id(context), input, { mode, ifMatch }));
  };
  app.post('/calendar/v3/freeBusy', (context) =>
    answer(service, context, 'freebusy.query', async () =>
      Response.json(queryFreeBusy(service.books, await readJson(context))),
    ),
  );
  app.post(events, (context) =>
    answer(service, context, 'events.insert', async () =>
      Response.json(at(context).insert(parseEventInput(await readJson(context)))),
    ),
  );
  app.get(events, (context) =>
    answer(service, context, 'events.list', () =>
      Response.json(listEvents(at(context), new URL(context.req.url).searchParams)),
    ),
  );
  app.get(event, (context) =>
    answer(service, context, 'events.get', () => Response.json(at(context).get(id(context)))),
  );
  app.patch(event, (context) =>
    answer(service, context, 'events.patch', () => change('patch')(context)),
  );
  app.put(event, (context) =>
    answer(service, context, 'events.update', () => change('update')(context)),
  );
  app.post(`${event}/move`, (context) =>
    answer(service, context, 'events.move', () =>
      Response.json(
        at(context).moveTo(
          bookOf(service.books, context.req.query('destination') ?? ''),
          id(context),
        ),
      ),
    ),
  );
  app.delete(event, (context) =>
    answer(service, context, 'events.delete', () => {
      at(context).delete(id(context), context.req.header('if-match'));
      return new Response(null, { status: 204 });
    }),
  );
  return app;
}

/** One request: the token, then the faults, then the work, whose refusals are the vendor's. */
function answer(
  { faults, requests, clock }: Service,
  context: Context,
  operation: string,
  work: () => Response | Promise<Response>,
): Response | Promise<Response> {
  requests.push(operation);
  if (!/^Bearer .+/.test(context.req.header('authorization') ?? '')) {
    return errorResponse({ status: 401, reason: 'authError', message: 'Login Required.' });
  }
  const refusable = async (): Promise<Response> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof GoogleCalendarError) return errorResponse(error);
      throw error;
    }
  };
  return answerWithFaults(
    context.env,
    {
      faults,
      clock,
      operation,
      errorResponse: ({ status, code }) => {
        const reason = code || (reasonsByStatus[status] ?? 'backendError');
        return errorResponse({ status, reason, message: 'A fault was asked for.' });
      },
    },
    refusable,
  );
}

function bookOf(books: ReadonlyMap<string, CalendarBook>, calendarId: string): CalendarBook {
  const book = books.get(calendarId);
  if (book === undefined) throw new GoogleCalendarError(404, 'notFound', 'Not Found');
  return book;
}

async function readJson(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw new GoogleCalendarError(400, 'parseError', 'Parse Error');
  }
}
