import { glob } from 'node:fs/promises';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { check, report } from './check.ts';
import { findPostgres, startCluster, TEST_POSTGRES_URL } from './postgres.ts';
import { testProcesses } from './test-processes.ts';
import { installTools } from './tools.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['server/test', 'sdk/test', 'examples/test', 'bench/test'];
/** For two cores; more files at once would only slow down every test. */
const AT_ONCE = 2;
const SLOWEST = 12;
/** A test file that hangs fails after this time. */
const MOST_MS_A_FILE = 4 * 60_000;
/** A process that does not end although its files have, or that is stuck in one, is ended after this time. */
const MOST_MS_A_PROCESS = MOST_MS_A_FILE + 2 * 60_000;

interface Tally {
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

/**
 * `npm test`: the checks and every test. `npm test -- words` runs only the files whose path contains one of
 * the words, without the checks. In CI (`CI=true`) a skipped test counts as failed, because everything can be
 * installed there.
 */
async function main(words: string[]): Promise<boolean> {
  const files = await testFiles(words);
  if (files.length === 0) {
    console.error(`No file of tests has ${words.join(' or ')} in its path.`);
    return false;
  }
  // While the first tests wait for a disk or an answer, the checks have a processor to themselves.
  const checking = words.length > 0 ? [] : check();
  await installTools();
  const stopPostgres = await startPostgres(files);
  const tally = await runTests(files).finally(stopPostgres);

  if (words.length === 0) showSlowest(tally.took);
  const checked = report(await checking);
  for (const line of tally.skipped) console.log(`skipped: ${line}`);
  for (const file of tally.unfinished) console.log(`unfinished: ${file}: its process ended before it did`);
  const refused = process.env.CI === 'true' ? tally.skipped.length : 0;
  if (refused > 0) console.log('In CI nothing may be skipped.');
  if (!checked) console.log('The checks failed: see above.');
  console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`);
  return checked && tally.failed + tally.unfinished.length + refused === 0;
}

/** One server for all files that have `postgres` in their path, unless there is one already. Returns a function that stops it. */
async function startPostgres(files: string[]): Promise<() => Promise<void>> {
  const wanted = files.some((file) => file.includes('postgres'));
  if (!wanted || process.env[TEST_POSTGRES_URL] || findPostgres() === null) return async () => {};
  const { url, stop } = await startCluster();
  process.env[TEST_POSTGRES_URL] = url;
  return stop;
}

async function testFiles(words: string[]): Promise<string[]> {
  const files: string[] = [];
  for (const folder of FOLDERS) {
    for await (const file of glob(`${folder}/**/*.test.ts`, { cwd: ROOT })) files.push(file);
  }
  const chosen = words.length > 0 ? files.filter((file) => words.some((word) => file.includes(word))) : files;
  return chosen.sort();
}

async function runTests(files: string[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 1, unfinished: [], skipped: [], took: new Map() };
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());

  const { modules, remove } = testProcesses(ROOT, files, MOST_MS_A_FILE);
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
      tally.skipped.push(`${relative(ROOT, file ?? '')}: ${name}: ${reason}`);
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
  shown.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => shown.once('end', resolve).once('error', reject)).finally(remove);
  tally.unfinished = files.filter((file) => !tally.took.has(file));
  return tally;
}

/** Times include waiting for the other file that runs at the same time. */
function showSlowest(took: Map<string, number>): void {
  const slowest = [...took].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
  console.log(`The ${slowest.length} slowest files:`);
  for (const [file, ms] of slowest) console.log(`${(ms / 1_000).toFixed(1).padStart(7)} s  ${file}`);
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
