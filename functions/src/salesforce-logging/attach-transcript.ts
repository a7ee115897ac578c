import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { cutText } from '@standardiste/shared/french/cut-text.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { readProfile } from './read-profile.ts';
import { readTurns } from './read-turns.ts';
import { writeTranscript } from './transcript.ts';

/** A shorter conversation fits into the description whatever the summary above it. */
const surelyFits = 29_000;
/** No call comes near; the CRM takes files of 37 MB by this way. */
const maxFileLength = 2_000_000;

/** By the profile: the whole conversation as a file beside the call's activity. */
export async function attachTranscript(
  { crm, store }: LoggingDependencies,
  { callId, profileId }: EventData<'call-ended'>,
  signal: AbortSignal,
): Promise<void> {
  const profile = await readProfile(store, profileId);
  const setting = profile?.crm?.transcriptFile ?? 'never';
  if (setting === 'never') return;
  const text = writeTranscript(await readTurns(store, callId), Number.MAX_SAFE_INTEGER);
  if (text === '' || (setting === 'when-cut' && text.length <= surelyFits)) return;
  const title = `Transcription ${callId}`;
  await crm.attachTranscript({ key: callId, title, text: cutText(text, maxFileLength) }, signal);
}
