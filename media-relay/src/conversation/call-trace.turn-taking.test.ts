import {
  createMemoryTracer,
  type MemoryTracer,
} from '@standardiste/shared/telemetry/memory-tracer.ts';
import type { FinishedSpan } from '@standardiste/shared/telemetry/span.ts';
import { formatTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import { describe, expect, it } from 'vitest';
import { book } from '../../../sandbox/src/scenarios/book.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createRulesLanguageModel } from '../engine/cascade/rules/rules-language-model.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { playScene, type SceneOptions } from './turn-taking.fixture.ts';
import { playWholeCall, type WholeCall } from './whole-call.fixture.ts';

const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const slot = {
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};

interface Traced {
  readonly call: WholeCall;
  readonly spans: readonly FinishedSpan[];
}

/** Plays with a tracer beside the call. */
async function traced(
  play: (openTracer: NonNullable<SceneOptions['openTracer']>) => Promise<WholeCall>,
  sampleRatio = 1,
): Promise<Traced> {
  let tracer: MemoryTracer | undefined;
  const call = await play((clock) => (tracer = createMemoryTracer({ clock, sampleRatio })));
  return { call, spans: tracer?.spans ?? [] };
}

const bookingCall = (sampleRatio?: number): Promise<Traced> =>
  traced(
    (openTracer) =>
      playWholeCall({
        profile: schoolProfile,
        caller: camille,
        script: book(startAtMs).script,
        languageModel: () => createRulesLanguageModel(),
        runTool: ({ tool }) =>
          tool === 'calendar.book'
            ? { type: 'booked', appointmentId: 'a1', ...slot }
            : { slots: [slot], alternatives: [], refusal: null },
        startAtMs,
        openTracer,
      }),
    sampleRatio,
  );

const ask = { when: 'une question \\?', say: ['Comment se passe la formation ?'] };
const leave = { when: 'redire', say: ['Tant pis, au revoir.'], hangUp: true };
const named = ({ spans }: Traced, name: string) => spans.filter((span) => span.name === name);
const durationMs = ({ startMs, endMs }: FinishedSpan): number => endMs - startMs;

/** Every span but the first has its parent in the trace, and there is one trace. */
function expectConnected({ spans }: Traced): void {
  const ids = new Set(spans.map(({ context }) => context.spanId));
  expect(ids.size).toBe(spans.length);
  expect(new Set(spans.map(({ context }) => context.traceId)).size).toBe(1);
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(roots.map(({ name }) => name)).toEqual(['call']);
  for (const { name, parentSpanId } of spans) {
    if (parentSpanId !== undefined) expect(ids, name).toContain(parentSpanId);
  }
}

describe('The trace of a call', () => {
  it('is one tree: the call, its turns, and below them what they were made of', async () => {
    const result = await bookingCall();
    expectConnected(result);
    const names = new Set(result.spans.map(({ name }) => name));
    expect(names).toEqual(
      new Set([
        'call',
        'media stream',
        'caller turn',
        'agent turn',
        'listen',
        'model',
        'voice',
        'tool calendar.find-slots',
        'tool calendar.book',
      ]),
    );
    const [call] = named(result, 'call');
    expect(call?.attributes).toMatchObject({
      'call.id': 'CA00000000000000000000000000000001',
      'call.outcome': 'appointment-booked',
      'call.end_reason': 'agent-hung-up',
    });
    for (const span of result.spans) {
      expect(span.startMs, span.name).toBeGreaterThanOrEqual(call?.startMs ?? 0);
      expect(span.endMs, span.name).toBeLessThanOrEqual((call?.endMs ?? 0) + 1);
    }
  });

  it('has the turns and the stages that the documents have', async () => {
    const result = await bookingCall();
    const turns = named(result, 'agent turn').filter(({ attributes }) => 'turn.n' in attributes);
    const documents = result.call.turns.filter(({ role }) => role === 'agent');
    expect(turns.map(({ attributes }) => attributes['turn.n'])).toEqual(
      documents.map(({ n }) => n),
    );
    for (const [index, { latency }] of documents.entries()) {
      const { attributes = {}, startMs = 0, events = [] } = turns[index] ?? {};
      for (const [stage, ms] of Object.entries(latency)) {
        expect(attributes[`latency.${stage}`]).toBe(Math.round(ms));
        const event = events.find(({ name }) => `${name}Ms` === stage);
        expect((event?.atMs ?? 0) - startMs).toBeCloseTo(ms, 0);
      }
    }
    expect(named(result, 'caller turn')).toHaveLength(
      result.call.turns.filter(({ role }) => role === 'caller').length,
    );
  });

  it('goes on in the events that the relay publishes', async () => {
    const result = await bookingCall();
    const place = (name: string): string[] =>
      named(result, name).map(({ context }) => formatTraceparent(context));
    const carried = (topic: string): (string | undefined)[] =>
      result.call.published
        .filter((message) => message.topic === topic)
        .map(({ attributes }) => attributes['traceparent']);
    expect(carried('call-started')).toEqual(place('call'));
    expect(carried('call-ended')).toEqual(place('call'));
    expect(carried('tool-requested')).toEqual([
      ...place('tool calendar.find-slots'),
      ...place('tool calendar.book'),
    ]);
    const lines = result.call.logger.entries.filter(({ message }) => message === 'A turn ended');
    for (const { fields } of lines) expect(place('call')).toContain(fields['traceparent']);
  });

  it('holds nobody and nothing that was said', async () => {
    const { call, spans } = await bookingCall();
    const told = JSON.stringify(spans);
    const { firstName, lastName, phone, recordId } = camille;
    const words = [...call.heard.agent, ...call.heard.caller]
      .flatMap(({ text }) => text.split(/[^\p{L}\d]+/u))
      .filter((word) => word.length > 6 && !/mirabelle/i.test(word)); // the company's own name is its profile's
    const secrets = [firstName, lastName, phone, recordId, '39980001', ...words].map(String);
    expect(secrets.filter((secret) => told.toLowerCase().includes(secret.toLowerCase()))).toEqual(
      [],
    );
  });

  it('is not recorded when it is not sampled, and tells the functions so', async () => {
    const { call, spans } = await bookingCall(0);
    expect(spans).toEqual([]);
    for (const { attributes } of call.published) expect(attributes['traceparent']).toMatch(/-00$/);
  });
});

describe('Trouble in the trace of a call', () => {
  const search = { tool: 'search_knowledge', arguments: { question: 'la formation' } } as const;
  const looksUp: SceneOptions['answer'] = (_, { messages }) =>
    messages.at(-1)?.role === 'tool' ? "Je n'ai pas trouvé, pouvez-vous redire ?" : search;

  it('shows a tool that never answered as an error of its full wait', async () => {
    const result = await traced((openTracer) =>
      playScene({
        answer: looksUp,
        rules: [ask, leave],
        timings: { knowledgeMs: 2_500 },
        openTracer,
      }),
    );
    expectConnected(result);
    const [tool] = named(result, 'tool knowledge.search');
    expect(tool).toMatchObject({
      error: 'took-too-long',
      attributes: { tool: 'knowledge.search', 'tool.outcome': 'withdrawn' },
    });
    expect(tool?.events.map(({ name }) => name)).toEqual(['withdraw']);
    expect(durationMs(tool as FinishedSpan)).toBeGreaterThanOrEqual(2_500);
    const lines = result.call.logger.entries
      .filter(({ message }) => message === 'A tool call ended')
      .map(({ fields }) => fields);
    const outcome = 'withdrawn';
    expect(lines).toContainEqual(expect.objectContaining({ tool: 'knowledge.search', outcome }));
  });

  it('shows a slow tool as long as it took, below the turn that waited', async () => {
    const passages = {
      passages: [{ documentId: 'd1', title: 'Formation', text: 'Six mois.', score: 1 }],
      isRelevant: true,
      answer: null,
    };
    const result = await traced((openTracer) =>
      playScene({
        answer: looksUp,
        runTool: () => passages,
        toolDelayMs: 2_000,
        timings: { knowledgeMs: 8_000 },
        rules: [ask, leave],
        openTracer,
      }),
    );
    expectConnected(result);
    const [tool] = named(result, 'tool knowledge.search');
    expect(tool?.error).toBeUndefined();
    expect(durationMs(tool as FinishedSpan)).toBeGreaterThanOrEqual(2_000);
    const turn = result.spans.find(({ context }) => context.spanId === tool?.parentSpanId);
    expect(['agent turn', 'call']).toContain(turn?.name);
    // First a filler, then the answer: each had to be spoken.
    const voices = named(result, 'voice').filter(({ startMs }) => startMs > (tool?.startMs ?? 0));
    expect(voices.length).toBeGreaterThanOrEqual(2);
    for (const voice of voices) expect(durationMs(voice)).toBeLessThan(1_000);
  });

  it('shows a voice that failed, and the turn with it', async () => {
    const result = await traced((openTracer) =>
      playScene({
        answer: () => 'La formation dure six mois, le soir. Pouvez-vous redire ?',
        stallsOn: /six mois/,
        rules: [ask, leave],
        openTracer,
      }),
    );
    expectConnected(result);
    const failed = named(result, 'agent turn').filter(({ error }) => error === 'turn-failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.events.map(({ name }) => name)).toContain('phrase-failed');
  });
});
