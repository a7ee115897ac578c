import { describe, expect, it } from 'vitest';
import { googleCalendarOptions } from './google-calendar-config.ts';

const delegated = {
  GOOGLE_CALENDAR_CLIENT_EMAIL: 'callbot@demo.iam.gserviceaccount.example',
  GOOGLE_CALENDAR_PRIVATE_KEY: 'line one\\nline two',
  GOOGLE_CALENDAR_SUBJECT: 'agenda@ecole-demo.example',
};

describe('googleCalendarOptions', () => {
  it('is whoever the process runs as when nothing is set', () => {
    expect(googleCalendarOptions({})).toEqual({
      baseUrl: undefined,
      identity: { type: 'ambient' },
    });
  });

  it('prefers a fixed token', () => {
    const values = { ...delegated, GOOGLE_CALENDAR_ACCESS_TOKEN: 'trial' };
    expect(googleCalendarOptions(values).identity).toEqual({ type: 'token', accessToken: 'trial' });
  });

  it('reads a key whose line breaks are written out', () => {
    expect(googleCalendarOptions(delegated).identity).toMatchObject({
      type: 'delegated',
      privateKey: 'line one\nline two',
    });
  });

  it('refuses half of a delegated account', () => {
    const { GOOGLE_CALENDAR_SUBJECT: _, ...half } = delegated;
    expect(() => googleCalendarOptions(half)).toThrow(/belong together/);
  });
});
