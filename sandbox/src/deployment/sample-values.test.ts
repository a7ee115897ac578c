import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeDeployment, readProcesses } from './describe-deployment.ts';
import { sampleEnvironment } from './sample-environment.ts';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../../..');
const { processes, functions } = describeDeployment(await readProcesses(repository), []);

function environmentOf(name: string, tfvars: string): Promise<Record<string, string>> {
  const process = processes[name];
  if (process === undefined) throw new Error(`no process ${name}`);
  return sampleEnvironment(repository, process, tfvars);
}

/** Reads a process's configuration in a process of its own, without starting anything. */
function readConfiguration(name: string, environment: Record<string, string>) {
  const code =
    name === 'media-relay'
      ? "const { readConfig } = await import('./media-relay/src/config.ts'); readConfig(process.env);"
      : `const { registered } = await import('./functions/src/${name}/index.ts'); await registered[Symbol.asyncDispose]();`;
  return run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: repository,
    env: environment,
  });
}

describe.each(Object.keys(processes))('%s', (name) => {
  it.each(['dev.tfvars', 'prod.tfvars'])('starts with what %s gives it', async (tfvars) => {
    await readConfiguration(name, await environmentOf(name, tfvars));
  });
});

describe('a process without its secrets', () => {
  it.each([
    ['media-relay', 'TWILIO_AUTH_TOKEN'],
    ['media-relay', 'CALL_TOKEN_KEY'],
    ['sms-follow-up', 'PHONE_HASH_KEY'],
    ['salesforce-logging', 'SALESFORCE_PRIVATE_KEY'],
  ])('%s says that %s is missing', async (name, secret) => {
    const { [secret]: _, ...environment } = await environmentOf(name, 'prod.tfvars');
    await expect(readConfiguration(name, environment)).rejects.toThrow(secret);
  });
});

it('keeps functions warm in production while a caller waits for them', async () => {
  const text = await readFile(join(repository, 'terraform/envs/prod.tfvars'), 'utf8');
  const inCall = Object.entries(functions).filter(([, { subscriptions }]) =>
    ['tool-requested', 'call-started'].some((topic) => topic in subscriptions),
  );
  for (const [name] of inCall) {
    expect(text).toMatch(new RegExp(`${name}\\s+= \\{ min_instances = [1-9]`));
  }
});
