import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { findFreePort } from '../supervisor/free-port.ts';
import { measureStart } from './start-process.ts';

const context = { clock: systemClock, nowMs: () => systemClock.now() };

async function program(code: string) {
  const port = await findFreePort();
  return {
    arguments: ['-e', code],
    directory: '.',
    environment: { PORT: String(port) },
    port,
    use: async (origin: string) => (await fetch(origin)).ok,
  };
}

describe('measuring a start', () => {
  it('tells listening from ready: what is put off until the first use is not hidden', async () => {
    const start = await program(`
      let isReady = false;
      require('node:http').createServer((_, response) => {
        setTimeout(() => { response.writeHead(isReady ? 200 : 503).end(); isReady = true; }, 60);
      }).listen(process.env.PORT);`);
    const { listeningMs, readyMs, settledMs } = await measureStart(start, context);
    expect(readyMs - listeningMs).toBeGreaterThan(115);
    expect(settledMs).toBeNaN();
  });

  it('says what a process printed that ended instead', async () => {
    const start = await program('console.error("no variables"); process.exit(1)');
    await expect(measureStart(start, context)).rejects.toThrow('no variables');
  });
});
