import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigInvalidError } from '../errors/callbot-error.ts';
import { readEnvironment } from './read-environment.ts';

const schema = z.object({
  PORT: z.coerce.number().int().positive().default(8080),
  PUBLIC_BASE_URL: z.url(),
  CALL_TOKEN_KEY: z.string().min(32),
  LOG_LEVEL: z
    .string()
    .refine((level) => level === 'info', { error: ({ input }) => `unknown level ${String(input)}` })
    .optional(),
});
const good = { PUBLIC_BASE_URL: 'https://callbot.example', CALL_TOKEN_KEY: 'k'.repeat(32) };

function messageFor(env: Record<string, string | undefined>): string {
  try {
    readEnvironment(schema, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigInvalidError);
    return (error as Error).message;
  }
  throw new Error('expected the environment to be refused');
}

describe('readEnvironment', () => {
  it('gives the parsed values, defaults included, and ignores other variables', () => {
    expect(readEnvironment(schema, { ...good, PATH: '/bin' })).toEqual({ PORT: 8080, ...good });
    expect(readEnvironment(schema, { ...good, PORT: '9000' }).PORT).toBe(9_000);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment(schema, { ...good, PORT: '' }).PORT).toBe(8_080);
  });

  it('names every bad variable in one message', () => {
    const message = messageFor({ PORT: 'many', CALL_TOKEN_KEY: 'short' });
    expect(message).toContain('PORT: ');
    expect(message).toContain('PUBLIC_BASE_URL: is not set');
    expect(message).toContain('CALL_TOKEN_KEY: ');
  });

  it('never shows a value, not even one that the schema quotes', () => {
    const message = messageFor({
      PORT: 'p0rt-secret',
      PUBLIC_BASE_URL: 'url-secret',
      CALL_TOKEN_KEY: 'key-secret',
      LOG_LEVEL: 'level-secret',
    });
    expect(message).not.toContain('secret');
    expect(message).toContain('LOG_LEVEL: unknown level …');
  });
});
