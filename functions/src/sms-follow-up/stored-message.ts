import type { DocumentWrite, StoredDocument } from '@standardiste/shared/cloud/document-store.ts';
import type { HandlerResult } from '../platform/event-handler.ts';
import type { MessageDocument } from './message-document.ts';

/** A message as it is stored, with its version for the write that changes it. */
export interface StoredMessage {
  readonly stored: StoredDocument;
  readonly message: MessageDocument;
}

/** The change of a message, on condition that nobody else has changed it meanwhile: else the event comes again and looks anew. */
export function change(
  { stored }: StoredMessage,
  fields: Partial<MessageDocument>,
): HandlerResult & { readonly writes: readonly DocumentWrite[] } {
  const { path, updateTime } = stored;
  return {
    writes: [{ type: 'update', path, data: { ...fields }, precondition: { updateTime } }],
    events: [],
  };
}
