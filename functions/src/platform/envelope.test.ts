import { describe, expect, it } from 'vitest';
import { parseEvent, parsePush, topicOf, type Delivery } from './envelope.ts';

const lead = {
  callId: 'CA1',
  profileId: 'demo',
  firstName: null,
  lastName: 'Lefèvre',
  phone: '+33639980001',
  email: null,
  interest: null,
};
const attributes = { eventId: 'CA1:lead', callId: 'CA1', schemaVersion: '1' };

function body(message: object, more: object = {}): object {
  return {
    subscription: 'projects/p/subscriptions/salesforce-logging.lead-captured',
    message,
    ...more,
  };
}

function delivery(message: object, more?: object): Delivery {
  const parsed = parsePush(body(message, more));
  if ('problem' in parsed) throw new TypeError(parsed.problem);
  return parsed;
}

function encode(data: unknown): string {
  return Buffer.from(JSON.stringify(data)).toString('base64');
}

describe('parsePush', () => {
  it('takes the id in either spelling, and a message without data or attributes', () => {
    expect(delivery({ messageId: '7', data: 'e30=' })).toMatchObject({
      messageId: '7',
      dataBase64: 'e30=',
    });
    expect(delivery({ message_id: '8' })).toMatchObject({
      messageId: '8',
      dataBase64: '',
      attributes: {},
    });
  });

  it('takes the attempt where the broker counts', () => {
    expect(delivery({ messageId: '7' }, { deliveryAttempt: 3 }).deliveryAttempt).toBe(3);
    expect(delivery({ messageId: '7' }, { deliveryAttempt: 0 }).deliveryAttempt).toBeUndefined();
    expect(delivery({ messageId: '7' }).deliveryAttempt).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['text', 'hello'],
    ['no message', { subscription: 's' }],
    ['no id', body({ data: 'e30=' })],
    ['data that is no base64', body({ messageId: '7', data: '{"a":1}' })],
  ])('refuses %s', (_, refused) => {
    expect(parsePush(refused)).toHaveProperty('problem');
  });
});

describe('topicOf', () => {
  it('reads the topic from the name of the subscription', () => {
    expect(topicOf(delivery({ messageId: '7' }), ['call-ended', 'lead-captured'])).toBe(
      'lead-captured',
    );
    expect(topicOf(delivery({ messageId: '7' }), ['call-ended', 'call-started'])).toBeUndefined();
  });

  it('needs no such name where there is one subscription only', () => {
    expect(topicOf(delivery({ messageId: '7' }), ['call-ended'])).toBe('call-ended');
  });
});

describe('parseEvent', () => {
  it('checks attributes and data against the schema of the topic, accents intact', () => {
    const event = parseEvent(
      delivery({ messageId: '7', attributes, data: encode(lead) }),
      'lead-captured',
    );
    expect(event).toEqual({
      ...attributes,
      schemaVersion: undefined,
      topic: 'lead-captured',
      traceparent: undefined,
      data: lead,
    });
  });

  it.each([
    ['attributes', { attributes: {}, data: encode(lead) }],
    ['JSON', { attributes, data: Buffer.from('{').toString('base64') }],
    ['phone', { attributes, data: encode({ ...lead, phone: '0639980001' }) }],
  ])('names what is wrong: %s', (what, message) => {
    const event = parseEvent(delivery({ messageId: '7', ...message }), 'lead-captured');
    expect('problem' in event && event.problem).toContain(what);
  });
});
