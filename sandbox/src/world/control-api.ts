import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { CallerGaveUpError, runScriptedCaller } from '../caller/run-scripted-caller.ts';
import type { HeardCall } from '../caller/run-scripted-caller.ts';
import { scenarioOf, type ScenarioName } from '../scenarios/scenarios.ts';
import { createMessageControl } from './message-control.ts';
import { schoolNumber } from './school.ts';
import type { World } from './start-world.ts';
import { placeCallSchema, setFaultsSchema, type PlacedCall } from './world-contract.ts';

/** How the supervisor steers the outside world: place calls, set faults, read what every vendor received. */
export function createControlApi(world: World, clock: Clock): Hono {
  const app = new Hono();
  app.onError((error, context) =>
    context.json({ error: error.message }, error instanceof z.ZodError ? 400 : 500),
  );
  app.get('/state', (context) =>
    context.json({
      twilio: world.twilio.state(),
      calendar: world.calendar.state(),
      salesforce: world.salesforce.state(),
      openai: world.openai.state(),
      rag: world.rag.state(),
    }),
  );
  app.post('/faults', async (context) => {
    const { vendor, rules } = setFaultsSchema.parse(await context.req.json());
    world[vendor].faults.set(rules);
    return context.body(null, 204);
  });
  app.route('/messages', createMessageControl(world.twilio));
  app.post('/calls', async (context) => {
    const request = placeCallSchema.parse(await context.req.json());
    return context.json(await placeCall(world, clock, request));
  });
  return app;
}

/** What Twilio gives in place of a number that is withheld. */
const hiddenNumber = 'anonymous';

async function placeCall(
  world: World,
  clock: Clock,
  request: z.output<typeof placeCallSchema>,
): Promise<PlacedCall> {
  const scenario = scenarioOf(request.scenario as ScenarioName, clock.now());
  for (const { vendor, rules } of scenario.faults ?? []) world[vendor].faults.set(rules);
  let callSid = '';
  const call = runScriptedCaller({
    script: request.script ?? scenario.script,
    seed: request.seed,
    dial(party) {
      const placed = world.twilio.placeCall({
        from: scenario.from ?? hiddenNumber,
        to: scenario.to ?? schoolNumber,
        person: scenario.person,
        voiceUrl: `${request.publicBaseUrl}/twilio/voice`,
        statusCallback: `${request.publicBaseUrl}/twilio/status`,
        party,
        faults: request.faults,
      });
      ({ callSid } = placed);
      return placed.phone;
    },
  });
  try {
    const heard = await call;
    return describe(callSid, heard, null);
  } catch (error) {
    if (!(error instanceof CallerGaveUpError)) throw error;
    return describe(callSid, error.call, error.message);
  } finally {
    for (const { vendor } of scenario.faults ?? []) world[vendor].faults.set([]);
  }
}

function describe(callSid: string, call: HeardCall, gaveUp: string | null): PlacedCall {
  return {
    callSid,
    endedBy: call.endedBy,
    answeredAtMs: call.answeredAtMs ?? 0,
    durationMs: call.durationMs,
    agent: call.agent.map((utterance) => ({ ...utterance })),
    caller: call.caller.map(({ text, startMs, endMs }) => ({ text, startMs, endMs })),
    damageCount: call.damageCount,
    gaveUp,
    recording: {
      left: Buffer.from(call.recording.left).toString('base64'),
      right: Buffer.from(call.recording.right).toString('base64'),
    },
  };
}
