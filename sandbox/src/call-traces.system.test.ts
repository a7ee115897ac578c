import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeScenario, type PlacedScenario } from './report/place-call.ts';
import { describeTrace } from './report/print-trace.ts';
import { withDescendants, type TraceNode, type TraceTree } from './report/trace-tree.ts';
import { waitForTrace } from './report/wait-for-trace.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { startOtlpSimulator } from './vendors/otlp/otlp-simulator.ts';
import { knownCaller } from './world/people.ts';
import { setFaults } from './world/set-faults.ts';
import { vendorAddresses } from './world/vendor-addresses.ts';

/**
 * Traces of whole calls: every part in its own process, over real sockets, in real time, every push delivered twice, spans by
 * OTLP. Two calls at once, while two vendors fail now and then: a trace has to be true then above all.
 */
describe('the traces of calls', () => {
  let collector: Awaited<ReturnType<typeof startOtlpSimulator>>;
  let sandbox: Sandbox;
  let booked: { placed: PlacedScenario; tree: TraceTree };
  let asked: { placed: PlacedScenario; tree: TraceTree };

  const play = async (scenario: 'book' | 'question') => {
    const placed = await placeScenario(sandbox, { scenario, seed: 1 }, systemClock);
    const call = { callId: placed.call.callSid, clock: systemClock };
    return { placed, tree: await waitForTrace(() => collector.state().spans, call) };
  };

  beforeAll(async () => {
    collector = await startOtlpSimulator();
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      languageModel: 'rules',
      duplicatesPushes: true,
      basics: { PATH: process.env['PATH'] ?? '', OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin },
      clock: systemClock,
    });
    await setFaults(sandbox.origins, 'calendar', [
      { operation: 'freebusy.query', kind: 'error', status: 503, latencyMs: 400 },
    ]);
    await setFaults(sandbox.origins, 'twilio', [
      { operation: 'messages.create', kind: 'error', status: 429 },
    ]);
    [booked, asked] = await Promise.all([play('book'), play('question')]);
  }, 180_000);

  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  it('belong to calls that ended as they should, all the same', () => {
    const expected = scenarios.book(systemClock.now()).expectedOutcome;
    expect(booked.placed.result.outcome).toBe(expected);
    expect(booked.placed.result.sms).toHaveLength(1);
    expect(asked.placed.result.outcome).toBe('question-answered');
  });

  it('are one connected tree each, without orphans, from every process', () => {
    for (const { tree } of [booked, asked]) {
      expect(tree.orphans, describeTrace(tree)).toEqual([]);
      expect(new Set(nodesOf(tree).map(({ span }) => span.spanId)).size).toBe(nodesOf(tree).length);
    }
    const services = new Set(nodesOf(booked.tree).map(({ span }) => span.service));
    expect([...services].sort()).toEqual([
      'calendar-booking',
      'call-summary',
      'media-relay',
      'salesforce-logging',
      'sms-follow-up',
    ]);
    expect(booked.tree.root.span.traceId).not.toBe(asked.tree.root.span.traceId);
  });

  it('lead from the call over turn, tool and function to Salesforce and to the text message', () => {
    const { root } = booked.tree;
    const names = vendorAddresses(sandbox.origins);
    const booking = ['agent turn', 'tool calendar.book', 'calendar-booking calendar.book'];
    expect(pathExists(root, [...booking, 'POST calendar'], names)).toBe(true);
    const logged = [...booking, 'salesforce-logging appointment-changed', 'PATCH salesforce'];
    expect(pathExists(root, logged, names)).toBe(true);
    const texted = [
      ...booking,
      'sms-follow-up appointment-changed',
      'sms-follow-up message-due',
      'POST twilio',
    ];
    expect(pathExists(root, texted, names), describeTrace(booked.tree, names)).toBe(true);
    expect(pathExists(root, ['salesforce-logging call-ended', 'PATCH salesforce'], names)).toBe(
      true,
    );
    const answered = ['agent turn', 'tool knowledge.search', 'knowledge-lookup knowledge.search'];
    const ahead = answered.slice(1);
    const { root: question } = asked.tree;
    expect(pathExists(question, answered, {}) || pathExists(question, ahead, {})).toBe(true);
  });

  it('tell how long a stage took as the documents of the call do', () => {
    const turns = nodesOf(booked.tree).filter(({ span }) => span.name === 'agent turn');
    const latencies = turns.map(({ span }) => span.attributes['latency.firstAudioMs']);
    const documents = booked.placed.result.turns.filter(({ role }) => role === 'agent');
    for (const { latency } of documents) {
      if (latency['firstAudioMs'] === undefined) continue;
      expect(latencies).toContain(Math.round(latency['firstAudioMs']));
    }
  });

  it('show a vendor that failed: which, how often, what it cost, and that the second attempt went well', () => {
    // Which of the calls meets the fault is chance: both look slots up.
    const nodes = [booked, asked].flatMap(({ tree }) => nodesOf(tree));
    const parentOf = (child: TraceNode) => nodes.find(({ children }) => children.includes(child));
    const failed = (vendor: keyof Sandbox['origins'], status: number) => {
      const { host } = new URL(sandbox.origins[vendor]);
      const bad = nodes.filter(
        ({ span }) => span.name.endsWith(host) && span.error === `status ${status}`,
      );
      expect(bad, vendor).toHaveLength(1);
      return bad[0] as TraceNode;
    };
    const calendar = failed('calendar', 503);
    expect(durationMs(calendar)).toBeGreaterThanOrEqual(390);
    const lookUp = parentOf(calendar);
    expect(lookUp?.span.name).toBe('calendar-booking calendar.find-slots');
    expect(lookUp?.span.attributes['outcome']).toBe('done');
    const again = lookUp?.children.filter(({ span }) => span.startMs > calendar.span.startMs) ?? [];
    expect(again.some(({ span }) => span.error === null)).toBe(true);
    const tool = lookUp && parentOf(lookUp);
    expect(tool?.span.name).toBe('tool calendar.find-slots');
    expect(durationMs(tool as TraceNode)).toBeGreaterThanOrEqual(400);
    const texting = parentOf(failed('twilio', 429));
    expect(texting?.span.name).toContain('sms-follow-up');
  });

  it('show the second delivery of an event as one that found everything done', () => {
    const outcomes = nodesOf(booked.tree)
      .filter(({ span }) => span.name === 'calendar-booking calendar.book')
      .map(({ span }) => span.attributes['outcome']);
    expect(outcomes).toContain('done');
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  it('hold nobody: no number, no name, no address, no word', () => {
    const told = JSON.stringify(collector.state().spans).toLowerCase();
    const { phone, firstName, lastName, email, contactId } = knownCaller;
    const words = [...booked.placed.call.caller, ...asked.placed.call.agent]
      .flatMap(({ text }) => text.split(/[^\p{L}\d]+/u))
      // The company's name is its profile's; the other is an outcome's.
      .filter((word) => word.length > 7 && !/mirabelle|question/i.test(word));
    expect(words.length).toBeGreaterThan(5);
    const secrets = [phone, phone.slice(3), firstName, lastName, email, contactId, ...words];
    expect(secrets.filter((secret) => told.includes(secret.toLowerCase()))).toEqual([]);
  });
});

const durationMs = ({ span }: TraceNode): number => span.endMs - span.startMs;

const nodesOf = (tree: TraceTree): readonly TraceNode[] =>
  [tree.root, ...tree.orphans].flatMap(withDescendants);

/** Whether children of these names follow one another below the node. */
function pathExists(
  node: TraceNode,
  [name, ...rest]: readonly string[],
  vendors: Readonly<Record<string, string>>,
): boolean {
  if (name === undefined) return true;
  return node.children.some((child) => {
    const [method = '', address = ''] = child.span.name.split(' ');
    const readable = address in vendors ? `${method} ${vendors[address]}` : child.span.name;
    return readable === name && pathExists(child, rest, vendors);
  });
}
