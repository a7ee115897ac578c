import { CallbotError } from '../errors/callbot-error.ts';

/** Reads secrets by name; values never appear in errors or logs. */
export interface SecretStore extends AsyncDisposable {
  /**
   * The secret's newest enabled version as text.
   * @throws SecretMissingError when there is none, or it is disabled; SecretStoreUnavailableError when the store cannot be reached.
   */
  access(name: string): Promise<string>;
}

export class SecretMissingError extends CallbotError {
  override readonly code = 'secret-missing';
  override readonly retryable = false;
}

export class SecretStoreUnavailableError extends CallbotError {
  override readonly code = 'secret-store-unavailable';
  override readonly retryable = true;
}
