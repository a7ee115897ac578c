import { hashKey } from '@standardiste/shared/contracts/ids.ts';

/** Id prefixes of the objects that we link to (object reference, API 67.0). */
const keyPrefixes = { user: '005', contact: '003', lead: '00Q' } as const;

/** True for a 15- or 18-character id of that object. */
export function isRecordId(id: string, object: keyof typeof keyPrefixes): boolean {
  return /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id) && id.startsWith(keyPrefixes[object]);
}

/** 15- and 18-character ids are the same without the checksum. */
export function shortIdOf(id: string): string {
  return id.slice(0, 15);
}

/**
 * A key that can stand in the path of an upsert: jsforce does not encode it, and a slash would name another resource. A key
 * with other characters is replaced by its hash, which is as stable.
 */
export function externalIdOf(key: string): string {
  return /^[A-Za-z0-9_-]{1,255}$/.test(key) ? key : hashKey(key);
}
