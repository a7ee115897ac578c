import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { conversationTools, type OfferedSlot } from '../../tools/conversation-tools.ts';
import type { ModelFacts, ModelMessage, ModelRequest } from '../language-model.ts';
import { slotId } from '../../tools/offered-slots.ts';

/** A profile for tests of language models: an online school with two advisors. */
export const exampleProfile: Profile = profileSchema.parse({
  profileId: 'ecole',
  calledNumbers: ['+33199000001'],
  companyName: 'École Horizon',
  advisors: [
    {
      id: 'sophie-lambert',
      firstName: 'Sophie',
      lastName: 'Lambert',
      calendarId: 'sophie@example.com',
      crmUserId: '005A',
    },
    {
      id: 'marc-dubois',
      firstName: 'Marc',
      lastName: 'Dubois',
      calendarId: 'marc@example.com',
      crmUserId: '005B',
    },
  ],
  openingHours: {
    windows: [{ from: '09:00', to: '12:00' }],
    weekdays: [1, 2, 3, 4, 5],
    closedOnFrenchHolidays: true,
    closures: [],
  },
  appointment: {},
  sms: { sender: 'Horizon' },
  prompt: { persona: "Vous êtes l'assistant vocal de l'École Horizon, une école en ligne." },
});

export const knownCaller: CallerIdentity = {
  kind: 'known',
  record: 'contact',
  recordId: '003A',
  firstName: 'Camille',
  lastName: 'Martin',
  email: null,
  phone: '+33639980001',
  ownerId: '005A',
  advisorId: 'sophie-lambert',
  nextAppointment: null,
};
export const unknownCaller: CallerIdentity = { kind: 'unknown', phone: '+33639980002' };
export const anonymousCaller: CallerIdentity = { kind: 'anonymous' };

/** Friday 20 November 2026, 10:00 in Paris. */
const nowMs = Date.UTC(2026, 10, 20, 9, 0, 0);

export function exampleFacts(facts: Partial<ModelFacts> = {}): ModelFacts {
  return {
    nowMs,
    profile: exampleProfile,
    stage: 'converse',
    caller: knownCaller,
    offeredSlots: [],
    booked: null,
    appointments: [],
    changed: null,
    leadCaptured: false,
    misunderstoodCount: 0,
    ...facts,
  };
}

/** A request with all tools of a company where nobody can be rung. */
export function exampleRequest(
  messages: readonly ModelMessage[],
  facts: Partial<ModelFacts> = {},
): ModelRequest {
  const { transfer_call: _, ...tools } = conversationTools;
  return { messages, facts: exampleFacts(facts), tools: Object.values(tools) };
}

/** The same request where somebody can be rung. */
export function withTransfer(request: ModelRequest): ModelRequest {
  return { ...request, tools: [...request.tools, conversationTools.transfer_call] };
}

export const caller = (text: string): ModelMessage => ({ role: 'caller', text });
export const agent = (text: string): ModelMessage => ({ role: 'agent', text });

/** A tool call of the agent with its result. */
export function toolExchange(
  name: string,
  result: { readonly type: string; readonly [field: string]: unknown },
  options: { readonly id?: string; readonly arguments?: Record<string, unknown> } = {},
): ModelMessage[] {
  const toolCallId = options.id ?? `call-${name}`;
  return [
    {
      role: 'agent',
      text: '',
      toolCalls: [{ toolCallId, name, arguments: options.arguments ?? {} }],
    },
    { role: 'tool', toolCallId, name, result },
  ];
}

const slotMs = 30 * 60_000;

/** A slot of 30 minutes, as facts hold it. */
export function slot(startAt: string, advisorId = 'sophie-lambert'): ModelFacts['booked'] & object {
  const startMs = Date.parse(startAt);
  return {
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(startMs + slotMs).toISOString(),
    advisorId,
  };
}

/** The same slot as a tool result shows it. */
export function offered(
  startAt: string,
  spoken: string,
  advisorId = 'sophie-lambert',
): OfferedSlot {
  const advisor = exampleProfile.advisors.find(({ id }) => id === advisorId)?.firstName ?? '';
  return { slotId: slotId(slot(startAt, advisorId)), spoken, advisor };
}
