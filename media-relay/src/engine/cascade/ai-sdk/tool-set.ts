import { jsonSchema, tool, type JSONSchema7, type ToolSet } from 'ai';
import { z } from 'zod';
import type { ToolDefinition } from '../../../tools/tool.ts';

/**
 * The tools in the AI SDK's words. The schema is for the model only: arguments come back unchecked, because the conversation
 * checks them and answers the model when they are wrong.
 */
export function toSdkTools(tools: readonly ToolDefinition[]): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, arguments: schema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(argumentsSchema(schema)) }),
    ]),
  );
}

function argumentsSchema(schema: z.ZodType): JSONSchema7 {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as JSONSchema7;
}
