import {
  turnDocumentSchema,
  paths,
  type TurnDocument,
} from '@standardiste/shared/contracts/documents.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Sandbox } from '../supervisor/start-sandbox.ts';
import { schoolProfile } from '../world/school.ts';
import { placedCallSchema, type PlaceCall, type PlacedCall } from '../world/world-contract.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { scenarios, type ScenarioName } from '../scenarios/scenarios.ts';
import type { CallResult } from './call-result.ts';
import { exchangeTexts } from './exchange-texts.ts';
import { findEffects, type AppointmentPlace, type Effects } from './find-effects.ts';
import { mergeTurns } from './merge-turns.ts';

export interface PlacedScenario {
  readonly call: PlacedCall;
  readonly result: CallResult;
}

/** What follows a call is there within this; the report shows what is there by then. */
const effectsTimeoutMs = 15_000;

/** Plays one scenario against the sandbox and waits for everything that follows it. */
export async function placeScenario(
  sandbox: Pick<Sandbox, 'origins' | 'publicBaseUrl' | 'store'>,
  { scenario, script, seed, faults }: Omit<PlaceCall, 'publicBaseUrl'>,
  clock: Clock,
): Promise<PlacedScenario> {
  const { origins, publicBaseUrl } = sandbox;
  const response = await fetch(`${origins.control}/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scenario, script, seed, faults, publicBaseUrl }),
  });
  if (!response.ok) throw new Error(`The call could not be placed: ${await response.text()}`);
  const call = placedCallSchema.parse(await response.json());
  const played: Scenario = scenarios[scenario as ScenarioName](clock.now());
  const { effects, outcome } = await waitForEffects(sandbox, { call, played }, clock);
  const turns = await readTurns(sandbox, call.callSid);
  const texts = await exchangeTexts(sandbox, { scenario: played, call }, clock);
  return {
    call,
    result: {
      scenario,
      outcome,
      turns: mergeTurns(turns, call),
      ...effects,
      texts,
      durationMs: Math.round(call.durationMs),
    },
  };
}

async function readTurns(
  { store }: Pick<Sandbox, 'store'>,
  callId: string,
): Promise<TurnDocument[]> {
  const documents = await store.query({
    collection: `${paths.call(callId)}/turns`,
    orderBy: [{ field: 'n' }],
  });
  return documents.map(({ data }) => turnDocumentSchema.parse(data));
}

/** The appointments that the call's tools have made or changed, and where they are kept. */
async function readPlace(
  { store }: Pick<Sandbox, 'store'>,
  callId: string,
): Promise<AppointmentPlace> {
  const [documents, profile] = await Promise.all([
    store.query({ collection: `${paths.call(callId)}/tools` }),
    store.get(paths.profile(schoolProfile.profileId)),
  ]);
  const appointmentIds = documents.flatMap(({ data }) => {
    const result = changeSchema.safeParse(data['result']).data;
    return result === undefined ? [] : [result.appointmentId];
  });
  const calendar = profile?.data['calendar'] === 'salesforce' ? 'salesforce' : 'google';
  return { appointmentIds, calendar };
}

const changeSchema = z.object({
  type: z.enum(['booked', 'moved', 'cancelled']),
  appointmentId: z.string(),
});

async function waitForEffects(
  { origins, store }: Pick<Sandbox, 'origins' | 'store'>,
  { call, played }: { readonly call: PlacedCall; readonly played: Scenario },
  clock: Clock,
): Promise<{ effects: Effects; outcome: string }> {
  const untilMs = clock.now() + effectsTimeoutMs;
  for (;;) {
    const state: unknown = await (await fetch(`${origins.control}/state`)).json();
    const outcome = (await store.get(paths.call(call.callSid)))?.data['outcome'] ?? 'unknown';
    const effects = findEffects(state, call, await readPlace({ store }, call.callSid));
    const isAnnounced = hasMessage(effects, played.expectedMessage);
    if ((isAnnounced && isComplete(effects, String(outcome))) || clock.now() >= untilMs) {
      return { effects, outcome: String(outcome) };
    }
    await sleep(clock, 100);
  }
}

const finalStatuses: ReadonlySet<string> = new Set(['delivered', 'undelivered', 'failed']);

function hasMessage({ sms }: Effects, expected: string | undefined): boolean {
  if (expected === undefined) return true;
  const pattern = new RegExp(expected);
  return sms.some(
    ({ body, status }) => pattern.test(String(body)) && finalStatuses.has(String(status)),
  );
}

/** Everything that this outcome must leave behind is there. */
function isComplete({ appointment, sms, salesforce }: Effects, outcome: string): boolean {
  if (salesforce.tasks.length === 0) return false;
  // The task is there at once; its summary follows.
  const isSummarised = salesforce.tasks.every((task) =>
    String(task['Description']).includes('Résumé : '),
  );
  if (!isSummarised) return false;
  const isDelivered =
    sms.length > 0 && sms.every(({ status }) => finalStatuses.has(String(status)));
  if (outcome === 'appointment-booked') {
    return appointment !== null && isDelivered && salesforce.events.length > 0;
  }
  if (outcome === 'appointment-moved') return appointment !== null && isDelivered;
  if (outcome === 'appointment-cancelled') return appointment === null && isDelivered;
  return outcome !== 'lead-captured' || salesforce.leads.length > 0;
}
