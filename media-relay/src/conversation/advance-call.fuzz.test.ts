import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleProfile, knownCaller } from '../engine/cascade/model-request.fixture.ts';
import { advanceCall } from './advance-call.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent, TimerName } from './call-event.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { defaultTimings } from './timings.ts';

/** What may happen next, chosen by a number: the world reacts to effects, the caller does as they please. */
type Happening = { readonly choice: number; readonly waitMs: number; readonly word: number };

const words = [
  'oui',
  'non',
  'je voudrais un rendez-vous mardi',
  'combien coûte la formation',
  'au revoir',
  'euh et',
  "d'accord",
  'zéro six trente-neuf',
  'Martin',
  'D U R A N D',
  'au secours, il y a le feu',
];

/** A world that keeps the promises of the shell: every effect is answered at most once, timers fire in order. */
class World {
  state: CallState;
  atMs = 0;
  readonly timers = new Map<TimerName, number>();
  readonly openTools = new Set<string>();
  liveModelRequests = 0;
  hasHungUp = false;
  /** What was heard after the question for the last name. */
  readonly said: string[] = [];
  readonly #audible = new Set<number>();
  readonly #closed = new Set<number>();
  /** Phrases that the engine has been given and not yet told of. */
  readonly #unspoken: { turnId: number; text: string }[] = [];

  constructor(profile: Profile = exampleProfile) {
    this.state = initialCallState({
      callId: 'CA1',
      profile,
      callerPhone: '+33639980001',
      timings: defaultTimings,
      atMs: 0,
    });
    this.send({ type: 'call-started' });
  }

  send(event: { type: CallEvent['type'] } & Record<string, unknown>): void {
    if (this.state.stage === 'verify' && 'text' in event) this.said.push(String(event['text']));
    const step = advanceCall(this.state, { ...event, atMs: this.atMs } as CallEvent);
    this.state = step.state;
    for (const effect of step.effects) this.#perform(effect);
  }

