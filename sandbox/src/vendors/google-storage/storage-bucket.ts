import { createHash } from 'node:crypto';
import { crc32c } from '@standardiste/shared/cloud/google/crc32c.ts';

/** https://cloud.google.com/storage/docs/json_api/v1/objects#resource, as far as it is kept here; numbers are texts on the wire. */
export interface ObjectResource {
  readonly kind: 'storage#object';
  readonly id: string;
  readonly name: string;
  readonly bucket: string;
  readonly generation: string;
  readonly metageneration: '1';
  readonly contentType: string;
  readonly size: string;
  readonly md5Hash: string;
  /** Base64 of the checksum in big-endian order. */
  readonly crc32c: string;
  readonly etag: string;
  readonly timeCreated: string;
  readonly updated: string;
}

export interface StoredObject {
  readonly resource: ObjectResource;
  readonly content: Uint8Array;
}

/** A whole object as it is kept, with the metadata that Cloud Storage works out. */
export function storeObject(options: {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly generation: number;
  readonly nowMs: number;
}): StoredObject {
  const { bucket, name, contentType, content, nowMs } = options;
  const generation = String(options.generation);
  const time = new Date(nowMs).toISOString();
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32c(content));
  const resource: ObjectResource = {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    name,
    bucket,
    generation,
    metageneration: '1',
    contentType,
    size: String(content.byteLength),
    md5Hash: createHash('md5').update(content).digest('base64'),
    crc32c: checksum.toString('base64'),
    etag: Buffer.from(generation).toString('base64'),
    timeCreated: time,
    updated: time,
  };
  return { resource, content };
}
