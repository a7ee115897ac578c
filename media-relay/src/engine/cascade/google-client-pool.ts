import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';

/** What the pool needs of a Google client. Each client has a connection of its own. */
export interface PooledClient {
  close(): Promise<void>;
}

/** A place for one stream on a client; disposing of it gives the place back. */
export interface ClientLease<Client> extends Disposable {
  readonly client: Client;
}

interface Member<Client> {
  readonly client: Promise<Client>;
  streamCount: number;
}

export interface GoogleClientPoolOptions<Client> {
  readonly clock: Clock;
  readonly vendor: string;
  /** Makes a connected client with its own connection (`'grpc.use_local_subchannel_pool': 1`; clients share connections otherwise). */
  readonly connect: () => Promise<Client>;
  readonly openTimeoutMs?: number;
  readonly maxStreams?: number;
}

/**
 * Spreads streams over connections. Google's front ends advertise 100 streams a connection, and a stream above that waits for ever
 * without an error, so the pool stays below (80) and opens another connection instead. Whoever creates it disposes of it.
 */
export class GoogleClientPool<Client extends PooledClient> implements AsyncDisposable {
  readonly #options: Required<GoogleClientPoolOptions<Client>>;
  #members: Member<Client>[] = [];
  #isDisposed = false;

  constructor(options: GoogleClientPoolOptions<Client>) {
    this.#options = { openTimeoutMs: 3_000, maxStreams: 80, ...options };
  }

  /** How many connections are in use. */
  get connectionCount(): number {
    return this.#members.length;
  }

  /**
   * A connected client that has room for one more stream.
   * @throws VendorFailedError (retryable) when none is ready in time; the signal's reason when it aborts.
   */
  async acquire(signal?: AbortSignal): Promise<ClientLease<Client>> {
    const { clock, vendor, openTimeoutMs: timeoutMs } = this.#options;
    // The place is taken before anything is waited for, so that callers who come at once do not share it.
    const member = this.#takePlace();
    try {
      const what = `Connecting to ${vendor}`;
      const client = await withTimeout(clock, { timeoutMs, what, signal }, () => member.client);
      return { client, [Symbol.dispose]: once(() => (member.streamCount -= 1)) };
    } catch (cause) {
      member.streamCount -= 1;
      signal?.throwIfAborted();
      this.#drop(member);
      const message = `${vendor} can't be reached`;
      throw new VendorFailedError(message, { vendor, retryable: true, cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const members = this.#members;
    this.#members = [];
    await Promise.all(members.map(closeMember));
  }

  #takePlace(): Member<Client> {
    if (this.#isDisposed) throw new TypeError(`The pool of ${this.#options.vendor} is closed`);
    let member = this.#members.find(({ streamCount }) => streamCount < this.#options.maxStreams);
    if (member === undefined) {
      member = { client: this.#options.connect(), streamCount: 0 };
      // Whoever waits for the client gets the error; until somebody does it must not end the process.
      member.client.catch(() => undefined);
      this.#members.push(member);
    }
    member.streamCount += 1;
    return member;
  }

  /** Forgets a client that did not connect, so that the next caller tries another one. */
  #drop(member: Member<Client>): void {
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.filter((other) => other !== member);
    void closeMember(member);
  }
}

/** Closes the client as soon as there is one; a client that never connected has nothing to close. */
async function closeMember(member: Member<PooledClient>): Promise<void> {
  await member.client.then(
    (client) => client.close(),
    () => undefined,
  );
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) run();
    isDone = true;
  };
}
