/** A signal that aborts when this process is asked to end (Ctrl-C, `kill`, a closed terminal). For composition roots. */
export function abortOnSignal(names: readonly NodeJS.Signals[]): AbortSignal {
  const controller = new AbortController();
  for (const name of names) {
    process.once(name, () => controller.abort(new Error(`Stopped by ${name}`)));
  }
  return controller.signal;
}
