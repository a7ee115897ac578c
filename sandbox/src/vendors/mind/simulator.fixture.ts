import type { VendorSimulator } from '../simulator.ts';
import type { Mind } from './mind.ts';
import type { ModelSimulatorOptions, ModelSimulatorState } from './model-simulator.ts';

/** A mind that says a word and calls a tool, whatever it is asked. */
export const oneWordOneCall: Mind = () => ({
  text: 'Été.',
  toolCalls: [{ name: 'find_slots', arguments: { when: 'mardi' } }],
});

/** A simulator, and how to post to it. Whoever opens it disposes of it. */
export async function openSimulator<Request>(
  start: (options: ModelSimulatorOptions) => Promise<VendorSimulator<ModelSimulatorState<Request>>>,
  headers: Readonly<Record<string, string>>,
  options: ModelSimulatorOptions = {},
) {
  const simulator = await start({
    firstTokenMs: 0,
    tokensPerSecond: 1_000,
    mind: oneWordOneCall,
    ...options,
  });
  const post = (path: string, body: object, changed = headers): Promise<Response> =>
    fetch(`${simulator.origin}${path}`, {
      method: 'POST',
      headers: changed,
      body: JSON.stringify(body),
    });
  return { simulator, post, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

/** The JSON of every server-sent event. */
export async function eventsOf(response: Response): Promise<unknown[]> {
  const text = await response.text();
  return text
    .split(/\r?\n\r?\n/)
    .flatMap((event) => /^data: (\{.*)$/m.exec(event)?.[1] ?? [])
    .map((json): unknown => JSON.parse(json));
}
