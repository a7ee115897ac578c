import { createServer } from 'node:net';

/** Below the range from which systems take ports by themselves, so that nobody takes it between the look and the use. */
const firstPort = 20_000;
const portCount = 12_000;
const maxTries = 50;

/** A TCP port on the loopback interface that nobody listens on right now. @throws Error when none is found. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${maxTries} ports from ${firstPort} on was free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
