import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { CallChange } from './change-call.ts';

/** How a call goes on whose media socket is closed. */
export type ResumeDecision =
  /** Connect it again; the token is for this generation. */
  | { readonly type: 'stream'; readonly generation: number }
  | { readonly type: 'transfer'; readonly call: CallDocument }
  | { readonly type: 'hang-up' }
  /** Every relay that took it lost it again: apologise and end it. */
  | { readonly type: 'give-up' };

/** More resumes than this within a minute, and something is broken that another socket will not mend. */
export const maxResumesPerMinute = 3;

const actions = {
  ringing: 'stream', // the socket never came to be
  live: 'stream',
  handover: 'stream',
  interrupted: 'stream',
  transferring: 'transfer',
  ended: 'hang-up',
} as const satisfies Record<CallDocument['status'], ResumeDecision['type']>;

/** The call's status decides (docs/call-survival.md); reconnecting counts a new generation. */
export function decideResume(call: CallDocument, nowMs: number): CallChange<ResumeDecision> {
  return decide(call, actions[call.status], nowMs);
}

/** As `decideResume`, when the person who was rung has not answered: the caller comes back to the callbot. */
export function decideReturn(call: CallDocument, nowMs: number): CallChange<ResumeDecision> {
  const isTransferring = call.status === 'transferring';
  return decide(call, isTransferring ? 'stream' : actions[call.status], nowMs);
}

function decide(
  call: CallDocument,
  action: ResumeDecision['type'],
  nowMs: number,
): CallChange<ResumeDecision> {
  if (action === 'transfer') return { result: { type: 'transfer', call } };
  if (action === 'hang-up') return { result: { type: 'hang-up' } };
  const recent = (call.resumedAt ?? []).filter((at) => at.getTime() > nowMs - 60_000);
  if (recent.length >= maxResumesPerMinute) return { result: { type: 'give-up' } };
  const generation = call.generation + 1;
  // The socket is closed, whatever the relay that held it managed to write.
  const left = { live: 'interrupted', transferring: 'handover' } as const;
  const status = call.status in left ? left[call.status as keyof typeof left] : call.status;
  const fields = { generation, status, resumedAt: [...recent, new Date(nowMs)] };
  return { fields, result: { type: 'stream', generation } };
}
