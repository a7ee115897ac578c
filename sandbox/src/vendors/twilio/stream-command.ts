import { z } from 'zod';

/** What a server may send on a media socket. `malformed` is refused with Twilio's warning code. */
export type StreamCommand =
  | { readonly type: 'media'; readonly mulaw8k: Uint8Array }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'clear' }
  | { readonly type: 'malformed'; readonly code: 31950 | 31951; readonly reason: string };

const commandSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('media'),
    streamSid: z.string(),
    media: z.object({ payload: z.base64().min(4) }),
  }),
  z.object({
    event: z.literal('mark'),
    streamSid: z.string(),
    mark: z.object({ name: z.string().min(1) }),
  }),
  z.object({ event: z.literal('clear'), streamSid: z.string() }),
]);

/** Reads one text message of the server, as strictly as Twilio does: its stream only, base64 audio without a WAV header. */
export function parseStreamCommand(text: string, streamSid: string): StreamCommand {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'malformed', code: 31950, reason: 'Not JSON' };
  }
  const parsed = commandSchema.safeParse(json);
  if (!parsed.success) {
    return { type: 'malformed', code: 31951, reason: z.prettifyError(parsed.error) };
  }
  const command = parsed.data;
  if (command.streamSid !== streamSid) {
    return { type: 'malformed', code: 31951, reason: 'Another streamSid' };
  }
  if (command.event === 'clear') return { type: 'clear' };
  if (command.event === 'mark') return { type: 'mark', name: command.mark.name };
  const mulaw8k = Buffer.from(command.media.payload, 'base64');
  if (mulaw8k.subarray(0, 4).toString('latin1') === 'RIFF') {
    return { type: 'malformed', code: 31951, reason: 'A WAV header would be played as noise' };
  }
  return { type: 'media', mulaw8k };
}