  #perform(effect: CallEffect): void {
    switch (effect.type) {
      case 'say':
        this.#unspoken.push({ turnId: effect.turnId, text: effect.text });
        return;
      case 'discard-answer':
        this.liveModelRequests = 0;
        return;
      case 'take-answer':
        return;
      case 'prepare-answer':
      case 'ask-model':
        this.liveModelRequests += 1;
        expect(this.liveModelRequests, 'live model requests').toBe(1);
        return;
      case 'stop-model':
        this.liveModelRequests = 0;
        return;
      case 'close-turn':
        this.#closed.add(effect.turnId);
        return;
      case 'cut-turn':
        if (this.state.agentTurn?.model === 'running') this.liveModelRequests = 0;
        this.send({ type: 'turn-cut', turnId: effect.turnId, heard: '' });
        return;
      case 'call-tool':
        expect(this.openTools.has(effect.toolCallId), 'a tool call id is used once').toBe(false);
        this.openTools.add(effect.toolCallId);
        if (effect.tool === 'calendar.list') this.onAppointmentsOpened();
        return;
      case 'withdraw-tool':
        this.send({ type: 'tool-withdrawn', toolCallId: effect.toolCallId, isWithdrawn: true });
        return;
      case 'set-timer':
        this.timers.set(effect.name, this.atMs + effect.delayMs);
        return;
      case 'cancel-timer':
        this.timers.delete(effect.name);
        return;
      case 'hang-up':
        this.hasHungUp = true;
        return;
      case 'transfer':
        return this.#ringInVain();
      case 'hold-playback':
      case 'resume-playback':
      case 'publish-lead':
      case 'publish-link':
      case 'persist-turn':
      case 'checkpoint':
        return;
    }
  }

  transferCount = 0;

  /** A person is rung, nobody answers, and another relay goes on with the call. */
  #ringInVain(): void {
    this.transferCount += 1;
    this.timers.clear();
    this.openTools.clear();
    this.#unspoken.length = 0;
    this.liveModelRequests = 0;
    this.atMs += 25_000;
    this.send({ type: 'call-resumed' });
  }

  /** The calendar is asked for the caller's appointments. */
  onAppointmentsOpened: () => void = () => undefined;

  /** Lets time pass; timers that are due fire in order. */
  wait(waitMs: number): void {
    const untilMs = this.atMs + waitMs;
    for (;;) {
      const due = [...this.timers].sort(([, a], [, b]) => a - b)[0];
      if (due === undefined || due[1] > untilMs) break;
      this.timers.delete(due[0]);
      this.atMs = Math.max(this.atMs, due[1]);
      this.send({ type: 'timer', name: due[0] });
    }
    this.atMs = untilMs;
  }

  #tellPhrases(): void {
    for (let next = this.#unspoken.shift(); next !== undefined; next = this.#unspoken.shift()) {
      this.send({ type: 'agent-phrase-start', ...next });
    }
  }

  happen({ choice, waitMs, word }: Happening): void {
    this.wait(waitMs);
    if (word % 3 !== 0) this.#tellPhrases();
    if (this.state.stage === 'ended') return;
    const turn = this.state.agentTurn;
    const turnId = turn?.turnId ?? 0;
    const text = words[word % words.length] ?? '';
    const tool = [...this.openTools][0];
    switch (choice % 14) {
      case 0:
        return this.send({ type: 'caller-identified', caller: knownCaller });
      case 1:
        return this.send({ type: 'caller-voice-start', startedAtMs: this.atMs });
      case 2:
        return this.send({ type: 'caller-voice-end', endedAtMs: this.atMs });
      case 3:
        return this.send({ type: 'caller-interim', text, stability: 0.9 });
      case 4:
        return this.send({ type: 'caller-final', text });
      case 5:
        return this.#ifModelRuns(() => {
          this.send({ type: 'agent-phrase-start', turnId, text: `Voici ${text}.` });
        });
      case 6:
        return this.#ifModelRuns(() => {
          this.send({ type: 'agent-tool-call', turnId, call: this.#toolCall(word) });
        });
      case 7:
        return this.#ifModelRuns(() => {
          this.liveModelRequests = 0;
          this.send({ type: 'agent-response-end', turnId });
        });
      case 8:
        return this.#ifModelRuns(() => {
          this.liveModelRequests = 0;
          this.send({ type: 'agent-response-failed', turnId, reason: 'vendor-failed' });
        });
      case 9:
        if (turn === undefined || turn.said === '') return;
        this.#audible.add(turnId);
        return this.send({ type: 'agent-audio-ready', turnId });
      case 10:
        if (!this.#closed.has(turnId) || turn?.isHeld === true) return;
        return this.send({ type: 'turn-played', turnId, heard: turn?.said ?? '' });
      case 11:
      case 12:
        if (tool === undefined) return;
        this.openTools.delete(tool);
        return this.send(
          choice % 14 === 11
            ? { type: 'tool-done', toolCallId: tool, result: this.#result(tool) }
            : { type: 'tool-failed', toolCallId: tool, reason: 'vendor-failed' },
        );
      case 13: {
        const { preparation } = this.state;
        if (preparation === undefined || this.liveModelRequests === 0) return;
        const call = this.#toolCall(word);
        return this.send({ type: 'prepared-tool-call', turnId: preparation.turnId, call });
      }
    }
  }

  #ifModelRuns(run: () => void): void {
    if (this.liveModelRequests > 0 && this.state.agentTurn?.model === 'running') run();
  }

  #toolNumber = 0;

  #toolCall(word: number) {
    this.#toolNumber += 1;
    const toolCallId = `call-${this.#toolNumber}`;
    const offered = this.state.offeredSlots[0];
    const calls = [
      { name: 'find_slots', arguments: { when: 'mardi' } },
      { name: 'search_knowledge', arguments: { question: word > 50 ? 'le prix' : 'la durée' } },
      {
        name: 'propose_appointment',
        arguments: {
          slotId: offered === undefined ? 'none' : `${offered.startAt}/${offered.advisorId}`,
        },
      },
      { name: 'capture_lead', arguments: { lastName: 'Perrin' } },
      { name: 'request_call_back', arguments: { reason: 'wants a person' } },
      { name: 'end_call', arguments: {} },
      { name: 'drop_all_tables', arguments: {} },
      { name: 'find_slots', arguments: { when: 42 } },
      { name: 'list_appointments', arguments: {} },
      { name: 'cancel_appointment', arguments: {} },
      { name: 'transfer_call', arguments: { reason: 'wants a person' } },
    ];
    return { toolCallId, ...calls[word % calls.length] };
  }

  #result(toolCallId: string): unknown {
    const slot = {
      startAt: '2026-11-24T09:00:00.000Z',
      endAt: '2026-11-24T09:30:00.000Z',
      advisorId: exampleProfile.advisors[0]?.id ?? '',
    };
    if (toolCallId.startsWith('book-')) return { type: 'booked', appointmentId: 'a1', ...slot };
    const passages = { passages: [], isRelevant: false, answer: null };
    const slots = { slots: [slot], alternatives: [], refusal: null };
    return this.#toolNumber % 2 === 0 ? slots : passages;
  }

  /** Up to the caller having heard the question for their last name. */
  askForAppointments(): void {
    const play = (): void => {
      this.#tellPhrases();
      const turn = this.state.agentTurn;
      this.send({ type: 'turn-played', turnId: turn?.turnId, heard: turn?.said });
    };
    this.send({ type: 'caller-identified', caller: knownCaller });
    play();
    this.send({ type: 'caller-final', text: 'mes rendez-vous' });
    this.wait(3_000);
    const turnId = this.state.agentTurn?.turnId;
    const call = { toolCallId: 'call-0', name: 'list_appointments', arguments: {} };
    this.send({ type: 'agent-tool-call', turnId, call });
    this.liveModelRequests = 0;
    this.send({ type: 'agent-response-end', turnId });
    play();
    expect(this.state.stage).toBe('verify');
  }

  /** Nobody does anything any more, except that the machines finish what they began. */
  settle(): void {
    this.send({ type: 'caller-voice-end', endedAtMs: this.atMs });
    for (let round = 0; round < 400 && this.state.stage !== 'ended'; round += 1) {
      this.#tellPhrases();
      const turn = this.state.agentTurn;
      if (turn?.model === 'running') {
        this.liveModelRequests = 0;
        this.send({ type: 'agent-response-end', turnId: turn.turnId });
      } else if (turn?.isClosed && !turn.isHeld) {
        this.send({ type: 'turn-played', turnId: turn.turnId, heard: turn.said });
      } else if (this.timers.size > 0) {
        this.wait(Math.max(0, Math.min(...this.timers.values()) - this.atMs));
      } else {
        throw new Error(
          `stuck in stage ${this.state.stage}: ${JSON.stringify({ ...this.state, profile: 0 })}`,
        );
      }
    }
  }
}

