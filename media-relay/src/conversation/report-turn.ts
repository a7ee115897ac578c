import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { FinishedTurn } from './call-effect.ts';

/**
 * Tells what a finished turn took: one line, with every stage of the waterfall (`turnStages`) as a field of its own. Metrics are made of
 * these fields, so their names are a contract. What was said stays out of it.
 */
export function reportTurn(logger: Logger, turn: FinishedTurn): void {
  const { n, role, isInterrupted, latency } = turn;
  logger.info('A turn ended', { n, role, isInterrupted, ...latency });
}
