import { describe, expect, it } from 'vitest';
import { createLogLead } from './log-lead.ts';

/** Only the key is asked for: nothing of the dependencies is used. */
const handler = createLogLead({} as Parameters<typeof createLogLead>[0]);

function keyOf(change: { readonly email?: string; readonly eventId?: string } = {}): string {
  const { eventId = 'CA1:lead-captured:1', ...fields } = change;
  const data = {
    callId: 'CA1',
    profileId: 'ecole',
    firstName: 'Camille',
    lastName: 'Exemple',
    phone: '+33639980002',
    email: null,
    interest: null,
    ...fields,
  };
  const event = { topic: 'lead-captured', eventId, callId: 'CA1', traceparent: undefined, data };
  return handler.effectKey(event as Parameters<typeof handler.effectKey>[0]);
}

describe('the effect of a captured lead', () => {
  it('is one, however often the same lead is told', () => {
    expect(keyOf({ eventId: 'CA1:lead-captured:2' })).toBe(keyOf());
  });

  it('is another when the caller corrects it', () => {
    expect(keyOf({ email: 'camille@exemple.fr' })).not.toBe(keyOf());
  });
});
