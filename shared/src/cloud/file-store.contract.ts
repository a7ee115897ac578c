import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FileMissingError, type FileStore } from './file-store.ts';

/** What every file store keeps. `open` may give the same bucket every time: each test works below a prefix of its own. */
export function describeFileStore(name: string, open: () => Promise<FileStore>): void {
  describe(`${name} keeps the FileStore contract`, () => {
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);

    it('reads back what was written, byte for byte', async () => {
      await using files = await open();
      const path = `${randomUUID()}/call 1/été.wav`;
      const content = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256);
      await files.write(path, content, 'audio/wav');
      expect(Buffer.from(await files.read(path)).equals(Buffer.from(content))).toBe(true);
    });

    it('keeps an empty file', async () => {
      await using files = await open();
      const path = `${randomUUID()}/empty`;
      await files.write(path, new Uint8Array(), 'application/octet-stream');
      expect(await files.read(path)).toHaveLength(0);
    });

    it('replaces a file with a shorter one and its content type', async () => {
      await using files = await open();
      const path = `${randomUUID()}/a`;
      await files.write(path, text('a long first version'), 'text/plain');
      await files.write(path, text('{}'), 'application/json');
      expect(Buffer.from(await files.read(path)).toString()).toBe('{}');
      expect(await files.list(path)).toEqual([
        { path, sizeBytes: 2, contentType: 'application/json' },
      ]);
    });

    it('reports a file that is not there, and deletes it without complaint', async () => {
      await using files = await open();
      const path = `${randomUUID()}/none`;
      await expect(files.read(path)).rejects.toThrow(FileMissingError);
      await files.delete(path);
    });

    it('forgets what is deleted', async () => {
      await using files = await open();
      const path = `${randomUUID()}/a`;
      await files.write(path, text('a'), 'text/plain');
      await files.delete(path);
      await expect(files.read(path)).rejects.toThrow(FileMissingError);
      expect(await files.list(path)).toEqual([]);
    });

    it('lists by prefix, sorted by path, and a prefix may end within a name', async () => {
      await using files = await open();
      const root = randomUUID();
      for (const path of ['b/2', 'a', 'b/1', 'bb', 'c']) {
        await files.write(`${root}/${path}`, text(path), 'text/plain');
      }
      const listed = await files.list(`${root}/b`);
      expect(listed.map(({ path }) => path.slice(root.length + 1))).toEqual(['b/1', 'b/2', 'bb']);
      expect(listed[0]).toMatchObject({ sizeBytes: 3, contentType: 'text/plain' });
      expect(await files.list(`${root}/none`)).toEqual([]);
    });

    it('shows a reader the old or the new file, never a part', async () => {
      await using files = await open();
      const path = `${randomUUID()}/a`;
      const version = (n: number): Uint8Array => new Uint8Array(100_000).fill(n);
      await files.write(path, version(0), 'application/octet-stream');
      const writer = (async () => {
        for (let n = 1; n <= 5; n += 1) {
          await files.write(path, version(n), 'application/octet-stream');
        }
      })();
      for (let read = 0; read < 5; read += 1) {
        const content = await files.read(path);
        expect(content).toHaveLength(100_000);
        expect(new Set(content).size).toBe(1);
      }
      await writer;
    });

    it.each(['../escape', '/absolute', 'a/../../escape', 'a//b', '', 'a\\..\\b', 'a/\u0000b'])(
      'refuses the path %j',
      async (path) => {
        await using files = await open();
        await expect(files.write(path, text('a'), 'text/plain')).rejects.toThrow(TypeError);
        await expect(files.read(path)).rejects.toThrow(TypeError);
        await expect(files.delete(path)).rejects.toThrow(TypeError);
      },
    );
  });
}
