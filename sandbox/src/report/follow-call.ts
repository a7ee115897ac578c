import { turnDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';

/** Prints each turn as the relay stores it, so that nobody watches a silent screen for a minute. Dispose of it after the call. */
export function followCall(options: {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}): Disposable {
  const { store, clock, print } = options;
  const startedAtMs = clock.now();
  return store.watch(
    { collection: 'turns', group: true },
    {
      onError: () => print('  (the call cannot be followed any more; the report comes at its end)'),
      onChange(changes) {
        for (const { type, document } of changes) {
          const turn = turnDocumentSchema.safeParse(document.data);
          if (type === 'removed' || !turn.success) continue;
          const { role, heard, endedAt } = turn.data;
          const seconds = Math.round((endedAt.getTime() - startedAtMs) / 1_000);
          const who = role === 'agent' ? 'callbot' : 'caller ';
          print(`  ${String(seconds).padStart(3)} s  ${who}  ${heard}`);
        }
      },
    },
  );
}
