import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { healthFindingSchema } from '@standardiste/shared/health/health-check.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSandbox, type Sandbox } from '../supervisor/start-sandbox.ts';
import type { SetFaults } from '../world/world-contract.ts';
import { schoolNumber } from '../world/school.ts';

const main = resolve(import.meta.dirname, 'main.ts');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    clock: systemClock,
    state: 'embedded',
    events: 'embedded',
    languageModel: 'openai-compatible',
    basics: { PATH: process.env['PATH'] ?? '' },
  });
  // It listens before it is ready for calls
  while (!(await fetch(`${sandbox.publicBaseUrl}/readyz`)).ok) await sleep(systemClock, 100);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** As in a shell that has the variables of the relay and of the functions. */
async function ops(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...sandbox.environmentOf('functions'), ...sandbox.environmentOf('relay') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { stdout, stderr, code };
}

const smokeSchema = z.object({
  isWell: z.boolean(),
  findings: z.array(healthFindingSchema),
  problems: z.array(z.object({ process: z.string(), problem: z.string() })),
});

async function smoke() {
  const { stdout, code } = await ops('smoke', '--json');
  const report = smokeSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  const failed = report.findings.filter(({ isHealthy }) => !isHealthy);
  return { ...report, failed, code };
}

async function setFaults(faults: SetFaults): Promise<void> {
  const response = await fetch(`${sandbox.origins.control}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  expect(response.status).toBe(204);
}

describe('npm run ops against the sandbox', () => {
  it('finds that the number does not lead to the relay yet, and says what to do', async () => {
    const { failed, code } = await smoke();
    expect(code).toBe(1);
    expect(failed).toMatchObject([{ integration: 'twilio', name: schoolNumber }]);
    expect(failed[0]?.says).toContain('demo.twilio.com');
    expect(failed[0]?.advice).toContain('twilio configure');
  });

  it('shows what it would change at Twilio, changes it, and finds the relay there', async () => {
    const dry = await ops('twilio', 'configure', '--number', schoolNumber, '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain(`voiceUrl: « https://demo.twilio.com/welcome/voice/ »`);
    expect(dry.stdout).toContain('Nothing was changed.');

    const done = await ops('twilio', 'configure', '--number', schoolNumber);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('Read back')]);
    const again = await ops('twilio', 'configure', '--number', schoolNumber);
    expect(again.stdout).toContain('Everything is set already.');
  });

  it('is all green then, with every service that a call needs', async () => {
    const { failed, problems, findings, code } = await smoke();
    expect([failed, problems, code]).toEqual([[], [], 0]);
    expect([...new Set(findings.map(({ integration }) => integration))]).toEqual([
      'relay',
      'twilio',
      'google-speech',
      'google-text-to-speech',
      'language-model',
      'firestore',
      'pubsub',
      'google-calendar',
      'knowledge',
      'salesforce',
    ]);
  });

  it('is red with the cause of each when services fail, and leaves nothing behind', async () => {
    const always = { times: null, kind: 'error' } as const;
    await setFaults({ vendor: 'salesforce', rules: [{ ...always, operation: '*', status: 503 }] });
    await setFaults({
      vendor: 'calendar',
      rules: [{ ...always, operation: '*', status: 403, code: 'forbidden' }],
    });
    await setFaults({ vendor: 'speech', rules: [{ ...always, operation: '*', status: 16 }] });
    await setFaults({ vendor: 'openai', rules: [{ ...always, operation: '*', status: 401 }] });
    const { failed, code } = await smoke();
    for (const vendor of ['salesforce', 'calendar', 'speech', 'openai'] as const) {
      await setFaults({ vendor, rules: [] });
    }
    expect(code).toBe(1);
    const causes = Object.fromEntries(failed.map(({ integration, says }) => [integration, says]));
    expect(causes).toMatchObject({
      salesforce: expect.stringMatching(/errors of its own|cannot be reached/) as string,
      'google-calendar': expect.stringContaining('lack the permission') as string,
      'google-speech': expect.stringContaining('does not accept the credentials') as string,
      'language-model': expect.stringContaining('does not accept the credentials') as string,
    });
    expect(Object.keys(causes)).toHaveLength(4);
    expect(await sandbox.store.query({ collection: 'smokeTests' })).toEqual([]);
  });

  it('tells that the functions are down although the bus takes events', async () => {
    await sandbox.kill('functions');
    const { failed } = await smoke();
    expect(failed).toMatchObject([{ integration: 'pubsub' }]);
    expect(failed[0]?.advice).toContain('no function answered');
  });
});
