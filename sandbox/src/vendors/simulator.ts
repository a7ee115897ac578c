import type { FaultPlan } from './faults.ts';

/**
 * A vendor on this machine: it speaks the vendor's own protocol, enforces the vendor's rules, and keeps what it received.
 * Whoever starts one disposes of it; that closes its port.
 */
export interface VendorSimulator<State> extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:4010` for HTTP, `http://127.0.0.1:4010` (plaintext) for gRPC too. */
  readonly origin: string;
  readonly faults: FaultPlan;
  /** Everything that was created or received, as plain JSON. */
  state(): State;
  /** Forgets everything, faults included. */
  reset(): void;
}
