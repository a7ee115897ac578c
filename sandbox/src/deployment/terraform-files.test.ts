import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { turnStages } from '@standardiste/shared/contracts/turn-latency.ts';
import { describe, expect, it } from 'vitest';
import { accessRows } from './access-table.ts';
import { deploymentFiles } from './deployment-files.ts';
import { readProcesses } from './describe-deployment.ts';

const repository = resolve(import.meta.dirname, '../../..');
const directory = join(repository, 'terraform');

async function terraformText(): Promise<string> {
  const paths = await readdir(directory, { recursive: true });
  const files = paths.filter((path) => path.endsWith('.tf') && !path.startsWith('.terraform'));
  const texts = await Promise.all(files.map((path) => readFile(join(directory, path), 'utf8')));
  return texts.join('\n');
}

const terraform = await terraformText();
const processes = await readProcesses(repository);

function all(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
}

describe('what terraform reads of the code', () => {
  it('is up to date (if not: node sandbox/src/deployment/main.ts)', async () => {
    for (const [path, expected] of await deploymentFiles(repository)) {
      const actual = await readFile(join(repository, path), 'utf8').catch(() => 'missing');
      expect(actual, path).toBe(expected);
    }
  });

  it('has a stand-in bundle for no function that is gone', async () => {
    const expected = [...(await deploymentFiles(repository)).keys()].filter((path) =>
      path.endsWith('.zip'),
    );
    const bundles = await readdir(join(directory, 'tests/bundles'));
    expect(bundles.map((name) => `terraform/tests/bundles/${name}`).sort()).toEqual(
      expected.sort(),
    );
  });
});

describe('grants in terraform', () => {
  it('are the roles of the access table, both ways', () => {
    const granted = all(terraform, /"roles\/([\w.]+)"/g);
    const explained = [...new Set(accessRows(processes).map(({ role }) => role))].sort();
    expect(granted).toEqual(explained);
  });

  it('are made to nobody outside, and never replace those of others', () => {
    expect(all(terraform, /"(allUsers|allAuthenticatedUsers)"/g)).toEqual([]);
    expect(all(terraform, /resource "(google_\w+_iam_(?:binding|policy))"/g)).toEqual([]);
    expect(all(terraform, /"(roles\/(?:owner|editor|viewer))"/g)).toEqual([]);
  });
});

describe('terraform code', () => {
  it('holds no data source, provisioner or null resource', () => {
    expect(all(terraform, /^(data|provisioner) "/gm)).toEqual([]);
    expect(terraform).not.toContain('null_resource');
  });

  it('writes out the load-balancing scheme, whose default changed between provider versions', () => {
    const blocks = terraform.split(/^resource /m).slice(1);
    const balanced = blocks.filter((block) =>
      /^"google_compute_(?:backend_service|global_forwarding_rule)"/.test(block),
    );
    expect(balanced).toHaveLength(2);
    for (const block of balanced) expect(block).toContain('load_balancing_scheme');
  });
});

describe('metrics from logs', () => {
  const sources = processes.flatMap(({ files }) => [...files.values()]).join('\n');

  it('count messages that the code logs', () => {
    const messages = all(terraform, /jsonPayload\.message=\\"([^"\\]+)\\"/g);
    expect(messages.length).toBeGreaterThan(5);
    for (const message of messages) expect(sources).toContain(`'${message}'`);
  });

  it('have every stage of a turn that the conversation measures, and no other', () => {
    const noted = all(sources, /noteLatency\(draft, '(\w+)'/g);
    expect(noted).toEqual(Object.keys(turnStages).sort());
    const stages = /latency_stages = \{([\s\S]*?)\n  \}/.exec(terraform)?.[1] ?? '';
    expect(all(stages, /^\s+(\w+)\s+=/gm)).toEqual(noted);
  });
});

describe('alerts', () => {
  it('have a runbook each, and every runbook an alert', async () => {
    const block = /_alerts = \{([\s\S]*?)\n  \}\n\}/.exec(terraform)?.[1] ?? '';
    const alerts = all(block, /^ {4}([\w-]+) = \{/gm);
    const pages = await readdir(join(repository, 'docs/runbooks'));
    expect(alerts.length).toBeGreaterThan(5);
    expect(pages.sort()).toEqual(alerts.map((name) => `${name}.md`).sort());
  });

  it('send runbooks short enough for a notification, 8 KiB', async () => {
    const runbooks = join(repository, 'docs/runbooks');
    for (const page of await readdir(runbooks)) {
      const text = await readFile(join(runbooks, page), 'utf8');
      expect(Buffer.byteLength(text), page).toBeLessThan(8_192);
      expect(text, page).toMatch(/^## (?:What to look at|What to do)$/m);
    }
  });
});
