import {
  FieldPath,
  type DocumentReference,
  type Firestore,
  type Precondition,
} from '@google-cloud/firestore';
import {
  PreconditionFailedError,
  type DocumentData,
  type DocumentWrite,
} from '../document-store.ts';
import { parseUpdateTime, toUpdateValue } from './firestore-values.ts';

/** What a batch and a transaction have in common; their own types cannot be called as a union. */
export interface WriteTarget {
  create(reference: DocumentReference, data: DocumentData): unknown;
  set(reference: DocumentReference, data: DocumentData): unknown;
  update(
    reference: DocumentReference,
    field: FieldPath,
    value: unknown,
    ...fieldsOrPrecondition: unknown[]
  ): unknown;
  delete(reference: DocumentReference, precondition?: Precondition): unknown;
}

/** Adds a write to a batch or a transaction. */
export function applyWrite(firestore: Firestore, target: WriteTarget, write: DocumentWrite): void {
  const reference = firestore.doc(write.path);
  switch (write.type) {
    case 'create':
      target.create(reference, write.data);
      return;
    case 'set':
      target.set(reference, write.data);
      return;
    case 'update':
      update(target, reference, write);
      return;
    case 'delete':
      target.delete(reference, ...preconditions(write));
      return;
  }
}

/** The client takes names and values alternately, names as field paths of one part each, so that dots are literal. */
function update(
  target: WriteTarget,
  reference: DocumentReference,
  write: Extract<DocumentWrite, { type: 'update' }>,
): void {
  const [first, ...rest] = Object.entries(write.data).map(
    ([field, value]) => [new FieldPath(field), toUpdateValue(value)] as const,
  );
  if (first === undefined) return;
  target.update(reference, ...first, ...rest.flat(), ...preconditions(write));
}

function preconditions(write: {
  readonly path: string;
  readonly precondition?: { readonly updateTime: string };
}): Precondition[] {
  if (write.precondition === undefined) return [];
  const lastUpdateTime = parseUpdateTime(write.precondition.updateTime);
  if (lastUpdateTime === undefined) {
    throw new PreconditionFailedError(`The document at ${write.path} was never at that version`);
  }
  return [{ lastUpdateTime }];
}
