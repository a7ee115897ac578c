import { describe, expect, it } from 'vitest';
import { speak } from '../../../sandbox/src/voice/speak.ts';
import { createCallerEar } from './caller-ear.ts';
import { decodeMulaw, mulawSilence } from './g711.ts';
import { levelDbfs } from './level.ts';

const loud = (levelDbfs: number): Uint8Array => speak('aaaaaa', { levelDbfs }).subarray(0, 160);

function pushAll(frames: readonly Uint8Array[], agentDb: number | undefined): Uint8Array {
  const ear = createCallerEar();
  return Buffer.concat(frames.map((frame, index) => ear.push(frame, index * 20, agentDb).mulaw8k));
}

describe('what is heard of a caller', () => {
  it('is continuous: lost packets are as long as they were, in silence', () => {
    const ear = createCallerEar();
    const first = ear.push(loud(-20), 0, undefined);
    const next = ear.push(loud(-20), 1_000, undefined);
    expect(first.mulaw8k.length).toBe(160);
    expect(next.startMs).toBe(20);
    expect(next.mulaw8k.length / 8).toBe(1_000);
    expect(new Set(next.mulaw8k.subarray(0, -160))).toEqual(new Set([mulawSilence]));
  });

  it('is everything while the callbot is silent', () => {
    const frames = Array.from({ length: 20 }, () => loud(-45));
    expect(pushAll(frames, undefined)).toEqual(Buffer.concat(frames));
  });

  it('is no echo of the callbot', () => {
    const frames = Array.from({ length: 20 }, () => loud(-40));
    expect(levelDbfs(decodeMulaw(pushAll(frames, -15)))).toBe(-90);
  });

  it('is a person who speaks over it, to the soft end of the word', () => {
    const frames = [loud(-25), loud(-25), loud(-42), loud(-42), loud(-25)];
    expect(pushAll(frames, -15)).toEqual(Buffer.concat(frames));
  });
});
