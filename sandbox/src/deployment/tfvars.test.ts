import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processEnvironment } from './process-environment.ts';
import { readTfvars } from './tfvars.ts';

const least = 'project_id = "p-dev"\nproject_number = "100000000001"\n';

describe('a tfvars file', () => {
  it.each(['dev.tfvars', 'prod.tfvars'])('of terraform/envs can be read: %s', async (name) => {
    const text = await readFile(
      resolve(import.meta.dirname, '../../../terraform/envs', name),
      'utf8',
    );
    const { settings, secrets } = readTfvars(text);
    expect(settings['TWILIO_REGION']).toBe('ie1');
    expect(secrets['CALL_TOKEN_KEY']).toBe('1');
  });

  it('is read with comments, lists, nested maps and escapes', () => {
    const text = `${least}# a comment
      edge = { domain = "a.example.fr", requests_per_minute = 600 } // another
      alert_emails = ["a@example.fr", "b@example.fr"]
      budget = null
      settings = {
        SALESFORCE_USERNAME = "a \\"b\\""
      }`;
    expect(readTfvars(text)).toMatchObject({
      edge: { domain: 'a.example.fr' },
      alert_emails: ['a@example.fr', 'b@example.fr'],
      budget: null,
      settings: { SALESFORCE_USERNAME: 'a "b"' },
    });
  });

  it.each([
    [`${least}settings = {\n  A "x"\n}`, 'line 4: expected =, not « "x" »'],
    [`${least}region = var.region`, 'line 3: « .region » is no value'],
    [`${least}region = €`, 'line 3'],
    ['region = "europe-west1"', 'project_number'],
  ])('that cannot be used is refused with the place', (text, message) => {
    expect(() => readTfvars(text)).toThrow(message);
  });
});

describe("a process's environment", () => {
  const process = {
    publishes: [],
    required: [],
    secrets: ['TWILIO_AUTH_TOKEN'],
    settings: ['LOG_LEVEL'],
    terraform: ['PUBLIC_BASE_URL', 'MAX_CONCURRENT_CALLS'],
  };

  it('holds what the process reads and nothing else, as terraform/contracts.tf gives it', () => {
    const tfvars = readTfvars(
      `${least}settings = { LOG_LEVEL = "debug", LLM_PROVIDER = "rules" }\nrelay = { calls_per_instance = 20 }`,
    );
    const secrets = { TWILIO_AUTH_TOKEN: 'a', PHONE_HASH_KEY: 'b' };
    expect(processEnvironment(process, tfvars, secrets)).toEqual({
      LOG_LEVEL: 'debug',
      MAX_CONCURRENT_CALLS: '20',
      PUBLIC_BASE_URL: 'https://media-relay-100000000001.europe-west1.run.app',
      TWILIO_AUTH_TOKEN: 'a',
    });
  });

  it('has the address of the edge where there is one', () => {
    const tfvars = readTfvars(`${least}edge = { domain = "appels.example.fr" }`);
    expect(processEnvironment(process, tfvars, {})['PUBLIC_BASE_URL']).toBe(
      'https://appels.example.fr',
    );
  });

  it('knows every variable that terraform computes', async () => {
    const text = await readFile(
      join(import.meta.dirname, '../../../terraform/contracts.tf'),
      'utf8',
    );
    const block = /_computed = \{([\s\S]*?)\n {2}\}/.exec(text)?.[1] ?? '';
    const names = [...block.matchAll(/^ {4}(\w+)/gm)].map(([, name]) => name ?? '');
    const all = processEnvironment({ ...process, terraform: names }, readTfvars(least), {});
    expect(Object.keys(all).sort()).toEqual(names.sort());
  });
});
