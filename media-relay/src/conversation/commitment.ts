/**
 * What code asks the calendar for once the caller has agreed to a read-back. Each has an effect that outlives the call, so its
 * outcome is waited for, told, and never asked for twice.
 */
export const commitments = ['book', 'move', 'cancel'] as const;
export type Commitment = (typeof commitments)[number];

export function isCommitment(name: string): name is Commitment {
  return commitments.some((commitment) => commitment === name);
}

/** The id of a request: one for each of the caller's decisions in the call. */
export function commitmentId(commitment: Commitment, generation: number): string {
  return `${commitment}-${generation}`;
}

/** What the request with this id asks for. */
export function commitmentOf(toolCallId: string): Commitment {
  const [name = ''] = toolCallId.split('-');
  return isCommitment(name) ? name : 'book';
}
