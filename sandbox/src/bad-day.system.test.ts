import { callDocumentSchema, paths } from '@standardiste/shared/contracts/documents.ts';
import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallerScriptInput } from './caller/caller-script.ts';
import { createRandom } from './random.ts';
import { findEffects } from './report/find-effects.ts';
import { placeScenario, type PlacedScenario } from './report/place-call.ts';
import { describeTrace } from './report/print-trace.ts';
import { withDescendants, type TraceTree } from './report/trace-tree.ts';
import { waitForTrace } from './report/wait-for-trace.ts';
import { scenarios, type ScenarioName } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { startOtlpSimulator } from './vendors/otlp/otlp-simulator.ts';
import { setFaults } from './world/set-faults.ts';
import type { SetFaults } from './world/world-contract.ts';

/**
 * A day on which every vendor fails now and then, by seed (BAD_DAY_SEED tries another day): five calls at once in real time. Nobody knows beforehand what each caller
 * will get; whatever it is, no call gets stuck, each ends with one activity, and nothing is said or written that is not so.
 */
const seed = Number(process.env['BAD_DAY_SEED'] ?? 20_261_121);
const names = ['book', 'question', 'unknown', 'particular-wish', 'unknown-question'] as const;

type Rule = SetFaults['rules'][number];
type Failure = Omit<Partial<Rule>, 'operation' | 'skip' | 'times'>;

/** Of the first requests of an operation so many fail, in one of these ways. */
interface Trouble {
  readonly vendor: SetFaults['vendor'];
  readonly operation: string;
  readonly share: number;
  readonly requests: number;
  readonly failures: readonly Failure[];
}

const troubles: readonly Trouble[] = [
  {
    vendor: 'speech',
    operation: 'streamingRecognize',
    share: 0.25,
    requests: 30,
    failures: [{ kind: 'error', status: 14 }, { kind: 'cut' }],
  },
  {
    vendor: 'textToSpeech',
    operation: 'streamingSynthesize',
    share: 0.08,
    requests: 300,
    failures: [{ kind: 'error', status: 14 }, { kind: 'cut' }],
  },
  {
    vendor: 'openai',
    operation: 'chat.completions',
    share: 0.15,
    requests: 120,
    failures: [
      { kind: 'error', status: 529 },
      { kind: 'error', status: 500 },
      { latencyMs: 1_500 },
    ],
  },
  {
    vendor: 'calendar',
    operation: '*',
    share: 0.2,
    requests: 120,
    failures: [
      { kind: 'error', status: 503 },
      { kind: 'error-after-commit', status: 503 },
      { latencyMs: 2_000 },
    ],
  },
  {
    vendor: 'salesforce',
    operation: '*',
    share: 0.2,
    requests: 150,
    failures: [
      { kind: 'error', status: 400, code: 'UNABLE_TO_LOCK_ROW' },
      { kind: 'error', status: 503 },
      { latencyMs: 1_000 },
    ],
  },
  {
    vendor: 'twilio',
    operation: 'messages.create',
    share: 0.4,
    requests: 20,
    failures: [
      { kind: 'error', status: 429 },
      { kind: 'error', status: 503 },
    ],
  },
];

/** Which requests fail, and how, drawn from the seed. */
function draw({ operation, share, requests, failures }: Trouble, random: () => number): Rule[] {
  const rules: Rule[] = [];
  for (let skip = 0; skip < requests; skip += 1) {
    const failure = failures[Math.floor(random() * failures.length)];
    if (random() >= share) continue;
    const basics = { latencyMs: 0, kind: 'none', status: 503, code: '' } as const;
    rules.push({ ...basics, operation, skip, times: 1, ...failure });
  }
  return rules;
}

/** Any question that the scenario does not know, once the callbot is silent for longer than between two phrases. */
const anything = { when: '\\?', silentForMs: 1_500, optional: true } as const;

/** Whoever calls on such a day says it again when asked to, and leaves when that leads nowhere. */
function patient(script: CallerScriptInput, wish: string): CallerScriptInput {
  const again = 'redire|répéter|pas (?:bien )?(?:compris|entendu)|problème';
  return {
    ...script,
    rules: [
      { name: 'again', when: `(?:${again}).*\\?`, say: [wish], times: 8, optional: true },
      ...script.rules.map((rule) => ({ ...rule, times: (rule.times ?? 1) + 1, optional: true })),
      { ...anything, name: 'anything', say: [wish], times: 2 },
      { ...anything, name: 'leave', say: ['Tant pis, au revoir.'], hangUp: true },
    ],
    patienceMs: 40_000,
    maxCallMs: 180_000,
  };
}

const wishes: Readonly<Record<(typeof names)[number], string>> = {
  book: 'Je voudrais un rendez-vous, le plus tôt possible.',
  question: 'Combien coûte la formation ?',
  unknown: 'Je voudrais être rappelé.',
  'particular-wish': 'Je voudrais un rendez-vous.',
  'unknown-question': 'J’ai une question sur la cantine.',
};

