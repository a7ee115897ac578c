import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { cacheDirectory, load, scripts } from './load.ts';

/**
 * Comes with every bundle and is run where it is installed: starts what the bundle holds, uses it once against a stand-in of its
 * services, and keeps what V8 compiled on the way (its code cache), so that no start compiles it again. Nothing leaves the
 * machine. Never fails: a bundle without the cache starts too, only later.
 */
const limitMs = 20_000;
const startedMs = performance.now();
const directory = import.meta.dirname;
const { name, main, config } = JSON.parse(
  readFileSync(join(directory, 'package.json'), 'utf8'),
) as {
  readonly name: string;
  readonly main: string;
  readonly config?: { readonly topic: string };
};
const entry = main.replace(/\.cjs$/, '.js');
const isFunction = entry === 'index.js';

// V8 forgets what was compiled and not run for a while
setFlagsFromString('--no-flush-bytecode');
process.on('exit', keepCodeCache);
process.on('uncaughtException', giveUp);
process.on('unhandledRejection', giveUp);
setTimeout(() => giveUp(new Error(`It is not ready after ${limitMs} ms`)), limitMs).unref();

const port = await freePort();
Object.assign(process.env, environment(await startStandIn(), port));
console.log(
  'rehearsal: begins with an event that fits no schema; the error that tells so is part of it',
);
load(isFunction ? 'framework.js' : entry);
const answer = await useOnce(`http://127.0.0.1:${port}`);
loadTheRest();
console.log(`rehearsal: ${name} answered ${answer}`);
process.exit(0);

/** Something for every variable that is needed. No name here belongs to anybody, and every service is the stand-in. */
function environment(standIn: string, ownPort: number): Record<string, string> {
  const origin = `http://${standIn}`;
  const secret = '1:a-rehearsal-needs-no-secret-but-a-long-word';
  return {
    NODE_ENV: 'production',
    METADATA_SERVER_DETECTION: 'none',
    LOG_LEVEL: 'error',
    PORT: String(ownPort),
    FUNCTION_TARGET: name.replace(/^standardiste-/, ''),
    GOOGLE_CLOUD_PROJECT: 'rehearsal',
    FIRESTORE_EMULATOR_HOST: standIn,
    PUBSUB_EMULATOR_HOST: standIn,
    SPEECH_API_ENDPOINT: origin,
    TEXT_TO_SPEECH_API_ENDPOINT: origin,
    SECRET_MANAGER_API_ENDPOINT: origin,
    PUBLIC_BASE_URL: 'https://rehearsal.invalid',
    CALL_TOKEN_KEY: secret,
    PHONE_HASH_KEY: secret,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: secret,
    TWILIO_API_BASE_URL: origin,
    GOOGLE_CALENDAR_BASE_URL: origin,
    GOOGLE_CALENDAR_ACCESS_TOKEN: secret,
    SALESFORCE_LOGIN_URL: origin,
    SALESFORCE_AUTH_FLOW: 'client-credentials',
    SALESFORCE_CLIENT_ID: secret,
    SALESFORCE_CLIENT_SECRET: secret,
  };
}

/** Speaks enough of gRPC for a first write and a first publication; whatever else is asked gets an empty answer. */
async function startStandIn(): Promise<string> {
  const messages: Readonly<Record<string, string>> = {
    // CommitResponse { write_results: [{ update_time: { seconds: 1 } }], commit_time: { seconds: 1 } }
    '/google.firestore.v1.Firestore/Commit': '0a040a02080112020801',
    // PublishResponse { message_ids: ['1'] }
    '/google.pubsub.v1.Publisher/Publish': '0a0131',
  };
  const streaming = /(BatchGetDocuments|RunQuery|Listen|Streaming\w+)$/;
  const server = createHttp2Server();
  server.on('stream', (stream, { ':path': path = '' }) => {
    stream.on('error', () => undefined);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.resume();
    if (streaming.test(path)) return void stream.once('end', () => stream.end());
    const message = Buffer.from(messages[path] ?? '', 'hex');
    const frame = Buffer.alloc(5 + message.length);
    frame.writeUInt32BE(message.length, 1);
    message.copy(frame, 5);
    stream.end(frame);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** A function takes an event that fits no schema and puts it aside; the relay says whether it is ready. */
async function useOnce(origin: string): Promise<string> {
  const request = isFunction
    ? {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          subscription: `projects/rehearsal/subscriptions/rehearsal.${config?.topic ?? ''}`,
          message: { messageId: '1', data: 'e30=', attributes: { eventId: 'rehearsal' } },
        }),
      }
    : {};
  for (;;) {
    const response = await fetch(isFunction ? origin : `${origin}/readyz`, request).catch(
      () => undefined,
    );
    if (response !== undefined) return `${response.status} ${await response.text()}`;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a first use does not reach: vendors' clients. Workers are for one machine only, and post to whoever started them. */
function loadTheRest(): void {
  const names = readdirSync(join(directory, 'scripts')).filter(
    (file) => file.endsWith('.js') && !file.endsWith('-worker.js'),
  );
  for (const file of names) load(file);
}

function keepCodeCache(): void {
  process.exitCode = 0;
  // The cache is good only for the flags that it was made with
  setFlagsFromString('--flush-bytecode');
  // At once, so that no process that starts just now reads half of a file
  const making = `${cacheDirectory}.new`;
  mkdirSync(making, { recursive: true });
  let bytes = 0;
  for (const [file, script] of scripts) {
    const data = script.createCachedData();
    writeFileSync(join(making, file), data);
    bytes += data.byteLength;
  }
  rmSync(cacheDirectory, { recursive: true, force: true });
  renameSync(making, cacheDirectory);
  const kilobytes = Math.ceil(bytes / 1_000);
  const tookMs = Math.round(performance.now() - startedMs);
  console.log(`rehearsal: kept ${scripts.size} scripts, ${kilobytes} kB, after ${tookMs} ms`);
}

function giveUp(error: unknown): void {
  console.log(`rehearsal: ${name} did not get to its end:`, error);
  process.exit(0);
}
