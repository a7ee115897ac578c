/** The kind of a tool's result: its `type` or `status`, which are words of our own contracts; `done` where it has none. */
export function toolResultType(result: unknown): string {
  if (typeof result !== 'object' || result === null) return 'done';
  const { type, refusal } = result as { type?: unknown; refusal?: unknown };
  for (const word of [refusal, type]) if (isWord(word)) return word;
  return 'done';
}

/** The code at the head of a reason; what follows it is for people and may hold anything. */
export function toolFailureCode(reason: string): string {
  const [head = ''] = reason.split(':');
  return isWord(head) ? head : 'failed';
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(value);
}
