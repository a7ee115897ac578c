import type { ModelToolCall } from '../../language-model.ts';
import type { ToolDefinition } from '../../../tools/tool.ts';

/**
 * The call with arguments that fit the tool's schema, after one attempt at what models get wrong: fields that do not exist, numbers
 * for text, text that is too long, arguments inside another object. Undefined when it does not fit even then.
 */
export function repairArguments(
  call: ModelToolCall,
  tool: ToolDefinition,
): ModelToolCall | undefined {
  if (tool.arguments.safeParse(call.arguments).success) return call;
  for (const candidate of [call.arguments, unwrapped(call.arguments)]) {
    const repaired = repair(candidate, tool);
    if (repaired !== undefined) return { ...call, arguments: repaired };
  }
  return undefined;
}

/** Drops or mends every field that the schema complains of; the schema then fills in what may be absent. */
function repair(
  given: Readonly<Record<string, unknown>>,
  tool: ToolDefinition,
): Record<string, unknown> | undefined {
  const mended: Record<string, unknown> = { ...given };
  const issues = tool.arguments.safeParse(given).error?.issues ?? [];
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) Reflect.deleteProperty(mended, key);
    const [field] = issue.path;
    if (typeof field !== 'string') continue;
    const value = mended[field];
    if (issue.code === 'too_big' && typeof value === 'string')
      mended[field] = value.slice(0, Number(issue.maximum));
    else if (typeof value === 'number') mended[field] = String(value);
    else Reflect.deleteProperty(mended, field);
  }
  return tool.arguments.safeParse(mended).success ? mended : undefined;
}

/** `{ "arguments": { … } }`, `{ "input": "{…}" }`. */
function unwrapped(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [inner, ...others] = Object.values(given);
  if (others.length > 0) return given;
  const value = typeof inner === 'string' ? parseJson(inner) : inner;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : given;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // words, not JSON
  }
}