/** Somebody is always there to be rung. */
const reachableProfile: Profile = {
  ...exampleProfile,
  transfer: {
    phone: '+33199000042',
    ringSeconds: 25,
    openingHours: {
      windows: [{ from: '00:00', to: '23:59' }],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      closedOnFrenchHolidays: false,
      closures: [],
    },
  },
};

const happening: fc.Arbitrary<Happening> = fc.record({
  choice: fc.nat(1_000),
  waitMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 900 }),
    fc.integer({ min: 900, max: 9_000 }),
  ),
  word: fc.nat(100),
});

/** Takes 5 s; a busy machine takes ten times that. */
const timeout = 180_000;

describe('the conversation', () => {
  it(
    'is never stuck, asks one model at a time, and ends by itself when nobody speaks any more',
    {
      timeout,
    },
    () => {
      fc.assert(
        fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
          const world = new World();
          for (const each of happenings) world.happen(each);
          world.settle();
          expect(world.state.stage).toBe('ended');
          expect(world.hasHungUp).toBe(true);
        }),
        { numRuns: 20_000 },
      );
    },
  );

  it('rings a person once at most, and is never stuck when nobody answers', { timeout }, () => {
    let transferCount = 0;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const world = new World(reachableProfile);
        for (const each of happenings) world.happen(each);
        world.settle();
        expect(world.state.stage).toBe('ended');
        expect(world.transferCount).toBeLessThanOrEqual(1);
        transferCount += world.transferCount;
      }),
      { numRuns: 5_000 },
    );
    expect(transferCount).toBeGreaterThan(0);
  });

  it('opens appointments only to somebody who has said the last name', { timeout }, () => {
    let openedCount = 0;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
        const world = new World({ ...exampleProfile, verification: 'last-name' });
        world.onAppointmentsOpened = () => {
          openedCount += 1;
          expect(world.said.join(' ')).toContain('Martin');
        };
        world.askForAppointments();
        for (const each of happenings) world.happen(each);
        world.settle();
        expect(world.state.stage).toBe('ended');
      }),
      { numRuns: 5_000 },
    );
    expect(openedCount).toBeGreaterThan(0);
  });

  it('books nothing that was not read back and accepted', { timeout }, () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
        const world = new World();
        for (const each of happenings) {
          const before = world.state;
          const generation = before.bookingGeneration;
          world.happen(each);
          if (world.state.bookingGeneration === generation) continue;
          expect(
            world.state.history.some(
              (entry) => entry.role === 'agent' && entry.text.includes('récapitule'),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