/** What an advisor reads in Salesforce for each outcome. */
const labels: Readonly<Record<CallOutcome, string>> = {
  'appointment-booked': 'Rendez-vous pris',
  'appointment-moved': 'Rendez-vous déplacé',
  'appointment-cancelled': 'Rendez-vous annulé',
  'lead-captured': 'Coordonnées laissées',
  'question-answered': 'Réponse donnée',
  transferred: 'Transféré à un conseiller',
  'call-back-promised': 'À rappeler',
  abandoned: 'Abandon',
  'no-action': 'Sans suite',
  'technical-failure': 'Incident technique',
};

describe('on a bad day', () => {
  let collector: Awaited<ReturnType<typeof startOtlpSimulator>>;
  let sandbox: Sandbox;
  let calls: readonly { name: ScenarioName; placed: PlacedScenario; tree: TraceTree }[];

  beforeAll(async () => {
    collector = await startOtlpSimulator();
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      languageModel: 'openai-compatible',
      basics: { PATH: process.env['PATH'] ?? '', OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin },
      clock: systemClock,
    });
    const random = createRandom(seed);
    for (const trouble of troubles) {
      await setFaults(sandbox.origins, trouble.vendor, draw(trouble, random));
    }
    calls = await Promise.all(names.map((name, index) => play(name, index + 1)));
  }, 420_000);

  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  async function play(name: (typeof names)[number], callSeed: number) {
    const script = patient(scenarios[name](systemClock.now()).script, wishes[name]);
    const request = { scenario: name, script, seed: callSeed };
    const placed = await placeScenario(sandbox, request, systemClock);
    await waitForTask(placed);
    const call = { callId: placed.call.callSid, clock: systemClock };
    return { name, placed, tree: await waitForTrace(() => collector.state().spans, call) };
  }

  async function readEffects({ call }: PlacedScenario) {
    const state: unknown = await (await fetch(`${sandbox.origins.control}/state`)).json();
    return findEffects(state, call);
  }

  /** Salesforce may refuse for a while; the event comes again. */
  async function waitForTask(placed: PlacedScenario): Promise<void> {
    const untilMs = systemClock.now() + 120_000;
    while ((await readEffects(placed)).salesforce.tasks.length === 0) {
      if (systemClock.now() > untilMs) return;
      await sleep(systemClock, 1_000);
    }
  }

  it('no call gets stuck', async () => {
    for (const { name, placed } of calls) {
      const { call } = placed;
      expect(call.gaveUp, `${name}: ${call.gaveUp ?? ''}`).toBeNull();
      expect(call.endedBy, name).not.toBe('network');
      expect(call.durationMs, name).toBeLessThan(180_000);
      const stored = await sandbox.store.get(paths.call(call.callSid));
      expect(callDocumentSchema.parse(stored?.data).status, name).toBe('ended');
    }
  });

  it('each call leaves one activity, with the outcome that the call had', async () => {
    for (const { name, placed } of calls) {
      const { salesforce } = await readEffects(placed);
      expect(salesforce.tasks, name).toHaveLength(1);
      const stored = await sandbox.store.get(paths.call(placed.call.callSid));
      const { outcome } = callDocumentSchema.parse(stored?.data);
      expect(outcome, name).not.toBeNull();
      const disposition = String(salesforce.tasks[0]?.['CallDisposition']);
      // A failure for which a call back is owed says so behind it.
      expect(disposition.replace(/ – à rappeler$/, ''), name).toBe(labels[outcome ?? 'no-action']);
    }
  });

  it('nothing is said or written that is not so', async () => {
    for (const { name, placed } of calls) {
      const { appointment, sms, salesforce } = await readEffects(placed);
      const { outcome } = placed.result;
      const heard = placed.call.agent.map(({ text }) => text).join(' ');
      if (outcome === 'appointment-booked') expect(appointment, name).not.toBeNull();
      if (/c'est confirmé/i.test(heard)) expect(appointment, name).not.toBeNull();
      if (outcome === 'lead-captured') expect(salesforce.leads.length, name).toBeGreaterThan(0);
      // A booking of which the caller did not hear for sure is told by text message.
      if (appointment !== null && outcome !== 'appointment-booked') {
        expect(sms.length, name).toBeGreaterThan(0);
      }
    }
  });

  it('each trace is whole, and tells which vendor failed', () => {
    const errors = new Set<string>();
    for (const { name, tree } of calls) {
      expect(tree.orphans, `${name}\n${describeTrace(tree)}`).toEqual([]);
      for (const { span } of withDescendants(tree.root)) {
        if (span.error !== null) errors.add(`${span.name.split(' ')[0] ?? ''} ${span.error}`);
      }
    }
    expect([...errors].filter((error) => error.includes('status')).length).toBeGreaterThan(0);
  });
});
