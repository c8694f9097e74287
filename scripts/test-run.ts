import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { testProcesses } from './test-processes.ts';

/** For two cores: while one process waits for a disk, a browser or a program, two others work. */
const AT_ONCE = 3;
/** A test file that hangs fails after this time, which is long enough for any on a machine that does ten other things. */
const MOST_MS_A_FILE = 10 * 60_000;
/** A process that does not end although its files have, or that is stuck in one, is ended after this time. */
const MOST_MS_A_PROCESS = 2 * MOST_MS_A_FILE;

export interface Tally {
  passed: number;
  /** Counts as failed until the run has reported its summary. */
  failed: number;
  /** Test files that reported no result, because their process ended before. */
  unfinished: string[];
  /** One line each, with the reason. */
  skipped: string[];
  /** Milliseconds that each file took, by its path. */
  took: Map<string, number>;
}

/** Runs the test files, whose paths are relative to `root`, and prints their results to `output`. */
export async function runTests(
  root: string,
  files: string[],
  output: NodeJS.WritableStream = process.stdout,
): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 1, unfinished: [], skipped: [], took: new Map() };
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());

  const { modules, remove } = testProcesses(root, files, MOST_MS_A_FILE);
  const events = run({
    files: modules,
    concurrency: AT_ONCE,
    timeout: MOST_MS_A_PROCESS,
    signal: abort.signal,
  });
  events.on('test:pass', ({ skip, name, file, details, nesting }) => {
    if (nesting === 0) tally.took.set(name, details.duration_ms);
    if (skip !== undefined && skip !== false) {
      const reason = typeof skip === 'string' ? skip : 'no reason given';
      tally.skipped.push(`${relative(root, file ?? '')}: ${name}: ${reason}`);
    }
  });
  let failedFiles = 0;
  events.on('test:fail', ({ name, details, nesting }) => {
    if (nesting > 0) return;
    tally.took.set(name, details.duration_ms);
    failedFiles += 1;
  });
  events.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return;
    tally.passed = counts.passed;
    // A file that cannot be loaded has no tests that could fail.
    tally.failed = Math.max(failedFiles, counts.tests - counts.passed - counts.skipped - counts.todo);
  });
  const shown = events.compose(new spec());
  shown.pipe(output, { end: false });
  await new Promise((resolve, reject) => shown.once('end', resolve).once('error', reject)).finally(remove);
  tally.unfinished = files.filter((file) => !tally.took.has(file));
  return tally;
}
