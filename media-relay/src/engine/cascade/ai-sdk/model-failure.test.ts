import type { FaultRuleInput } from '@standardiste/sandbox/vendors/faults.ts';
import { schoolKnowledge, schoolProfile } from '@standardiste/sandbox/world/school.ts';
import { createSchoolFunctions } from '@standardiste/sandbox/world/school-functions.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTextCall } from '../../../conversation/call-session-in-text.ts';
import { phrases } from '../../../conversation/phrases.ts';
import { createCascadeEngine } from '../cascade-engine.ts';
import { knownCaller } from '../model-request.fixture.ts';
import type { AiSdkProvider } from './chat-models.ts';
import { loadVendors, openInProcess } from './dialects.fixture.ts';
import { providers } from './vendors.fixture.ts';

beforeAll(loadVendors);

/** What a caller would hear of a failure. */
const apologies = [phrases.notUnderstood, phrases.voiceBroke, phrases.technicalFailure];
/** A model that failed is left alone for so long: five minutes for what will not heal by itself. */
const restMs = 310_000;

const faults: Readonly<Record<string, Partial<FaultRuleInput>>> = {
  'does not answer': { kind: 'hang' },
  'stalls midway': { kind: 'hang', code: 'midway' },
  'cuts the stream': { kind: 'cut' },
  'ends without an end': { kind: 'cut', code: 'no-finish' },
  'knows the key no more': { kind: 'error', status: 401 },
  'limits us': { kind: 'error', status: 429 },
  'is down': { kind: 'error', status: 500 },
  'is overloaded': { kind: 'error', status: 529 },
  'fails after half of the answer': { kind: 'error', status: 200 },
  'sends nonsense': { kind: 'none', code: 'malformed-chunk' },
};

/** A call with the vendor first and `rules` after it; the fault strikes at the request with this number, from 0. */
async function playWithFault(
  provider: AiSdkProvider,
  fault: Partial<FaultRuleInput>,
  struckRequest: number,
) {
  const clock = new VirtualClock();
  const { languageModel, vendor } = openInProcess(provider, clock, {
    chain: `${provider},rules`,
  });
  vendor.faults.set([{ operation: '*', skip: struckRequest, ...fault }]);
  const functions = createSchoolFunctions({ now: () => clock.now(), documents: schoolKnowledge() });
  const spoken: string[] = [];
  const call = openTextCall({
    profile: schoolProfile,
    caller: knownCaller,
    languageModel,
    createEngine: createCascadeEngine,
    runTool: (request) => functions.run(request),
    clock,
    timings: { silenceMs: 900_000, giveUpMs: 1_800_000, callMaxMs: 3_600_000 },
    onEvent: (event) => event.type === 'spoken' && spoken.push(event.text),
  });
  const hear = async (said: string): Promise<string> => {
    const from = spoken.length;
    call.say(said);
    await clock.advance(20_000);
    return spoken.slice(from).join(' ');
  };
  await clock.advance(5_000);
  const struck = await hear('Combien coûte le CAP petite enfance ?');
  const askedDuring = vendor.state().exchanges.length;
  await clock.advance(restMs);
  const after = await hear('Et combien de temps dure le CAP petite enfance ?');
  const askedAfter = vendor.state().exchanges.length;
  await clock.runUntil(Promise.resolve(call[Symbol.asyncDispose]()));
  return { struck, after, spoken, wasAskedAgain: askedAfter > askedDuring };
}

describe.each(providers)('a call whose model of %s', (provider) => {
  const rows = Object.entries(faults).flatMap(([name, fault]) => [
    // How a vendor fails does not depend on what it was asked: once is enough.
    ...(provider === 'openai' ? [{ name, fault, when: 'before its look-up', request: 0 }] : []),
    { name, fault, when: 'in its answer', request: 1 },
  ]);

  it.each(rows)(
    '$name $when goes on with the rules, then with the model, and the caller hears no failure',
    async ({ fault, request }) => {
      const call = await playWithFault(provider, fault, request);
      expect(call.struck).toMatch(/1 ?190|mille cent/);
      expect(call.after).toMatch(/petite enfance/);
      expect(call.spoken.filter((text) => apologies.some((each) => text === each))).toEqual([]);
      expect(call.wasAskedAgain).toBe(true);
    },
  );
});
