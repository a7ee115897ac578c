import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../time/system-clock.ts';
import type { NumberedRequest } from './database-protocol.ts';
import { serveDatabase } from './serve-database.ts';

/** Root of the thread that holds a SQLite connection, so that no write ever waits on the audio's thread. */
if (parentPort === null) throw new TypeError('store-worker.ts runs as a worker');
const port = parentPort;
const serve = serveDatabase((workerData as { file: string }).file, {
  clock: systemClock,
  reply: (reply) => port.postMessage(reply),
});
port.on('message', (numbered: NumberedRequest) => {
  serve(numbered);
  if (numbered.request.type === 'close') port.close();
});
