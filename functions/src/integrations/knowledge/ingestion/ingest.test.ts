import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { knowledgeDocumentSchema } from '@standardiste/shared/contracts/profile.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { chunkDocument } from './chunk-document.ts';
import { ingest } from './ingest.ts';
import { readSections } from './read-sections.ts';

const profileId = 'ecole-demo';

async function open(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
  const store = await openMemoryDocumentStore({ clock: new VirtualClock() });
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  return {
    folder,
    store,
    write,
    remove: (name: string) => rm(join(folder, name)),
    ingest: (options: { path?: string; isDryRun?: boolean } = {}) =>
      ingest({
        store,
        profileId,
        path: options.path ?? folder,
        isDryRun: options.isDryRun ?? false,
        onProgress: () => undefined,
      }),
    texts: async () =>
      (await store.query({ collection: `profiles/${profileId}/knowledge` })).map(
        ({ data }) => knowledgeDocumentSchema.parse(data).text,
      ),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const tarifs =
  '# Tarifs\n\nLe BTS coûte 2 900 euros.\n\n## Remise\n\nCinq pour cent *au comptant*.\n';
const page =
  '<html><head><title>x</title></head><body><nav>Menu</nav><h1>Stages</h1><p>Deux stages.</p><ul><li>À l&#39;étranger</li></ul><script>1</script></body></html>';

describe('the ingestion', () => {
  it('writes only what changed, and removes what has disappeared', async () => {
    await using under = await open({ 'tarifs.md': tarifs, 'pages/stages.html': page });
    expect(await under.ingest()).toMatchObject({ fileCount: 2, added: 3, skipped: [] });
    expect(await under.ingest()).toMatchObject({ added: 0, changed: 0, unchanged: 3, removed: 0 });
    await under.write('tarifs.md', tarifs.replace('2 900', '3 000'));
    expect(await under.ingest()).toMatchObject({ added: 0, changed: 1, unchanged: 2, removed: 0 });
    await under.remove('pages/stages.html');
    expect(await under.ingest()).toMatchObject({ unchanged: 2, removed: 1 });
    expect((await under.texts()).sort()).toEqual([
      'Cinq pour cent au comptant.',
      'Le BTS coûte 3 000 euros.',
    ]);
  });

  it('names a bad file, ingests the rest, and keeps what the file said before', async () => {
    await using under = await open({ 'tarifs.md': tarifs, 'note.txt': 'Fermé en août.' });
    await under.ingest();
    await under.write('note.txt', new Uint8Array([0xff, 0xfe, 0x00]));
    await under.write('faux.pdf', 'ceci n’est pas un PDF');
    const report = await under.ingest();
    expect(report.skipped.map(({ source }) => source)).toEqual(['faux.pdf', 'note.txt']);
    expect(report).toMatchObject({ unchanged: 2, removed: 0 });
    expect(await under.texts()).toContain('Fermé en août.');
  });

  it('reads every kind of file', async () => {
    await using under = await open({
      'tarifs.md': '# Tarifs\n\nGratuit.',
      'stages.HTM': page,
      'note.txt': 'Fermé en août.',
      'brochure.pdf': smallPdf,
    });
    expect(await under.ingest()).toMatchObject({ fileCount: 4, skipped: [] });
    expect(await under.texts()).toContain('Le BTS coute 2900 euros');
  });

  it('says so when there is nothing at the path', async () => {
    await using under = await open({});
    const nowhere = under.ingest({ path: join(under.folder, 'nowhere') });
    await expect(nowhere).rejects.toThrow(/nothing to read at .*nowhere/);
  });

  it('writes nothing in a dry run', async () => {
    await using under = await open({ 'tarifs.md': tarifs });
    expect(await under.ingest({ isDryRun: true })).toMatchObject({ added: 2 });
    expect(await under.texts()).toEqual([]);
  });

  it('takes one file alone, and leaves other files and hand-written documents', async () => {
    await using under = await open({ 'tarifs.md': tarifs, 'note.txt': 'Fermé en août.' });
    const byHand = { id: 'main', title: 'À la main', text: 'Écrit par quelqu’un.' };
    const path = paths.knowledge(profileId, 'main');
    await under.store.commit([{ type: 'set', path, data: byHand }]);
    await under.ingest();
    await under.write('tarifs.md', '# Tarifs\n\nGratuit.');
    const report = await under.ingest({ path: join(under.folder, 'tarifs.md') });
    expect(report).toMatchObject({ fileCount: 1, changed: 1, removed: 1 });
    expect((await under.texts()).sort()).toEqual([
      'Fermé en août.',
      'Gratuit.',
      'Écrit par quelqu’un.',
    ]);
  });
});

describe('readSections', () => {
  const read = (extension: string, text: string) =>
    readSections(extension, new TextEncoder().encode(text), 'fichier');

  it('reads HTML as one reads the page', async () => {
    expect(await read('html', page)).toEqual({
      title: 'Stages',
      sections: [{ headings: [], text: "Deux stages.\n\nÀ l'étranger" }],
    });
  });

  it('reads a PDF', async () => {
    const { sections } = await read('pdf', smallPdf);
    expect(sections[0]?.text).toBe('Le BTS coute 2900 euros');
  });

  it.each([
    ['an empty file', 'md', ''],
    ['a binary file', 'txt', 'a\0b'],
    ['another type', 'docx', 'x'],
  ])('refuses %s', async (_name, extension, text) => {
    await expect(read(extension, text)).rejects.toThrow(/./);
  });
});

describe('chunkDocument', () => {
  it('splits what is long, and repeats the last sentence', () => {
    const sentence = (n: number) => `Ceci est la phrase numéro ${n} du long texte.`;
    const text = Array.from({ length: 80 }, (_, n) => sentence(n)).join(' ');
    const chunks = chunkDocument('long.md', { title: 'Long', sections: [{ headings: [], text }] });
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(knowledgeDocumentSchema.parse(chunk)).toEqual(chunk);
    for (const { text: part } of chunks) expect(part.length).toBeLessThanOrEqual(1_402);
    const last = /Ceci est la phrase numéro \d+ du long texte\.$/;
    const end = last.exec(chunks[0]?.text ?? '')?.[0] ?? '-';
    expect(chunks[1]?.text.startsWith(end)).toBe(true);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
  });
});

/** One page with one line. The offsets are wrong; readers mend that. */
const smallPdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 53>>stream
BT /F1 12 Tf 10 50 Td (Le BTS coute 2900 euros) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`;
