import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { HeardUtterance } from '../../../sandbox/src/caller/agent-ear.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { AgentEar } from '../../../sandbox/src/caller/agent-ear.ts';
import type { PhoneParty } from '../../../sandbox/src/caller/phone.ts';
import { mix } from '../../../sandbox/src/voice/mix.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../engine/language-model.ts';
import { playWholeCall, type WholeCall, type WholeCallOptions } from './whole-call.fixture.ts';

/** What the scripted model says, or which tool it calls. */
export type SceneAnswer =
  string | { readonly tool: string; readonly arguments?: Readonly<Record<string, unknown>> };

export interface SceneModel {
  /** Texts of the caller for which the model was asked, in order. */
  readonly asked: string[];
  /** The most requests that ran at the same time. */
  mostLive: number;
}

/** A sound of the caller's room, mixed into the line some time after the callbot said something. */
export interface RoomSound {
  readonly after: RegExp;
  readonly delayMs: number;
  readonly sound: Uint8Array;
}

export interface SceneOptions extends Partial<
  Omit<WholeCallOptions, 'script' | 'languageModel' | 'wrapParty'>
> {
  readonly rules: WholeCallOptions['script']['rules'];
  readonly patienceMs?: number;
  /** What the model makes of what the caller said last; of a tool's result when there is one. */
  readonly answer: (callerText: string, request: ModelRequest) => SceneAnswer;
  readonly firstTokenMs?: number;
  readonly sounds?: readonly RoomSound[];
  /** The caller's phone feeds the callbot's voice back. */
  readonly echo?: { readonly attenuationDb: number; readonly delayMs: number };
}

export interface Scene extends WholeCall {
  readonly model: SceneModel;
  /** Everything that the caller heard of the callbot. */
  readonly agentText: string;
}

/** Plays one scene in virtual time: a model of 350 ms and 60 tokens a second, a caller who really speaks. */
export async function playScene(options: SceneOptions): Promise<Scene> {
  const model: SceneModel = { asked: [], mostLive: 0 };
  const { rules, patienceMs = 30_000, answer, firstTokenMs = 350, sounds, echo, ...rest } = options;
  const call = await playWholeCall({
    profile: schoolProfile,
    caller: camille,
    script: { rules, patienceMs },
    languageModel: (clock) => createSceneModel({ clock, answer, firstTokenMs, model }),
    wrapParty: (party) => inRoom(party, { sounds: sounds ?? [], echo }),
    ...rest,
  });
  return { ...call, model, agentText: call.heard.agent.map(({ text }) => text).join(' ') };
}

/** The callbot's utterance that matches. @throws TypeError when there is none. */
export function utterance(call: WholeCall, pattern: RegExp): HeardUtterance {
  const found = call.heard.agent.find(({ text }) => pattern.test(text));
  if (found === undefined) {
    throw new TypeError(
      `Nothing matches ${String(pattern)}: ${JSON.stringify(call.heard.agent.map(({ text }) => text))}`,
    );
  }
  return found;
}

/** The caller's utterance with this text. @throws TypeError when there is none. */
export function saying(call: WholeCall, pattern: RegExp) {
  const found = call.heard.caller.find(({ text }) => pattern.test(text));
  if (found === undefined) throw new TypeError(`The caller never said ${String(pattern)}`);
  return found;
}

function createSceneModel(options: {
  clock: Clock;
  answer: SceneOptions['answer'];
  firstTokenMs: number;
  model: SceneModel;
}): LanguageModel {
  const { clock, answer, firstTokenMs, model } = options;
  let live = 0;
  let toolNumber = 0;
  return {
    name: 'scene',
    async *respond(request, signal): AsyncGenerator<ModelPart, void, undefined> {
      const text = request.messages.findLast(({ role }) => role === 'caller');
      const said = text?.role === 'caller' ? text.text : '';
      model.asked.push(said);
      live += 1;
      model.mostLive = Math.max(model.mostLive, live);
      try {
        await sleep(clock, firstTokenMs, signal);
        const reply = answer(said, request);
        if (typeof reply === 'string') {
          for (const token of reply.match(/.{1,4}/gsu) ?? []) {
            yield { type: 'text-delta', text: token };
            await sleep(clock, 1_000 / 60, signal);
          }
        } else {
          const call = {
            toolCallId: `t${(toolNumber += 1)}`,
            name: reply.tool,
            arguments: reply.arguments ?? {},
          };
          yield { type: 'tool-call', call };
        }
        yield { type: 'finish', reason: 'stop', usage: null };
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        live -= 1;
      }
    },
  };
}

/** Lets the room sound along and the callbot's voice come back. */
function inRoom(
  party: PhoneParty,
  room: { readonly sounds: readonly RoomSound[]; readonly echo: SceneOptions['echo'] },
): PhoneParty {
  const ear = new AgentEar();
  const played: Uint8Array[] = [];
  const waiting = room.sounds.map((sound) => ({ ...sound, startFrame: -1 }));
  return {
    onPlayed(mulaw8k, atMs) {
      ear.hear(mulaw8k);
      played.push(mulaw8k);
      party.onPlayed(mulaw8k, atMs);
    },
    nextFrame() {
      let frame = party.nextFrame();
      for (const each of waiting) {
        if (each.startFrame < 0 && each.after.test(ear.text)) {
          each.startFrame = played.length + Math.round(each.delayMs / 20);
        }
        const at = (played.length - each.startFrame) * 160;
        const piece = each.sound.subarray(at, at + 160);
        if (each.startFrame >= 0 && at >= 0 && piece.length > 0) frame = mix(frame, piece);
      }
      if (room.echo !== undefined) {
        const back = played[played.length - 1 - Math.round(room.echo.delayMs / 20)];
        if (back !== undefined) frame = mix(frame, back, { gainDb: -room.echo.attenuationDb });
      }
      return frame;
    },
  };
}
