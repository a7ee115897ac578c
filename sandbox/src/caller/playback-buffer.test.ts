import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameBytes, PlaybackBuffer, silenceByte } from './playback-buffer.ts';

const audio = (bytes: number, value: number): Uint8Array => new Uint8Array(bytes).fill(value);

describe('PlaybackBuffer', () => {
  it('plays silence when nothing is queued', () => {
    const played = new PlaybackBuffer().nextFrame();
    expect(played.mulaw8k).toEqual(audio(frameBytes, silenceByte));
    expect(played.marks).toEqual([]);
  });

  it('echoes a mark with the frame that ends the audio before it, not earlier', () => {
    const buffer = new PlaybackBuffer();
    buffer.enqueue(audio(3 * frameBytes, 1));
    expect(buffer.mark('end')).toBe(false);
    expect(buffer.bufferedMs).toBe(60);
    const marks = [1, 2, 3, 4].map(() => buffer.nextFrame().marks);
    expect(marks).toEqual([[], [], ['end'], []]);
    expect(buffer.bufferedMs).toBe(0);
  });

  it('echoes a mark at once when nothing waits before it', () => {
    expect(new PlaybackBuffer().mark('now')).toBe(true);
  });

  it('joins chunks of any size without a gap', () => {
    const buffer = new PlaybackBuffer();
    buffer.enqueue(audio(100, 1));
    buffer.mark('inside');
    buffer.enqueue(audio(100, 2));
    const first = buffer.nextFrame();
    expect([first.mulaw8k[99], first.mulaw8k[100], first.mulaw8k[159]]).toEqual([1, 2, 2]);
    expect(first.marks).toEqual(['inside']);
    const second = buffer.nextFrame();
    expect([second.mulaw8k[39], second.mulaw8k[40]]).toEqual([2, silenceByte]);
  });

  it('returns the waiting marks of what it clears and plays silence then', () => {
    const buffer = new PlaybackBuffer();
    buffer.enqueue(audio(800, 1));
    buffer.mark('a');
    buffer.enqueue(audio(800, 1));
    buffer.mark('b');
    buffer.nextFrame();
    expect(buffer.clear()).toEqual(['a', 'b']);
    expect(buffer.nextFrame().mulaw8k[0]).toBe(silenceByte);
    expect(buffer.bufferedMs).toBe(0);
  });

  it('discards what exceeds ten minutes', () => {
    const buffer = new PlaybackBuffer();
    expect(buffer.enqueue(new Uint8Array(600 * 8_000))).toBe('queued');
    expect(buffer.enqueue(audio(160, 1))).toBe('discarded');
    expect(buffer.bufferedMs).toBe(600_000);
  });

  it('plays exactly what was queued, in order, and echoes every mark once', () => {
    const item = fc.oneof(
      fc.record({ bytes: fc.integer({ min: 0, max: 700 }) }),
      fc.record({ mark: fc.string({ maxLength: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const buffer = new PlaybackBuffer();
        const echoed: string[] = [];
        let value = 0;
        const sent: number[] = [];
        for (const each of items) {
          if ('bytes' in each) {
            value = (value + 1) % 200;
            buffer.enqueue(audio(each.bytes, value));
            for (let n = 0; n < each.bytes; n += 1) sent.push(value);
          } else if (buffer.mark(each.mark)) echoed.push(each.mark);
        }
        const heard: number[] = [];
        while (buffer.bufferedMs > 0) {
          const frame = buffer.nextFrame();
          heard.push(...frame.mulaw8k);
          echoed.push(...frame.marks);
        }
        expect(heard.slice(0, sent.length)).toEqual(sent);
        expect(echoed.toSorted()).toEqual(
          items.flatMap((each) => ('mark' in each ? [each.mark] : [])).toSorted(),
        );
      }),
    );
  });
});
