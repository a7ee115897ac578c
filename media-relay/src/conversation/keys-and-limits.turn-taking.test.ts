import { describe, expect, it } from 'vitest';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { playScene, saying, utterance } from './turn-taking.fixture.ts';

describe('keys', () => {
  it('are offered after two failures to understand, and stand for words', async () => {
    const call = await playScene({
      // The model says nothing until it is asked for something it knows.
      answer: (text) => (/rendez-vous/.test(text) ? 'Quel jour vous conviendrait ?' : ''),
      rules: [
        { when: 'une question \\?', say: ['Gloubi boulga.'] },
        { when: 'redire \\?$', say: ['Gloubi boulga encore.'] },
        { when: 'tapez un pour un rendez-vous', digits: '1' },
        { when: 'Quel jour', say: ['Au revoir.'], hangUp: true },
      ],
    });
    expect(call.model.asked).toContain('Je voudrais prendre rendez-vous.');
    expect(call.heard.agent.filter(({ text }) => text.includes('tapez un'))).toHaveLength(1);
  });

  it('give a phone number that was asked for', async () => {
    const call = await playScene({
      answer: (text) => (/rappeler/.test(text) ? 'Quel est votre numéro ?' : `Compris : ${text}`),
      rules: [
        { when: 'une question \\?', say: ['Pouvez-vous me rappeler ?'] },
        { when: 'votre numéro', digits: '0639981234' },
        { when: 'Compris', say: ['Au revoir.'], hangUp: true },
      ],
    });
    expect(call.model.asked).toEqual(['Pouvez-vous me rappeler ?', '0639981234']);
  });
});

describe('limits', () => {
  it('keep nobody on the line for a store that does not answer', async () => {
    const call = await playScene({
      answer: () => 'Bien.',
      wrapStore: (store) => ({ ...boundStore(store), commit: () => new Promise(() => undefined) }),
      rules: [{ when: 'une question \\?', say: ['Au revoir.'], hangUp: true }],
    });
    const { entries } = call.logger;
    const warned = entries.find(({ message }) => message === 'The last turns are not stored yet');
    expect(warned?.level).toBe('error');
    expect(call.document.status).toBe('ended');
    expect(call.published.at(-1)?.topic).toBe('call-ended');
    const endedAtMs = call.document.endedAt?.getTime() ?? NaN;
    const hungUpAtMs = call.document.startedAt.getTime() + call.heard.durationMs;
    expect(endedAtMs - hungUpAtMs).toBeGreaterThan(2_000);
    expect(endedAtMs - hungUpAtMs).toBeLessThan(3_500);
  });

  it('tell the caller that the call is about to end, and end it', async () => {
    const call = await playScene({
      answer: () => 'Que souhaitez-vous savoir ?',
      timings: { callMaxMs: 60_000, callWarningMs: 20_000 },
      rules: [
        { when: 'savoir \\?|une question \\?|minute', say: ['Je réfléchis encore.'], times: 30 },
      ],
    });
    expect(utterance(call, /Il nous reste une minute/).startMs).toBeGreaterThan(36_000);
    expect(call.agentText).toContain('Nous devons nous arrêter ici.');
    expect(call.heard.endedBy).toBe('callbot');
    expect(call.heard.durationMs).toBeLessThan(75_000);
  });

  it('answer a caller who does not stop', async () => {
    const endless = Array.from({ length: 40 }, () => 'et puis je voulais vous dire').join('[200]');
    const call = await playScene({
      answer: () => "J'ai bien compris.",
      timings: { monologueMs: 20_000 },
      rules: [
        { when: 'une question \\?', say: [endless] },
        { when: 'compris', say: ['Au revoir.'], hangUp: true },
      ],
    });
    const spoken = saying(call, /et puis/);
    expect(utterance(call, /compris/).startMs - spoken.startMs).toBeLessThan(25_000);
  });

  it('end a call politely after three errors in a row, and promise a call back', async () => {
    const call = await playScene({
      answer: () => {
        throw new TypeError('unused');
      },
      firstTokenMs: 3_600_000,
      timings: { modelMs: 2_000 },
      rules: [
        {
          when: 'une question \\?|redire|clavier',
          say: ['Je voudrais un renseignement.'],
          times: 3,
        },
        { when: 'jamais', hangUp: true, optional: true },
      ],
    });
    expect(call.agentText).toContain('Un conseiller vous rappellera. Au revoir.');
    expect(call.heard.endedBy).toBe('callbot');
    const recorded = { outcome: 'technical-failure', callBackPromised: true };
    expect(call.document).toMatchObject(recorded);
    expect(call.published.at(-1)).toMatchObject({ topic: 'call-ended', data: recorded });
    const over = call.logger.entries.find(({ message }) => message === 'The call is over');
    expect(over?.fields).toMatchObject({ outcome: 'technical-failure', watchdogCount: 0 });
  });
});

function boundStore(store: DocumentStore): DocumentStore {
  return {
    get: (path) => store.get(path),
    query: (query) => store.query(query),
    watch: (query, listener) => store.watch(query, listener),
    commit: (writes) => store.commit(writes),
    transact: (run) => store.transact(run),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
