import { Hono, type Context } from 'hono';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { FaultPlan } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { parseMultipartUpload } from './multipart-upload.ts';
import { storeObject, type ObjectResource, type StoredObject } from './storage-bucket.ts';

export interface GoogleStorageState {
  /** By bucket, sorted by name. */
  readonly buckets: Readonly<Record<string, readonly ObjectResource[]>>;
}

/**
 * Cloud Storage's JSON API v1 on this machine: multipart upload, download, metadata, list with prefix and pages, delete. Whole
 * objects only; buckets are those it is started with.
 *
 * Faults apply to `objects.insert`, `objects.get`, `objects.list` and `objects.delete`.
 */
export async function startGoogleStorageSimulator(options: {
  readonly port?: number;
  readonly clock?: Clock;
  readonly buckets: readonly string[];
  /** Most objects in one page of a list. Default 1,000, as Google's. */
  readonly pageSize?: number;
}): Promise<VendorSimulator<GoogleStorageState>> {
  const service: Service = {
    buckets: new Map(options.buckets.map((name) => [name, new Map()])),
    faults: new FaultPlan(),
    clock: options.clock ?? systemClock,
    pageSize: options.pageSize ?? 1_000,
    generation: 0,
  };
  const listener = await listenHttp(createApp(service), options.port ?? 0);
  return {
    origin: listener.origin,
    faults: service.faults,
    state: () => ({
      buckets: Object.fromEntries(
        [...service.buckets].map(([name, objects]) => [name, sorted(objects)]),
      ),
    }),
    reset() {
      service.faults.set([]);
      for (const objects of service.buckets.values()) objects.clear();
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

type Objects = Map<string, StoredObject>;

interface Service {
  readonly buckets: ReadonlyMap<string, Objects>;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly pageSize: number;
  generation: number;
}

function createApp(service: Service): Hono {
  const app = new Hono();
  const object = '/storage/v1/b/:bucket/o/:object';
  app.post('/upload/storage/v1/b/:bucket/o', (context) =>
    answer(service, context, 'objects.insert', (objects) => insert(service, context, objects)),
  );
  app.get('/storage/v1/b/:bucket/o', (context) =>
    answer(service, context, 'objects.list', (objects) =>
      list(objects, new URL(context.req.url).searchParams, service.pageSize),
    ),
  );
  app.get(object, (context) =>
    answer(service, context, 'objects.get', (objects) => get(context, objects)),
  );
  app.delete(object, (context) =>
    answer(service, context, 'objects.delete', (objects) =>
      objects.delete(context.req.param('object') ?? '')
        ? new Response(null, { status: 204 })
        : missing(context),
    ),
  );
  return app;
}

function answer(
  { buckets, faults, clock }: Service,
  context: Context,
  operation: string,
  work: (objects: Objects) => Response | Promise<Response>,
): Promise<Response> {
  const errorResponse = (rule: { status: number; code: string }): Response =>
    failure(rule.status, rule.code === '' ? 'Injected fault' : rule.code);
  return answerWithFaults(context.env, { faults, clock, operation, errorResponse }, () => {
    const objects = buckets.get(context.req.param('bucket') ?? '');
    return objects === undefined
      ? failure(404, 'The specified bucket does not exist.')
      : work(objects);
  });
}

async function insert(service: Service, context: Context, objects: Objects): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const body = Buffer.from(await context.req.arrayBuffer());
  const upload = parseMultipartUpload(context.req.header('content-type'), body);
  const name = query.get('name') ?? upload?.metadata.name;
  if (query.get('uploadType') !== 'multipart' || upload === undefined || name === undefined) {
    return failure(400, 'Expected a multipart upload with a name');
  }
  const current = objects.get(name)?.resource.generation ?? '0';
  const expected = query.get('ifGenerationMatch');
  if (expected !== null && expected !== current) {
    return failure(412, 'At least one of the pre-conditions you specified did not hold.');
  }
  const stored = storeObject({
    bucket: context.req.param('bucket') ?? '',
    name,
    contentType: upload.metadata.contentType ?? upload.contentType,
    content: upload.content,
    generation: (service.generation += 1),
    nowMs: service.clock.now(),
  });
  objects.set(name, stored);
  return Response.json(stored.resource);
}

function get(context: Context, objects: Objects): Response {
  const stored = objects.get(context.req.param('object') ?? '');
  if (stored === undefined) return missing(context);
  if (context.req.query('alt') !== 'media') return Response.json(stored.resource);
  const { contentType, crc32c, md5Hash, generation } = stored.resource;
  return new Response(Buffer.from(stored.content), {
    headers: {
      'content-type': contentType,
      'x-goog-hash': `crc32c=${crc32c},md5=${md5Hash}`,
      'x-goog-generation': generation,
      'x-goog-stored-content-encoding': 'identity',
    },
  });
}

/** A page token is the name of the last object told. */
function list(objects: Objects, query: URLSearchParams, pageSize: number): Response {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('pageToken');
  const limit = Math.min(Number(query.get('maxResults') ?? pageSize), pageSize);
  const matching = sorted(objects).filter(
    ({ name }) => name.startsWith(prefix) && (after === null || compareNames(name, after) > 0),
  );
  const items = matching.slice(0, limit);
  const last = items.at(-1)?.name;
  const hasMore = matching.length > items.length && last !== undefined;
  return Response.json({
    kind: 'storage#objects',
    ...(items.length > 0 ? { items } : {}),
    ...(hasMore ? { nextPageToken: last } : {}),
  });
}

function sorted(objects: Objects): ObjectResource[] {
  return [...objects.values()]
    .map(({ resource }) => resource)
    .sort((a, b) => compareNames(a.name, b.name));
}

function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function missing(context: Context): Response {
  return failure(
    404,
    `No such object: ${context.req.param('bucket') ?? ''}/${context.req.param('object') ?? ''}`,
  );
}

/** https://cloud.google.com/storage/docs/json_api/v1/status-codes */
function failure(status: number, message: string): Response {
  const reason = status === 404 ? 'notFound' : status === 412 ? 'conditionNotMet' : 'backendError';
  const errors = [{ message, domain: 'global', reason }];
  return Response.json({ error: { code: status, message, errors } }, { status });
}
