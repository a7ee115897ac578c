/** The answer to one push. */
export interface PushResponse {
  /** 200 acknowledges; anything else brings the event again. */
  readonly status: number;
  readonly body: { readonly outcome: Outcome; readonly reason?: string };
}

/**
 * What became of one delivery. Acknowledged: `done`, `done-already`, `stale` (nobody waits any more), `failed` (stored for good),
 * `invalid`, `not-subscribed`, `not-ours`. To come again: `leased` (another delivery is at it), `superseded` (another delivery
 * took it over), `retry`. Refused: `not-a-push`.
 */
export type Outcome =
  | 'done'
  | 'done-already'
  | 'stale'
  | 'failed'
  | 'invalid'
  | 'not-subscribed'
  | 'not-ours'
  | 'leased'
  | 'superseded'
  | 'retry'
  | 'not-a-push';

const statuses: Readonly<Record<Outcome, number>> = {
  done: 200,
  'done-already': 200,
  stale: 200,
  failed: 200,
  invalid: 200,
  'not-subscribed': 200,
  'not-ours': 200,
  leased: 503,
  superseded: 503,
  retry: 503,
  'not-a-push': 400,
};

/** The HTTP answer that tells a broker so. */
export function respond(outcome: Outcome, reason?: string): PushResponse {
  return { status: statuses[outcome], body: { outcome, ...(reason && { reason }) } };
}
