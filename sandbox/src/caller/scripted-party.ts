import { createRandom } from '../random.ts';
import { AgentEar } from './agent-ear.ts';
import { CallerMouth } from './caller-mouth.ts';
import { parseUtterance } from './caller-script.ts';
import type { CallerRule, CallerScript } from './caller-script.ts';
import type { Phone, PhoneParty } from './phone.ts';
import { frameMs } from './playback-buffer.ts';

/** Why the caller lost patience. */
export type GiveUpReason = 'nothing-applies' | 'call-too-long';

interface RuleState {
  readonly rule: CallerRule;
  readonly pattern: RegExp;
  playedCount: number;
  matchedAtMs: number | undefined;
}

/**
 * A person who follows a script: hears every frame, and decides from what was heard. It holds no clock; 20 ms pass with every frame.
 * `onGiveUp` is called once, when patience ends.
 */
export class ScriptedParty implements PhoneParty {
  readonly ear = new AgentEar();
  readonly mouth = new CallerMouth();
  readonly callerFrames: Uint8Array[] = [];
  readonly agentFrames: Uint8Array[] = [];
  readonly #script: CallerScript;
  readonly #rules: readonly RuleState[];
  readonly #random: () => number;
  readonly #onGiveUp: (reason: GiveUpReason) => void;
  #phone: Phone | undefined;
  #answeredAtMs: number | undefined;
  #nowMs = 0;
  #heardBefore = 0;
  #lastActMs = 0;
  #hasGivenUp = false;

  constructor(options: {
    script: CallerScript;
    seed: number;
    onGiveUp: (reason: GiveUpReason) => void;
  }) {
    this.#script = options.script;
    this.#random = createRandom(options.seed);
    this.#onGiveUp = options.onGiveUp;
    this.#rules = options.script.rules.map((rule) => ({
      rule,
      pattern: new RegExp(rule.when, 'iu'),
      playedCount: 0,
      matchedAtMs: undefined,
    }));
  }

  /** Gives the person the phone; until then keys and hanging up wait. */
  take(phone: Phone): void {
    this.#phone = phone;
  }

  /** Epoch ms of the answer; undefined before. */
  get answeredAtMs(): number | undefined {
    return this.#answeredAtMs;
  }

  get elapsedMs(): number {
    return this.#nowMs;
  }

  /** What the callbot has said since the caller last spoke. */
  get heardLately(): string {
    return this.ear.text.slice(this.#heardBefore).trim();
  }

  /** Names of rules that had to be played and were not. */
  get unplayedRules(): readonly string[] {
    return this.#rules
      .filter(({ rule, playedCount }) => playedCount === 0 && !rule.optional)
      .map(({ rule }) => rule.name ?? rule.when);
  }

  onPlayed(mulaw8k: Uint8Array, atMs: number): void {
    this.#answeredAtMs ??= atMs;
    this.agentFrames.push(mulaw8k);
    this.ear.hear(mulaw8k);
  }

  nextFrame(): Uint8Array {
    if (!this.mouth.isBusy && this.#phone !== undefined) this.#decide();
    const { mulaw8k, digit, hangsUp } = this.mouth.next();
    this.callerFrames.push(mulaw8k);
    this.#nowMs += frameMs;
    if (this.mouth.isBusy) this.#lastActMs = this.#nowMs;
    if (digit !== undefined) this.#phone?.sendDigit(digit);
    if (hangsUp === true) this.#phone?.hangUp();
    return mulaw8k;
  }

  #decide(): void {
    const silentMs = Math.min(this.ear.silentMs, this.#nowMs - this.#lastActMs);
    const next = this.#rules.find((state) => this.#applies(state, silentMs));
    if (next !== undefined) return this.#play(next);
    if (this.#nowMs > this.#script.maxCallMs) this.#giveUp('call-too-long');
    else if (silentMs > this.#script.patienceMs) this.#giveUp('nothing-applies');
  }

  #applies(state: RuleState, silentMs: number): boolean {
    const { rule, pattern } = state;
    if (state.playedCount >= rule.times) return false;
    if (!pattern.test(this.heardLately)) {
      state.matchedAtMs = undefined;
      return false;
    }
    state.matchedAtMs ??= this.#nowMs;
    if (rule.interruptAfterMs === undefined) return silentMs >= rule.silentForMs;
    return this.#nowMs - state.matchedAtMs >= rule.interruptAfterMs;
  }

  #play(state: RuleState): void {
    const { rule } = state;
    state.playedCount += 1;
    for (const each of this.#rules) each.matchedAtMs = undefined;
    this.#heardBefore = this.ear.text.length;
    this.#lastActMs = this.#nowMs;
    if (rule.say !== undefined) {
      const text = rule.say[Math.floor(this.#random() * rule.say.length)] as string;
      this.mouth.say(text, parseUtterance(text), this.#nowMs);
    }
    if (rule.digits !== undefined) this.mouth.press(rule.digits);
    if (rule.hangUp) this.mouth.hangUp();
  }

  #giveUp(reason: GiveUpReason): void {
    if (this.#hasGivenUp) return;
    this.#hasGivenUp = true;
    this.#onGiveUp(reason);
    this.#phone?.hangUp();
  }
}
