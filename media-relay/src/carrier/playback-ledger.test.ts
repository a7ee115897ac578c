import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAudio,
  addPhrase,
  completePhrase,
  cutPlayback,
  emptyLedger,
  forgetTurn,
  hasUnplayed,
  heardFromMs,
  heardText,
  reachMark,
  type PlaybackLedger,
} from './playback-ledger.ts';

const text = 'Je vous propose mardi à neuf heures.';

function spoken(ledger: PlaybackLedger, phraseId: string, atMs: number, durationMs = 2_000) {
  const withPhrase = addPhrase(ledger, { turnId: 1, phraseId, text });
  return completePhrase(addAudio(withPhrase, { phraseId, durationMs, atMs }), phraseId);
}

describe('the playback ledger', () => {
  it('takes a phrase for heard when its mark comes back', () => {
    const { ledger, markName } = spoken(emptyLedger, '1.1', 0);
    const reached = reachMark(ledger, markName, 2_120);
    expect(reached.played).toEqual({ turnId: 1, phraseId: '1.1' });
    expect(heardText(reached.ledger, 1, 10)).toBe(text);
    expect(hasUnplayed(reached.ledger, 1)).toBe(false);
  });

  it('hears whole words of the phrase in play, by the playback clock', () => {
    const { ledger } = spoken(emptyLedger, '1.1', 0);
    expect(heardText(ledger, 1, 0)).toBe('');
    expect(heardText(ledger, 1, 1_060)).toBe('Je vous propose');
    expect(heardText(ledger, 1, 60_000)).toBe(text);
  });

  it('plays phrases one after the other', () => {
    const first = spoken(emptyLedger, '1.1', 0).ledger;
    const second = spoken(first, '1.2', 100).ledger;
    expect(heardText(second, 1, 1_960)).not.toContain('heures. Je');
    expect(heardText(second, 1, 3_060)).toBe(`${text} Je vous propose`);
  });

  it('does not take a mark for played that a clear has flushed', () => {
    const { ledger, markName } = spoken(emptyLedger, '1.1', 0);
    const cut = cutPlayback(ledger, 500).ledger;
    expect(reachMark(cut, markName, 600).played).toBeUndefined();
    expect(heardText(cut, 1, 60_000)).toBe('');
  });

  it('ignores marks that are none of its own', () => {
    const { ledger } = spoken(emptyLedger, '1.1', 0);
    for (const name of ['', '1', '1/', '/1.1', '9/1.1', '1/9.9', 'x/1.1', '1/1.1/']) {
      expect(reachMark(ledger, name, 100)).toEqual({ ledger, played: undefined });
    }
  });

  it('knows since when a phrase was heard, and learns it better from a mark that is late', () => {
    const { ledger, markName } = spoken(emptyLedger, '1.1', 100);
    expect(heardFromMs(ledger, '1.1')).toBe(160);
    expect(heardFromMs(ledger, '1.2')).toBeUndefined();
    const onTime = reachMark(ledger, markName, 2_200).ledger;
    expect(heardFromMs(onTime, '1.1')).toBe(160);
    const late = reachMark(ledger, markName, 2_620).ledger;
    expect(heardFromMs(late, '1.1')).toBe(560);
    const lost = reachMark(ledger, markName, undefined).ledger;
    expect(heardFromMs(lost, '1.1')).toBe(160);
  });

  it('forgets a turn', () => {
    expect(forgetTurn(spoken(emptyLedger, '1.1', 0).ledger, 1).phrases).toEqual([]);
  });

  it('never hears anything but a prefix of what was said, and never less as time goes on', () => {
    const step = fc.oneof(
      fc.record({
        type: fc.constant('phrase' as const),
        durationMs: fc.integer({ min: 20, max: 4_000 }),
      }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
      fc.constant({ type: 'mark' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let ledger = emptyLedger;
        let atMs = 0;
        const said: string[] = [];
        const marks: string[] = [];
        let heardBefore = '';
        for (const each of steps) {
          if (each.type === 'wait') atMs += each.ms;
          if (each.type === 'mark') ledger = reachMark(ledger, marks.shift() ?? '', atMs).ledger;
          if (each.type === 'phrase') {
            const added = spoken(ledger, `1.${said.length}`, atMs, each.durationMs);
            said.push(text);
            marks.push(added.markName);
            ledger = added.ledger;
          }
          const heard = heardText(ledger, 1, atMs);
          expect(said.join(' ').startsWith(heard)).toBe(true);
          expect(heard.startsWith(heardBefore)).toBe(true);
          heardBefore = heard;
        }
      }),
    );
  });
});
