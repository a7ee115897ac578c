import { eventAttributesSchema, topics } from '@standardiste/shared/contracts/events.ts';
import { expect, it } from 'vitest';
import { schedules } from './schedules.ts';

it('publishes only what fits the schema of its topic', () => {
  for (const [topic, { attributes, data, cron }] of Object.entries(schedules())) {
    const schema = topics[topic as keyof typeof topics];
    expect(schema.safeParse(data).error, topic).toBeUndefined();
    expect(eventAttributesSchema.safeParse(attributes).error, topic).toBeUndefined();
    expect(cron, topic).toMatch(/^(?:[\d*/,-]+ ){4}[\d*/,-]+$/);
  }
});

it('has a clock for every topic that says that something is due, but for messages', () => {
  const due = Object.keys(topics).filter((topic) => topic.endsWith('-due'));
  // A message falls due by its own appointment, and the sweeper says so.
  const byEvent = ['message-due'];
  expect(Object.keys(schedules()).sort()).toEqual(due.filter((topic) => !byEvent.includes(topic)));
});
