/** What decides where Twilio turns with a call or a message to one of the account's numbers. Names as in the vendor's client. */
export interface NumberSettings {
  readonly voiceUrl: string;
  readonly voiceMethod: string;
  readonly voiceFallbackUrl: string;
  readonly voiceFallbackMethod: string;
  readonly statusCallback: string;
  readonly statusCallbackMethod: string;
  readonly smsUrl: string;
  readonly smsMethod: string;
  /** Applications and trunks go before the addresses: with one of them, those count for nothing. */
  readonly voiceApplicationSid: string;
  readonly smsApplicationSid: string;
  readonly trunkSid: string;
  /** Where inbound calls are processed, and so kept: `ie1` is Ireland. */
  readonly voiceRegion: string;
}

export interface NumberChange {
  readonly setting: keyof NumberSettings;
  readonly from: string;
  readonly to: string;
}

/**
 * Two more tries, each of which may take 3 s to answer: an instance that just ended is not the end of the call. Twilio's connection
 * overrides are fragments: they are not sent, and not signed.
 */
const voiceOverrides = '#rc=2&rt=3000';

/**
 * The settings with which the number's calls and messages reach the relay. Without a fallback of its own the number keeps the one
 * it has, and a number that has none asks the relay once more.
 */
export function wantedSettings(
  current: NumberSettings,
  wanted: {
    readonly publicBaseUrl: string;
    readonly region: string;
    readonly fallbackUrl?: string | undefined;
  },
): NumberSettings {
  const twilio = `${wanted.publicBaseUrl.replace(/\/+$/, '')}/twilio`;
  return {
    voiceUrl: `${twilio}/voice${voiceOverrides}`,
    voiceMethod: 'POST',
    voiceFallbackUrl: wanted.fallbackUrl ?? (current.voiceFallbackUrl || `${twilio}/voice`),
    voiceFallbackMethod: 'POST',
    statusCallback: `${twilio}/status`,
    statusCallbackMethod: 'POST',
    smsUrl: `${twilio}/sms`,
    smsMethod: 'POST',
    voiceApplicationSid: '',
    smsApplicationSid: '',
    trunkSid: '',
    voiceRegion: wanted.region,
  };
}

/** What differs, in the order of the settings. */
export function changesBetween(
  current: NumberSettings,
  wanted: NumberSettings,
): readonly NumberChange[] {
  return (Object.keys(wanted) as (keyof NumberSettings)[])
    .filter((setting) => current[setting] !== wanted[setting])
    .map((setting) => ({ setting, from: current[setting], to: wanted[setting] }));
}
