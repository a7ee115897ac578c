import {
  ConfigInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { openTwilioClient, type TwilioAccount } from './client.ts';
import {
  changesBetween,
  wantedSettings,
  type NumberChange,
  type NumberSettings,
} from './number-settings.ts';

export interface SetUpNumberOptions {
  readonly account: TwilioAccount;
  /**
   * The account's token in us1, when calls are processed elsewhere: only there can a number's routing be read and changed. Without
   * it the region's own token is tried.
   */
  readonly mainAuthToken?: string | undefined;
  /** E.164; must be one of the account's numbers. */
  readonly number: string;
  readonly publicBaseUrl: string;
  /** Called when the relay does not answer: a TwiML Bin that dials a person. */
  readonly fallbackUrl?: string | undefined;
  /** Reads and compares, and changes nothing. */
  readonly isDryRun: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface NumberReport {
  /** What was changed; in a dry run, what would be. */
  readonly changes: readonly NumberChange[];
  /** What still differs when everything is read again: nothing, unless it is a dry run or somebody else changes it too. */
  readonly remaining: readonly NumberChange[];
  /** The settings as they were read last. */
  readonly settings: NumberSettings;
}

/** Where Twilio processes calls unless told otherwise. */
const mainRegion = 'us1';
const mainEdge = 'ashburn';
/** For one request; there are six. */
const requestTimeoutMs = 15_000;

/**
 * Points a number's calls, their status and its messages at the relay, has them processed in the account's region, and reads
 * everything again. Numbers are configured in each region by itself; which region counts is a setting of its own.
 * @throws ConfigInvalidError when the account has no such number; VendorFailedError
 */
export async function setUpNumber(options: SetUpNumberOptions): Promise<NumberReport> {
  const { account, number, isDryRun } = options;
  const client = await openTwilioClient(account);
  // Region and edge are given, because the SDK would read them from the environment
  const main = await openTwilioClient({
    ...account,
    authToken: options.mainAuthToken ?? account.authToken,
    region: mainRegion,
    edge: mainEdge,
  });
  const ask = <T>(what: string, run: () => Promise<T>): Promise<T> => request(options, what, run);
  const routing = main.routes.v2.phoneNumbers(number);

  const read = async (): Promise<{ sid: string; settings: NumberSettings }> => {
    const [found] = await ask('look for the number', () =>
      client.incomingPhoneNumbers.list({ phoneNumber: number, limit: 1 }),
    );
    if (found === undefined) {
      throw new ConfigInvalidError(
        `The account ${account.accountSid} has no number ${number} in ${account.region ?? mainRegion}`,
      );
    }
    const { voiceRegion } = await ask("read the number's region", () => routing.fetch());
    return {
      sid: found.sid,
      settings: { ...textsOf(found), voiceRegion: voiceRegion || mainRegion },
    };
  };

  const before = await read();
  const wanted = wantedSettings(before.settings, {
    publicBaseUrl: options.publicBaseUrl,
    region: account.region ?? mainRegion,
    fallbackUrl: options.fallbackUrl,
  });
  const changes = changesBetween(before.settings, wanted);
  if (isDryRun) return { changes, remaining: changes, settings: before.settings };

  const { voiceRegion, ...addresses } = wanted;
  // The region last: until then calls go where they went before, and that is not half of two ways
  if (changes.some(({ setting }) => setting !== 'voiceRegion')) {
    await ask('set the addresses', () => client.incomingPhoneNumbers(before.sid).update(addresses));
  }
  if (changes.some(({ setting }) => setting === 'voiceRegion')) {
    await ask('set the region', () => routing.update({ voiceRegion }));
  }
  const { settings } = await read();
  return { changes, remaining: changesBetween(settings, wanted), settings };
}

/** Twilio gives null for what was never set. */
function textsOf(
  number: Readonly<Record<keyof Omit<NumberSettings, 'voiceRegion'>, string | null>>,
) {
  return {
    voiceUrl: number.voiceUrl ?? '',
    voiceMethod: number.voiceMethod ?? '',
    voiceFallbackUrl: number.voiceFallbackUrl ?? '',
    voiceFallbackMethod: number.voiceFallbackMethod ?? '',
    statusCallback: number.statusCallback ?? '',
    statusCallbackMethod: number.statusCallbackMethod ?? '',
    smsUrl: number.smsUrl ?? '',
    smsMethod: number.smsMethod ?? '',
    voiceApplicationSid: number.voiceApplicationSid ?? '',
    smsApplicationSid: number.smsApplicationSid ?? '',
    trunkSid: number.trunkSid ?? '',
  };
}

async function request<T>(
  { clock, signal, account }: SetUpNumberOptions,
  what: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await withTimeout(
      clock,
      { timeoutMs: requestTimeoutMs, what: `Twilio: ${what}`, signal },
      run,
    );
  } catch (error) {
    signal.throwIfAborted();
    const { status, message } = error as { readonly status?: unknown; readonly message?: unknown };
    const isRouting =
      what.includes('region') && status === 401 && (account.region ?? mainRegion) !== mainRegion;
    const hint = isRouting
      ? ` (routing asks for the account's token in ${mainRegion}: TWILIO_US1_AUTH_TOKEN)`
      : '';
    throw new VendorFailedError(`Twilio failed to ${what}: ${String(message)}${hint}`, {
      vendor: 'twilio',
      retryable: typeof status !== 'number' || status >= 500 || status === 429,
      cause: error,
    });
  }
}
