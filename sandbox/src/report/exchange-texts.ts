import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Scenario, ScenarioText } from '../scenarios/scenario.ts';
import type { Sandbox } from '../supervisor/start-sandbox.ts';
import type { WriteMessage } from '../world/message-control.ts';
import { schoolProfile } from '../world/school.ts';
import type { PlacedCall } from '../world/world-contract.ts';
import type { CallResult } from './call-result.ts';
import { findEffects } from './find-effects.ts';

type TextExchange = CallResult['texts'][number];

/** An answer takes a few functions in a row; the report shows what is there by then. */
const answerTimeoutMs = 15_000;

/**
 * Lets the caller write the scenario's messages, one after the other. Each exchange ends when the answer is delivered and calendar,
 * CRM and message agree, or when that takes too long.
 */
export async function exchangeTexts(
  sandbox: Pick<Sandbox, 'origins' | 'publicBaseUrl'>,
  { scenario, call }: { readonly scenario: Scenario; readonly call: PlacedCall },
  clock: Clock,
): Promise<TextExchange[]> {
  const { from, texts = [] } = scenario;
  const exchanges: TextExchange[] = [];
  if (from === null) return exchanges;
  for (const text of texts) {
    const before = await look(sandbox, { phone: from, call });
    await write(sandbox, { from, body: text.body });
    const untilMs = clock.now() + answerTimeoutMs;
    for (;;) {
      const after = await look(sandbox, { phone: from, call });
      const exchange = judge(text, before, after);
      if (exchange.isAsExpected || clock.now() >= untilMs) {
        exchanges.push(exchange);
        break;
      }
      await sleep(clock, 100);
    }
  }
  return exchanges;
}

const stateSchema = z.object({
  twilio: z.object({
    messages: z.array(z.object({ to: z.string(), body: z.string(), status: z.string() })),
  }),
  salesforce: z.object({ events: z.array(z.record(z.string(), z.unknown())) }),
});

/** What there is at one moment. */
interface Look {
  readonly messages: readonly { readonly body: string; readonly status: string }[];
  readonly appointmentAt: string | null;
  readonly salesforceAt: string | null;
}

async function look(
  { origins }: Pick<Sandbox, 'origins'>,
  { phone, call }: { phone: string; call: PlacedCall },
): Promise<Look> {
  const state: unknown = await (await fetch(`${origins.control}/state`)).json();
  const { twilio, salesforce } = stateSchema.parse(state);
  const { appointment } = findEffects(state, call);
  // The CRM keeps the call's one entry, moved with the appointment or gone with it.
  const event = salesforce.events.find((each) => Object.values(each).includes(call.callSid));
  const mine =
    event ?? salesforce.events.find((each) => Object.values(each).includes(appointment?.['id']));
  return {
    messages: twilio.messages.filter(({ to }) => to === phone),
    appointmentAt: instant(appointment?.['startAt']),
    salesforceAt: instant(mine?.['StartDateTime']),
  };
}

function instant(value: unknown): string | null {
  return typeof value === 'string' ? new Date(value).toISOString() : null;
}

function judge(text: ScenarioText, before: Look, after: Look): TextExchange {
  const [answer, ...more] = after.messages.slice(before.messages.length);
  const { appointmentAt, salesforceAt } = after;
  const answered = answer?.body ?? null;
  const isAnswered = answered !== null && new RegExp(text.answer).test(answered);
  const isDelivered = answer?.status === 'delivered' && more.length === 0;
  const hasHappened = {
    unchanged: appointmentAt === before.appointmentAt,
    moved: appointmentAt !== null && appointmentAt !== before.appointmentAt,
    cancelled: appointmentAt === null,
  }[text.appointment];
  const told = text.appointment === 'cancelled' ? before.appointmentAt : appointmentAt;
  const isTold = text.appointment === 'unchanged' || (told !== null && says(answered, told));
  const agrees = appointmentAt === salesforceAt && isTold;
  return {
    wrote: text.body,
    answered,
    delivery: answer?.status ?? null,
    appointmentAt,
    salesforceAt,
    isAsExpected: isAnswered && isDelivered && hasHappened && agrees,
  };
}

function says(answer: string | null, at: string): boolean {
  return answer?.includes(writeDateTime(Date.parse(at), schoolProfile.timeZone)) ?? false;
}

async function write(
  { origins, publicBaseUrl }: Pick<Sandbox, 'origins' | 'publicBaseUrl'>,
  message: Omit<WriteMessage, 'publicBaseUrl'>,
): Promise<void> {
  // Twilio may send its webhook again after an answer that was lost.
  const request: WriteMessage = { ...message, copies: 2, publicBaseUrl };
  const response = await fetch(`${origins.control}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`The message could not be written: ${await response.text()}`);
}
