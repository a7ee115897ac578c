import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');

/** Step id to its text, without comments. */
async function stepsOf(file: string): Promise<Map<string, string>> {
  const text = await readFile(join(repository, file), 'utf8');
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const [, steps = ''] = lines.join('\n').split(/^steps:\n/m);
  const blocks = steps.split(/^ {2}- id: /m).slice(1);
  return new Map(blocks.map((block) => [block.split('\n', 1)[0] ?? '', block.trim()]));
}

const deploy = await stepsOf('cloudbuild.yaml');
const pullRequest = await stepsOf('cloudbuild.pull-request.yaml');

describe('the build of a pull request', () => {
  it('checks exactly what the build that deploys checks', () => {
    for (const id of ['install', 'check', 'test', 'config-check', 'terraform-check', 'bundle']) {
      expect(pullRequest.get(id), id).toBe(deploy.get(id));
    }
  });

  it('pushes and applies nothing', () => {
    const everything = [...pullRequest.values()].join('\n');
    expect(everything).not.toMatch(/docker push|terraform apply|args: \[apply|^images:/m);
    expect(pullRequest.has('apply')).toBe(false);
  });
});

describe('the build that deploys', () => {
  it('waits for every check before it pushes an image, and for all before it applies', () => {
    const waits = (id: string): string[] =>
      /waitFor: \[(.*)\]/.exec(deploy.get(id) ?? '')?.[1]?.split(', ') ?? [];
    const before = (id: string): string[] => waits(id).flatMap((each) => [each, ...before(each)]);
    expect(before('image')).toEqual(
      expect.arrayContaining(['bundle', 'check', 'config-check', 'test']),
    );
    expect(before('apply')).toEqual(expect.arrayContaining(['plan', 'image', 'terraform-check']));
  });

  it('deploys the image by its digest', () => {
    expect(deploy.get('image')).toContain('RepoDigests');
    expect(deploy.get('plan')).toContain('relay_image=$$(cat ../relay-image)');
  });

  it('keeps where the image came from: its provenance is asked for, and the image is listed', async () => {
    const text = await readFile(join(repository, 'cloudbuild.yaml'), 'utf8');
    expect(text).toMatch(/^ {2}requestedVerifyOption: VERIFIED$/m);
    expect(text).toMatch(/^images: \['\$\{_IMAGE\}:\$BUILD_ID'\]$/m);
  });

  it('is approved by somebody before it starts, and the other looks only', async () => {
    const text = await readFile(join(repository, 'terraform/build.tf'), 'utf8');
    const [, pullRequest = '', deployment = ''] = text.split(
      /^resource "google_cloudbuild_trigger"/m,
    );
    expect(pullRequest).toContain('cloudbuild.pull-request.yaml');
    expect(pullRequest).toContain('plan_service_account');
    expect(deployment).toContain('approval_required = true');
  });
});

describe('every build', () => {
  it.each([
    ['cloudbuild.yaml', deploy],
    ['cloudbuild.pull-request.yaml', pullRequest],
  ])('%s waits only for steps that come before, and runs scripts that exist', async (_, steps) => {
    const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const seen: string[] = [];
    for (const [id, text] of steps) {
      const waits = /waitFor: \[(.*)\]/.exec(text)?.[1]?.split(', ') ?? [];
      for (const wait of waits.filter((each) => each !== "'-'")) expect(seen, id).toContain(wait);
      const script = /entrypoint: npm\n\s+args: \[run, ([\w-]+)/.exec(text)?.[1];
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
      seen.push(id);
    }
    expect(seen.length).toBeGreaterThan(6);
  });
});
