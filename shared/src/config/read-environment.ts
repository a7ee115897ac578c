import type { z } from 'zod';
import { ConfigInvalidError } from '../errors/callbot-error.ts';

/**
 * Reads a process's environment through its schema; a variable that is set but empty counts as not set.
 * @throws ConfigInvalidError naming every bad variable in one message, with what was expected and never with its value.
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set, { reportInput: false });
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.') || 'environment';
    const isMissing = issue.path.length === 1 && set[name] === undefined;
    return `  ${name}: ${isMissing ? 'is not set' : withoutValue(issue.message, set[name])}`;
  });
  throw new ConfigInvalidError(`The environment cannot be used:\n${lines.join('\n')}`);
}

/** A schema's own message might quote what it was given. */
function withoutValue(message: string, value: string | undefined): string {
  return value === undefined ? message : message.replaceAll(value, '…');
}
