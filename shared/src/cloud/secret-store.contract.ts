import { describe, expect, it } from 'vitest';
import { SecretMissingError, type SecretStore } from './secret-store.ts';

/** What every secret store keeps. `open` gives a store that holds exactly the secrets it is given. */
export function describeSecretStore(
  name: string,
  open: (secrets: Readonly<Record<string, string>>) => Promise<SecretStore>,
): void {
  describe(`${name} keeps the SecretStore contract`, () => {
    it('gives a secret by its name, as it is', async () => {
      const value = ' clé: é🙂\nsecond line\n';
      await using secrets = await open({ 'twilio-auth-token': value, other: 'x' });
      expect(await secrets.access('twilio-auth-token')).toBe(value);
    });

    it('reports a secret that is not there, without telling another', async () => {
      await using secrets = await open({ present: 'do-not-show' });
      const refused = secrets.access('absent');
      await expect(refused).rejects.toThrow(SecretMissingError);
      await expect(refused).rejects.not.toThrow('do-not-show');
    });

    it.each(['', 'a/b', '../a', 'constructor', '__proto__'])(
      'has no secret named %j',
      async (secretName) => {
        await using secrets = await open({ present: 'x' });
        await expect(secrets.access(secretName)).rejects.toThrow(SecretMissingError);
      },
    );
  });
}
