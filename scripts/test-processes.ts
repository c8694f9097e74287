import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One process loads the server once for so many files. More would leave a processor idle at the end. */
const MOST_FILES = 24;
/** As many files that start programs and wait for them share one. */
const MOST_WAITING = 3;
/**
 * The beginnings of the paths of the longest files, longest first, by process. They start first. Those that compile Go share one:
 * side by side each would compile the standard library for itself.
 */
const LONGEST = [
  ['server/test/packages/'],
  ['chaos/test/short'],
  ['chaos/test/planted'],
  ['server/test/openapi/matching/real-routers/', 'sdk/test/guards/go', 'sdk/test/guards/page'],
  ['sdk/test/guards/python'],
  ['examples/test/conformance/fapi'],
  ['examples/test/conformance/openid'],
  ['examples/test/hostile'],
  ['server/test/store/postgres/store'],
];
/** Files that start the demo or the bench, and wait for it. They come next, each in a process of its own. */
const WITH_PROGRAMS = ['examples/', 'bench/', 'chaos/test/planted', 'chaos/test/short'];
const STARTS_PROGRAMS = /\b(?:start|share|join)Demo\b|\bstartRig\b|'node:child_process'/;
/** Files that share one demo have to be in one process. */
const SHARES = /\bjoinDemo\((.*?)\)/;
/** A file that changes its process, or measures it, would disturb the others in it. */
const CHANGES_ITS_PROCESS =
  /\bsetFlagsFromString\b|\bstepsOf\b|\bprocess\.(?:env(?:\.\w+|\[\w+\]) = |memoryUsage|cpuUsage|chdir|exit\()/;

export interface TestProcesses {
  /** Modules to be run by `node:test`. Each reports one suite for every test file, named by its path. */
  modules: string[];
  /** Removes the modules. */
  remove(): void;
}

/**
 * Distributes test files over processes, since most files take less time to run than to load the server. Each file
 * stays a suite of its own: its hooks are its own, and it fails by its own name, also if it cannot be loaded or takes
 * more than `mostMs`. The paths are relative to `root`.
 */
export function testProcesses(root: string, files: string[], mostMs: number): TestProcesses {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tests-'));
  const modules = distribute(files, (file) => readFileSync(join(root, file), 'utf8')).map(
    (together, index) => {
      const module = join(folder, `${index + 1}.test.mjs`);
      const suites = together.map((file) => {
        const url = JSON.stringify(pathToFileURL(join(root, file)).href);
        return `describe(${JSON.stringify(file)}, { timeout: ${mostMs} }, () => import(${url}));\n`;
      });
      writeFileSync(module, `import { describe } from 'node:test';\n${suites.join('')}`);
      return module;
    },
  );
  return { modules, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Returns the files of each process, in the order in which they start. */
export function distribute(files: string[], textOf: (file: string) => string): string[][] {
  const longest = LONGEST.map((starts) =>
    starts.flatMap((start) => files.filter((file) => file.startsWith(start))),
  ).filter((together) => together.length > 0);
  const others = files.filter((file) => !longest.flat().includes(file));
  const alone = others.filter((file) => CHANGES_ITS_PROCESS.test(textOf(file)));
  const together = others.filter((file) => !alone.includes(file));
  const waiting = together.filter(
    (file) => WITH_PROGRAMS.some((start) => file.startsWith(start)) && STARTS_PROGRAMS.test(textOf(file)),
  );
  const short = together.filter((file) => !waiting.includes(file));
  const shareOf = (file: string) => SHARES.exec(textOf(file))?.[1];
  const sharing = Map.groupBy(
    waiting.filter((file) => shareOf(file) !== undefined),
    shareOf,
  );
  return [
    ...longest,
    ...alone.map((file) => [file]),
    ...sharing.values(),
    ...inProcesses(
      waiting.filter((file) => shareOf(file) === undefined),
      MOST_WAITING,
    ),
    ...inProcesses(short, MOST_FILES),
  ];
}

/** Distributes files evenly over as few processes as hold them. */
function inProcesses(files: string[], most: number): string[][] {
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, at) => files.filter((_file, index) => index % count === at));
}
