import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { ReceivedSpan } from '../vendors/otlp/otlp-request.ts';
import { callTrace, withDescendants, type TraceTree } from './trace-tree.ts';

/** Spans leave the relay up to 2 s after they end, and the functions before they answer. */
const quietMs = 3_000;
const timeoutMs = 20_000;

/**
 * The trace of a call, once nothing has been added to it for 3 s; what there is when that takes longer than 20 s.
 * @throws Error when the call's own span has not come by then.
 */
export async function waitForTrace(
  readSpans: () => readonly ReceivedSpan[],
  { callId, clock }: { readonly callId: string; readonly clock: Clock },
): Promise<TraceTree> {
  const untilMs = clock.now() + timeoutMs;
  let spanCount = 0;
  let changedAtMs = clock.now();
  for (;;) {
    const tree = callTrace(readSpans(), callId);
    const count =
      tree === undefined ? 0 : [tree.root, ...tree.orphans].flatMap(withDescendants).length;
    if (count !== spanCount) {
      spanCount = count;
      changedAtMs = clock.now();
    }
    const isQuiet = clock.now() - changedAtMs >= quietMs && tree?.orphans.length === 0;
    if (tree !== undefined && (isQuiet || clock.now() >= untilMs)) return tree;
    if (clock.now() >= untilMs) throw new Error('The trace of the call never came');
    await sleep(clock, 200);
  }
}
