import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { MessageSender, RefusalReason } from '../integrations/messages/messages.ts';

/** What the handlers of text messages share. */
export interface SmsDependencies {
  readonly store: DocumentStore;
  readonly messages: MessageSender;
  /** Fits a text to the network's alphabet. */
  readonly toPlainText: (text: string) => string;
  /** How many messages a text is billed as. */
  readonly countSegments: (text: string) => number;
  /** What a provider's error code says about the number. */
  readonly refusalOfCode: (code: number) => RefusalReason | undefined;
  readonly clock: Clock;
  /** `version:secret`, see `phoneHash`. */
  readonly phoneHashKey: string;
}
