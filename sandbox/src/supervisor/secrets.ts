import { randomBytes } from 'node:crypto';

export interface SandboxSecrets {
  readonly twilioAccountSid: string;
  readonly twilioAuthToken: string;
  readonly callTokenKey: string;
  readonly phoneHashKey: string;
}

/** Made anew for every sandbox; nothing outside this machine knows them. */
export function makeSecrets(): SandboxSecrets {
  return {
    twilioAccountSid: `AC${randomBytes(16).toString('hex')}`,
    twilioAuthToken: randomBytes(16).toString('hex'),
    callTokenKey: randomBytes(32).toString('hex'),
    phoneHashKey: `1:${randomBytes(32).toString('hex')}`,
  };
}
