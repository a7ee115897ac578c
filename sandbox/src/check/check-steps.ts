import { join } from 'node:path';
import type { Command } from './run-command.ts';

const sources = ['shared/src', 'media-relay/src', 'functions/src', 'sandbox/src'];

/** What must hold of the tree before anything runs: format, lint, types, and who imports whom. */
export function checkSteps(repository: string): readonly Command[] {
  const tool = (name: string, bin: string, ...args: string[]): Command => ({
    name,
    program: process.execPath,
    arguments: [join(repository, 'node_modules/.bin', bin), ...args],
    directory: repository,
  });
  return [
    tool('format', 'prettier', '--check', '--log-level', 'warn', '.'),
    tool('lint', 'eslint', '.'),
    tool('types', 'tsc', '-p', '.'),
    tool('imports', 'depcruise', '--config', '.dependency-cruiser.cjs', ...sources),
  ];
}
