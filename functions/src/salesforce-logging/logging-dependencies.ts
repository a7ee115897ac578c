import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Crm } from '../integrations/crm/crm.ts';

/** What every handler here works with. */
export interface LoggingDependencies {
  readonly crm: Crm;
  readonly store: DocumentStore;
  readonly clock: Clock;
}
