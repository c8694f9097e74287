/**
 * In milliseconds. Ctrl-C reaches a process in several ways at once, so a second one counts only after this
 * time.
 */
const SAME_SIGNAL_WITHIN = 1_000;

/** Resolves when the process is told to stop. Told again later, the process ends at once. */
export async function untilTold(): Promise<void> {
  await new Promise<void>((resolve) => {
    let told = Number.POSITIVE_INFINITY;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (Date.now() - told > SAME_SIGNAL_WITHIN) process.exit(1);
        told = Math.min(told, Date.now());
        resolve();
      });
    }
  });
}
