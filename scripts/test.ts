import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { check, PROJECTS, report } from './check.ts';
import { useMemory } from './memory-folder.ts';
import { findPostgres, startCluster, TEST_POSTGRES_URL } from './postgres.ts';
import { runTests } from './test-run.ts';
import { installTools } from './tools.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['server/test', 'sdk/test', 'examples/test', 'bench/test', 'chaos/test'];
const SLOWEST = 12;

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
  const checking = words.length > 0 ? [] : check(PROJECTS);
  await installTools();
  const removeMemory = useMemory();
  const stopPostgres = await startPostgres(files);
  const tally = await runTests(ROOT, files).finally(stopPostgres).finally(removeMemory);

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

/** Times include waiting for the other files that run at the same time. */
function showSlowest(took: Map<string, number>): void {
  const slowest = [...took].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
  console.log(`The ${slowest.length} slowest files:`);
  for (const [file, ms] of slowest) console.log(`${(ms / 1_000).toFixed(1).padStart(7)} s  ${file}`);
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
