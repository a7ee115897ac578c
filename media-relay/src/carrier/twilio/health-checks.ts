import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import {
  ConfigInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { openTwilioClient, type TwilioAccount } from './client.ts';
import { setUpNumber } from './set-up-number.ts';

/** The account, with the token and in the region that calls use. */
export function accountCheck(account: TwilioAccount): HealthCheck {
  return {
    integration: 'twilio',
    name: `account in ${account.region ?? 'us1'}`,
    async run() {
      const client = await openTwilioClient(account);
      const { status } = await client.api.v2010.accounts(account.accountSid).fetch();
      if (status === 'active') return 'active';
      throw new VendorFailedError(`The account is ${status}`, {
        vendor: 'twilio',
        retryable: false,
      });
    },
  };
}

/** Every number of the profiles: does Twilio turn to the relay with its calls and messages? Changes nothing. */
export function numberChecks({
  profiles,
  ...options
}: {
  readonly account: TwilioAccount;
  readonly mainAuthToken: string | undefined;
  readonly profiles: readonly Profile[];
  readonly publicBaseUrl: string;
  readonly clock: Clock;
}): readonly HealthCheck[] {
  const numbers = [...new Set(profiles.flatMap(({ calledNumbers }) => calledNumbers))];
  return numbers.map((number) => ({
    integration: 'twilio',
    name: number,
    async run(signal) {
      const { remaining } = await setUpNumber({ ...options, number, isDryRun: true, signal });
      if (remaining.length === 0) return 'calls and messages come to the relay';
      const differences = remaining.map(({ setting, from }) => `${setting} is « ${from} »`);
      throw new ConfigInvalidError(`${number}: ${differences.join(', ')}`);
    },
  }));
}
