import { callerScriptSchema } from './caller-script.ts';
import type { CallerScriptInput } from './caller-script.ts';
import type { HeardUtterance } from './agent-ear.ts';
import type { SpokenUtterance } from './caller-mouth.ts';
import type { Phone, PhoneEnd, PhoneParty } from './phone.ts';
import { ScriptedParty } from './scripted-party.ts';
import type { GiveUpReason } from './scripted-party.ts';

export interface ScriptedCallerOptions {
  /** Places the call with this person on the line: through the Twilio simulator or in process. */
  readonly dial: (party: PhoneParty) => Phone | Promise<Phone>;
  readonly script: CallerScriptInput;
  /** Chooses the paraphrases: the same seed says the same. */
  readonly seed: number;
  /** Hangs up when it aborts; the run then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** The conversation as the caller experienced it. Times are ms since the answer. */
export interface HeardCall {
  readonly endedBy: PhoneEnd['by'];
  /** Epoch ms; undefined when the call was never answered. */
  readonly answeredAtMs: number | undefined;
  readonly durationMs: number;
  readonly agent: readonly HeardUtterance[];
  readonly caller: readonly SpokenUtterance[];
  /** Rules that had to be played and were not: the conversation did not reach them. */
  readonly unplayedRules: readonly string[];
  /** Characters of the callbot's that were lost on the line. */
  readonly damageCount: number;
  /** Both tracks from answer to end, of the same length: μ-law 8 kHz. Left is the caller, right the callbot. */
  readonly recording: { readonly left: Uint8Array; readonly right: Uint8Array };
}

/** The caller lost patience and hung up: the callbot said nothing that the script can answer, or the call took too long. */
export class CallerGaveUpError extends Error {
  readonly reason: GiveUpReason;
  /** What the callbot said since the caller last spoke. */
  readonly heardLately: string;
  readonly call: HeardCall;

  constructor(reason: GiveUpReason, heardLately: string, call: HeardCall) {
    const waiting = call.unplayedRules.join(', ') || 'none';
    super(
      `The caller gave up after ${call.durationMs} ms (${reason}); heard last: « ${heardLately} »; rules not played: ${waiting}`,
    );
    this.name = 'CallerGaveUpError';
    this.reason = reason;
    this.heardLately = heardLately;
    this.call = call;
  }
}

/**
 * Places a call and follows the script until either side hangs up. The caller reacts to what it really hears.
 * @throws ZodError for a malformed script; CallerGaveUpError when patience ends; whatever `dial` throws.
 */
export async function runScriptedCaller(options: ScriptedCallerOptions): Promise<HeardCall> {
  options.signal?.throwIfAborted();
  let gaveUp: { reason: GiveUpReason; heardLately: string } | undefined;
  const party: ScriptedParty = new ScriptedParty({
    script: callerScriptSchema.parse(options.script),
    seed: options.seed,
    onGiveUp: (reason) => void (gaveUp = { reason, heardLately: party.heardLately }),
  });
  const phone = await options.dial(party);
  party.take(phone);
  const hangUp = (): void => phone.hangUp();
  options.signal?.addEventListener('abort', hangUp, { once: true });
  if (options.signal?.aborted) hangUp();
  try {
    const { by } = await phone.ended;
    options.signal?.throwIfAborted();
    const call = summarise(party, by);
    if (gaveUp !== undefined) throw new CallerGaveUpError(gaveUp.reason, gaveUp.heardLately, call);
    return call;
  } finally {
    options.signal?.removeEventListener('abort', hangUp);
  }
}

function summarise(party: ScriptedParty, endedBy: PhoneEnd['by']): HeardCall {
  const { elapsedMs: durationMs, answeredAtMs, unplayedRules } = party;
  const said = party.mouth.utterances;
  return {
    endedBy,
    answeredAtMs,
    durationMs,
    agent: party.ear.utterances.map((utterance) => ({ ...utterance })),
    // What was cut by the end of the call ended then.
    caller: said.map((each) => ({ ...each, endMs: Math.min(each.endMs, durationMs) })),
    unplayedRules,
    damageCount: party.ear.damageCount,
    recording: {
      left: Buffer.concat(party.callerFrames),
      right: Buffer.concat(party.agentFrames.slice(0, party.callerFrames.length)),
    },
  };
}
