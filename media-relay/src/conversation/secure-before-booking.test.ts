import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { DocumentValue } from '@standardiste/shared/cloud/document-store.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { expect, it } from 'vitest';
import { book } from '../../../sandbox/src/scenarios/book.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createRulesLanguageModel } from '../engine/cascade/rules/rules-language-model.ts';
import { playWholeCall, type FunctionsWorld } from './whole-call.fixture.ts';

const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const slot = {
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};
type ToolRequest = EventData<'tool-requested'>;

/** A calendar that lets `onRequest` look around before it answers. */
function play(onRequest: (world: FunctionsWorld, request: ToolRequest) => Promise<void>) {
  const script = book(startAtMs).script;
  return playWholeCall({
    profile: schoolProfile,
    caller: camille,
    languageModel: () => createRulesLanguageModel(),
    startAtMs,
    checkpointDelayMs: 100,
    script: { ...script, rules: script.rules.map((rule) => ({ ...rule, optional: true })) },
    openFunctions: (world) => async (request) => {
      await onRequest(world, request);
      const booked = { type: 'booked', appointmentId: 'a1', ...slot };
      const found = { slots: [slot], alternatives: [], refusal: null };
      const result: DocumentValue = request.tool === 'calendar.book' ? booked : found;
      const path = paths.tool(request.callId, request.toolCallId);
      await world.store.commit([{ type: 'update', path, data: { status: 'done', result } }]);
    },
  });
}

it('knows of a booking before the calendar is asked for it', async () => {
  const known: boolean[] = [];
  const call = await play(async ({ store }, { callId, tool, toolCallId }) => {
    if (tool !== 'calendar.book') return;
    const stored = await store.get(paths.call(callId));
    known.push(JSON.stringify(stored?.data['conversation']).includes(toolCallId));
  });
  expect(known).toEqual([true]);
  expect(call.document.outcome).toBe('appointment-booked');
});

it('asks for nothing once another relay holds the call', async () => {
  const call = await play(async ({ store }, { callId, tool }) => {
    if (tool !== 'calendar.find-slots') return;
    const data = { generation: 2, tokenConsumed: 2 };
    await store.commit([{ type: 'update', path: paths.call(callId), data }]);
  });
  const tools = call.published.map(({ data }) => (data as Partial<ToolRequest>).tool);
  expect(tools).toContain('calendar.find-slots');
  expect(tools).not.toContain('calendar.book');
  expect(call.heard.agent.map(({ text }) => text).join(' ')).not.toContain('confirmé');
});
