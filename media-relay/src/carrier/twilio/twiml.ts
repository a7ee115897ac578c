import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

export interface StreamTwimlOptions {
  /** `wss://…` without a query string, which Twilio would drop. */
  readonly mediaUrl: string;
  /** Requested once the socket is closed while the call goes on. */
  readonly resumeUrl: string;
  readonly callId: string;
  readonly generation: number;
  readonly token: string;
}

/** TwiML that connects the call to our media socket and, when the socket closes, asks `resumeUrl` how to go on. */
export function streamTwiml(options: StreamTwimlOptions): string {
  const response = new VoiceResponse();
  const stream = response.connect().stream({ url: options.mediaUrl });
  stream.parameter({ name: 'callId', value: options.callId });
  stream.parameter({ name: 'generation', value: String(options.generation) });
  stream.parameter({ name: 'token', value: options.token });
  response.redirect({ method: 'POST' }, options.resumeUrl);
  return response.toString();
}

/** TwiML that ends the call. */
export function hangUpTwiml(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

/** What a caller hears from the carrier's own voice, when ours cannot be used. */
export const carrierPhrases = {
  technicalFailure:
    'Veuillez nous excuser, nous rencontrons un problème technique. Merci de nous rappeler dans quelques minutes. Au revoir.',
  unknownNumber:
    'Bonjour. Ce numéro n’est pas attribué à notre service. Merci de vérifier le numéro composé. Au revoir.',
} as const;

/** TwiML that says one phrase in French and ends the call. */
export function sayAndHangUpTwiml(phrase: keyof typeof carrierPhrases): string {
  const response = new VoiceResponse();
  response.say({ language: 'fr-FR' }, carrierPhrases[phrase]);
  response.hangup();
  return response.toString();
}

export interface DialTwimlOptions {
  /** Who is rung, E.164. */
  readonly phone: string;
  /** The number that they see: the one that was called, since the caller's own may be hidden. */
  readonly callerId: string;
  readonly ringSeconds: number;
  /** Requested when they have talked, or nobody has answered. */
  readonly afterwardsUrl: string;
}

/** TwiML that connects the caller to a person. The callbot has said so already. */
export function dialTwiml(options: DialTwimlOptions): string {
  const response = new VoiceResponse();
  response.dial(
    {
      action: options.afterwardsUrl,
      method: 'POST',
      callerId: options.callerId,
      timeout: options.ringSeconds,
    },
    options.phone,
  );
  return response.toString();
}
