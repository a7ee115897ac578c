import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatStereoWav } from '../caller/stereo-wav.ts';
import { mixFrenchVoices } from '../voice/mix-french-voices.ts';
import type { PlacedCall } from '../world/world-contract.ts';

const folder = fileURLToPath(new URL('../../../.data/recordings/', import.meta.url));

/**
 * Writes the call as a stereo WAV, the caller left and the callbot right, and returns its path. Where espeak-ng is installed, a
 * French voice that people understand is mixed in.
 */
export async function writeRecording(
  call: PlacedCall,
  scenario: string,
): Promise<{ path: string; hasFrenchVoice: boolean }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${scenario}.wav`);
  const left = Buffer.from(call.recording.left, 'base64');
  const right = Buffer.from(call.recording.right, 'base64');
  const voiced = await mixFrenchVoices({ left, right, caller: call.caller, agent: call.agent });
  await writeFile(path, voiced ?? formatStereoWav(left, right));
  return { path, hasFrenchVoice: voiced !== undefined };
}
