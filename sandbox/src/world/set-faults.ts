import type { SetFaults, WorldOrigins } from './world-contract.ts';

/** Replaces the fault rules of one simulated vendor. @throws Error when the outside world refuses them. */
export async function setFaults(
  { control }: Pick<WorldOrigins, 'control'>,
  vendor: SetFaults['vendor'],
  rules: SetFaults['rules'],
): Promise<void> {
  const response = await fetch(`${control}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vendor, rules }),
  });
  if (!response.ok)
    throw new Error(`The faults of ${vendor} were refused: ${await response.text()}`);
}
