import { describe, expect, it } from 'vitest';
import { opsHelp, readOpsOptions, UsageError } from './ops-options.ts';

describe('the command line of npm run ops', () => {
  it('names every command and option in its help', () => {
    for (const word of ['twilio configure', 'smoke', 'config check', '--tfvars', '--env-file']) {
      expect(opsHelp).toContain(word);
    }
    expect(readOpsOptions(['--help'])).toEqual({ command: 'help' });
    expect(readOpsOptions(['twilio', 'configure', '-h'])).toEqual({ command: 'help' });
  });

  it('is read into one command with its options', () => {
    expect(
      readOpsOptions(['twilio', 'configure', '--number', '+33199000001', '--dry-run']),
    ).toMatchObject({ command: 'twilio configure', number: '+33199000001', isDryRun: true });
    expect(
      readOpsOptions(['config', 'check', '--profile', 'a.json', '--profile', 'b.json']),
    ).toMatchObject({ command: 'config check', profiles: ['a.json', 'b.json'] });
    expect(readOpsOptions(['smoke', '--env-file', 'a', '--json'])).toMatchObject({
      command: 'smoke',
      isJson: true,
      source: { envFiles: ['a'], tfvars: undefined },
    });
  });

  it.each([
    [[], 'A command is missing'],
    [['smok'], 'There is no command « smok »'],
    [['twilio', 'configure'], 'needs --number'],
    [['twilio', 'configure', '--number', '0199000001'], '--number takes a number with its country'],
    [['twilio', 'configure', '--number', '+33199000001', '--fallback', 'http://x.fr'], 'https'],
    [['smoke', '--loud'], '--loud'],
    [['smoke', '--offline'], '--offline belongs to --tfvars'],
    [['smoke', '--tfvars', 'a', '--offline'], 'leave --offline out'],
    [['config', 'check', '--tfvars', 'a', '--env-file', 'b'], 'exclude each other'],
  ])('%o is refused with the reason', (argv, reason) => {
    expect(() => readOpsOptions(argv)).toThrow(UsageError);
    expect(() => readOpsOptions(argv)).toThrow(reason);
  });
});
