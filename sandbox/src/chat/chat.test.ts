import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readChatOptions } from './chat-options.ts';

const repository = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** Types the lines into the chat, and gives what it prints. */
async function chat(lines: readonly string[], ...options: string[]): Promise<string> {
  const main = join(repository, 'sandbox/src/chat/main.ts');
  const running = run(process.execPath, [main, ...options], {
    cwd: repository,
    env: {
      METADATA_SERVER_DETECTION: 'none',
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
    timeout: 30_000,
  });
  running.child.stdin?.end(`${lines.join('\n')}\n`);
  return (await running).stdout;
}

describe('npm run chat', () => {
  const lines = [
    'Un rendez-vous le plus tôt possible',
    'le premier',
    'oui',
    'non merci, au revoir',
  ];

  it.each(['rules', 'anthropic'])(
    'books by text with %s',
    async (provider) => {
      const printed = await chat(lines, '--llm', provider, '--simulated');
      expect(printed).toContain('requests calendar.book');
      expect(printed).toMatch(/\[converse\] callbot: C.est confirmé/);
      expect(printed).toContain('The call ended (appointment-booked).');
      expect(printed).toMatch(/turn \d+: \d+ requests, \d+ ms/);
    },
    30_000,
  );

  it('says what is wrong with its options', async () => {
    const failed = chat([], '--llm', 'openai', '--model', 'x');
    await expect(failed).rejects.toThrow('OPENAI_API_KEY must be set for the LLM_PROVIDER openai');
    expect(() => readChatOptions(['--from', 'moon'])).toThrow(/known, unknown, anonymous/);
  });
});
