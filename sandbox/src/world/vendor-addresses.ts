import type { WorldOrigins } from './world-contract.ts';

/** Where each simulated vendor listens, as host and port, to its name: for whoever sees only the address. */
export function vendorAddresses(origins: WorldOrigins): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(origins).map(([name, url]) => [hostOf(url), name]));
}

function hostOf(url: string): string {
  return new URL(url).host;
}
