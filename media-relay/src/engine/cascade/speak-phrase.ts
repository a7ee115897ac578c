import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Synthesiser } from '../synthesiser.ts';

/**
 * A voice that gives nothing for so long has stalled. Google's first audio takes 120 to 400 ms, and audio comes several times faster
 * than it plays: a caller hears no gap in what was sent before.
 */
const stallMs = 2_500;

/**
 * One phrase's audio, with patience: a voice that stalls or fails before its first audio is asked once more.
 * @throws VendorFailedError when it stalls or fails again, or in the middle; the signal's reason when that aborts.
 */
export async function* speakPhrase(
  options: { readonly synthesiser: Synthesiser; readonly clock: Clock },
  request: Parameters<Synthesiser['synthesise']>[0],
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let attempt = 1; ; attempt += 1) {
    let hasAudio = false;
    try {
      for await (const audio of unstalled(options, request)) {
        hasAudio = true;
        yield audio;
      }
      return;
    } catch (error) {
      if (request.signal.aborted || hasAudio || attempt > 1) throw error;
    }
  }
}

async function* unstalled(
  { synthesiser, clock }: { readonly synthesiser: Synthesiser; readonly clock: Clock },
  request: Parameters<Synthesiser['synthesise']>[0],
): AsyncGenerator<Uint8Array, void, undefined> {
  const stall = new AbortController();
  const signal = AbortSignal.any([stall.signal, request.signal]);
  const arm = (): Disposable =>
    clock.schedule(stallMs, () =>
      stall.abort(
        new VendorFailedError(`The voice gave no audio for ${stallMs} ms`, {
          vendor: 'synthesiser',
          retryable: true,
        }),
      ),
    );
  let timer = arm();
  try {
    for await (const audio of synthesiser.synthesise({ ...request, signal })) {
      timer[Symbol.dispose]();
      yield audio;
      timer = arm();
    }
  } finally {
    timer[Symbol.dispose]();
  }
}
