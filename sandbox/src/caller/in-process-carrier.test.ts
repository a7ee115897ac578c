import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createInProcessCall } from './in-process-carrier.ts';
import type { InProcessCall, InProcessEvent, InProcessLink } from './in-process-carrier.ts';
import type { PhoneParty } from './phone.ts';

function createRecordingParty(): PhoneParty & { heard: { first: number; atMs: number }[] } {
  const heard: { first: number; atMs: number }[] = [];
  return {
    heard,
    onPlayed: (mulaw8k, atMs) => void heard.push({ first: mulaw8k[0] as number, atMs }),
    nextFrame: () => new Uint8Array(160).fill(3),
  };
}

function collect(link: InProcessLink): InProcessEvent[] {
  const events: InProcessEvent[] = [];
  void (async () => {
    for await (const event of link.events) events.push(event);
  })();
  return events;
}

describe('in-process call', () => {
  it('plays audio in playback time and echoes the mark when it is reached', async () => {
    const clock = new VirtualClock();
    const startMs = clock.now();
    const party = createRecordingParty();
    const call = createInProcessCall({ clock, party });
    const link = call.openStream();
    const events = collect(link);
    link.sendAudio(new Uint8Array(320).fill(9));
    link.sendMark('end');
    await clock.advance(25);
    expect(party.heard).toEqual([
      { first: 9, atMs: startMs },
      { first: 9, atMs: startMs + 20 },
    ]);
    const marks = events.filter((event) => event.type === 'mark');
    expect(marks).toEqual([{ type: 'mark', name: 'end' }]);
    await clock.advance(20);
    expect(party.heard[2]?.first).toBe(0xff);
    call.phone.hangUp();
    expect(await call.phone.ended).toEqual({ by: 'caller', atMs: startMs + 45 });
  });

  it('sends 50 caller frames a second with media times, except lost ones', async () => {
    const clock = new VirtualClock();
    const party = createRecordingParty();
    const call = createInProcessCall({ clock, party, isFrameLost: (n) => n === 1 });
    const events = collect(call.openStream());
    await clock.advance(70);
    expect(events.map((event) => event.type === 'caller-audio' && event.mediaMs)).toEqual([
      0, 40, 60,
    ]);
    call.phone.hangUp();
    await clock.advance(0);
    expect(events.at(-1)).toEqual({ type: 'stop', cause: 'carrier-stopped' });
    expect(clock.armedCount).toBe(0);
  });

  it('echoes waiting marks at once on clear and stops playing', async () => {
    const clock = new VirtualClock();
    const party = createRecordingParty();
    const call = createInProcessCall({ clock, party });
    const link = call.openStream();
    const events = collect(link);
    link.sendAudio(new Uint8Array(8_000).fill(9));
    link.sendMark('cut');
    await clock.advance(30);
    link.clear();
    await clock.advance(20);
    expect(events.filter((event) => event.type === 'mark')).toHaveLength(1);
    expect(party.heard.map(({ first }) => first)).toEqual([9, 9, 0xff]);
    call.endByCallbot();
    expect((await call.phone.ended).by).toBe('callbot');
  });

  it('ends the call when the relay closes the stream, unless it is resumed', async () => {
    const clock = new VirtualClock();
    const first = createInProcessCall({ clock, party: createRecordingParty() });
    first.openStream().close();
    expect((await first.phone.ended).by).toBe('callbot');

    const links: InProcessLink[] = [];
    const resume = (call: InProcessCall): void => void links.push(call.openStream());
    const party = createRecordingParty();
    const second = createInProcessCall({ clock, party, onStreamOver: resume });
    second.openStream().close();
    links[0]?.sendAudio(new Uint8Array(160).fill(5));
    await clock.advance(10);
    expect(party.heard.at(-1)?.first).toBe(5);
    second.phone.hangUp();
    expect((await second.phone.ended).by).toBe('caller');
  });

  it('tells both sides of a stream that broke', async () => {
    const clock = new VirtualClock();
    const call = createInProcessCall({ clock, party: createRecordingParty() });
    const events = collect(call.openStream());
    call.dropStream();
    expect((await call.phone.ended).by).toBe('network');
    await clock.advance(0);
    expect(events).toEqual([{ type: 'stop', cause: 'socket-failed' }]);
  });

  it('passes digits on', async () => {
    const clock = new VirtualClock();
    const call = createInProcessCall({ clock, party: createRecordingParty() });
    const events = collect(call.openStream());
    call.phone.sendDigit('7');
    call.phone.hangUp();
    await clock.advance(0);
    expect(events[0]).toEqual({ type: 'dtmf', digit: '7' });
  });
});
