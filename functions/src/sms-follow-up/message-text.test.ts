import { readFileSync } from 'node:fs';
import { profileSchema } from '@standardiste/shared/contracts/profile.ts';
import { describe, expect, it } from 'vitest';
import { profile } from './fixtures/school.ts';
import { defaultTemplates, messageText } from './message-text.ts';

const page = readFileSync(new URL('../../../docs/sms.md', import.meta.url), 'utf8');

describe('the words of a message', () => {
  it.each(Object.entries(defaultTemplates))('stand on the page for operators: %s', (kind, text) => {
    expect(page).toContain(`| \`${kind}\` | ${text} |`);
  });

  it('are the profile’s own where it has some, and places are filled once', () => {
    const templates = { booked: '{bonjour} ! {date}{conseiller} {inconnu}' };
    const own = profileSchema.parse({ ...profile, sms: { ...profile.sms, templates } });
    const facts = {
      firstName: '{date}',
      advisorId: 'sophie',
      atMs: Date.UTC(2026, 10, 24, 13, 30),
    };
    expect(messageText('booked', facts, own)).toBe(
      'Bonjour {date} ! mardi 24 novembre à 14 h 30 avec Sophie {inconnu}',
    );
  });
});
