import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../sandbox/src/world/school.ts';
import { watchProfiles } from './profiles.ts';

const path = paths.profile(schoolProfile.profileId);

async function open() {
  const clock = new VirtualClock();
  const store = await openMemoryDocumentStore({ clock });
  const logger = createMemoryLogger();
  const profiles = watchProfiles({ store, clock, logger });
  const set = async (change: object): Promise<void> => {
    await store.commit([{ type: 'set', path, data: { ...schoolProfile, ...change } }]);
    await clock.advance(10);
  };
  return { store, clock, logger, profiles, set };
}

describe('profiles', () => {
  it('are found by id and by any number they answer', async () => {
    const { profiles, set } = await open();
    await set({ calledNumbers: ['+33199000100', '+33199000102'] });
    expect(profiles.isLoaded).toBe(true);
    expect(profiles.byId('campus-mirabelle')?.companyName).toBe('Campus Mirabelle');
    expect(profiles.byCalledNumber('+33199000102')?.profileId).toBe('campus-mirabelle');
    expect(profiles.byCalledNumber('+33199000199')).toBeUndefined();
  });

  it('are known by the number that their messages come from, unless another one answers it', async () => {
    const { profiles, set, store, clock } = await open();
    await set({});
    expect(profiles.byCalledNumber('+33199000101')?.profileId).toBe('campus-mirabelle');
    const data = { ...schoolProfile, profileId: 'other', calledNumbers: ['+33199000101'] };
    await store.commit([{ type: 'set', path: 'profiles/other', data }]);
    await clock.advance(10);
    expect(profiles.byCalledNumber('+33199000101')?.profileId).toBe('other');
  });

  it('follow the store without a restart', async () => {
    const { profiles, set, store, clock } = await open();
    await set({});
    await set({ companyName: 'Campus Bleu' });
    expect(profiles.byId('campus-mirabelle')?.companyName).toBe('Campus Bleu');
    await store.commit([{ type: 'delete', path }]);
    await clock.advance(10);
    expect(profiles.byId('campus-mirabelle')).toBeUndefined();
  });

  it('are told when they are new or change, not when they are wrong', async () => {
    const { set, store, clock, logger } = await open();
    const told: string[] = [];
    using _profiles = watchProfiles({
      store,
      clock,
      logger,
      onProfile: ({ companyName }) => told.push(companyName),
    });
    await set({});
    await set({ advisors: [] });
    await set({ companyName: 'Campus Bleu' });
    expect(told).toEqual(['Campus Mirabelle', 'Campus Bleu']);
  });

  it('stay as they were when a change is wrong, and say so', async () => {
    const { profiles, set, logger } = await open();
    await set({});
    await set({ advisors: [] });
    expect(profiles.byId('campus-mirabelle')?.advisors).toHaveLength(2);
    expect(logger.entries.some(({ level }) => level === 'error')).toBe(true);
  });
});
