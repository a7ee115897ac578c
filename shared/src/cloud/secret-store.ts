import { CallbotError } from '../errors/callbot-error.ts';

/** Reads secrets by name; values never appear in errors or logs. */
export interface SecretStore extends AsyncDisposable {
  /**
   * The secret's newest version as text, or the one of this number; a store without versions gives what it has.
   * @throws SecretMissingError when there is none, or it is disabled; SecretStoreUnavailableError when the store cannot be reached.
   */
  access(name: string, version?: number): Promise<string>;
}

export class SecretMissingError extends CallbotError {
  override readonly code = 'secret-missing';
  override readonly retryable = false;
}

export class SecretStoreUnavailableError extends CallbotError {
  override readonly code = 'secret-store-unavailable';
  override readonly retryable = true;
}
