import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';

/** One file of code, with what it imports: repository paths for relative imports, otherwise as written. */
export interface Source {
  text: string;
  imports: string[];
}

/** Repository path (`server/src/lib/clock.ts`) → source. */
export type Sources = Map<string, Source>;

const MOST_LINES = 350;
const LONGEST_CHAIN = 8;
/** Has a line for each operation of the management API; nobody reads it from top to bottom. */
const MADE_BY_A_PROGRAM = 'dashboard/src/data/management.ts';
const PACKAGES = ['wire', 'server', 'sdk', 'dashboard', 'examples', 'bench', 'chaos', 'scripts'];
const IMPORT =
  /(?:^|[^\w.$])(?:import|export)\s*(?:type\s+)?(?:[\w*{][^'"`;]*?\bfrom\s*)?(?:\(|\s*)['"]([^'"\n]+)['"]/g;
const VAGUE_FOLDER = /(^|\/)(utils?|helpers?|shared|common|misc)\//;

/** Names and globals with which a function sees the world: its answer depends on more than its arguments. */
const IMPURE_IMPORT = /^(node:|pino$|find-my-way$)/;
const IMPURE_CALL =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|randomBytes\(|randomUUID\(|getRandomValues\(|process\.|fetch\(|setTimeout\(|setInterval\(|systemClock\b|newId\(|newSecret\(|newToken\()/;
const PURE = ['access', 'rules', 'openapi/matching'];
/** It judges by journals and what was found, so that a test can hand it any. */
const JUDGE = 'chaos/src/judge/';
/** Pure functions of Node's own: the same bytes give the same answer. */
const PURE_NODE = new Set(['node:crypto', 'node:net', 'node:buffer', 'node:url']);

/** Every rule of the house about who may know whom. Each returns what breaks it, in words. */
export const RULES: Record<string, (sources: Sources) => string[]> = {
  foundationsStandAlone,
  wireStandsAlone,
  guardPackageStandsAlone,
  dashboardStandsAlone,
  pureStaysPure,
  timeOfDayIsHandedIn,
  standingIsJudgedInRules,
  guardAndOauthAreStrangers,
  openapiStandsBelowGuard,
  managementApiKnowsNoNoun,
  onePlaceNamesTheDatabase,
  modelIsReadonly,
  stateHangsOnRuntime,
  arrowsRunOneWay,
  noImportCycles,
  guardReadsInOneSitting,
  noVagueFolders,
  noLongFiles,
  noNameTwice,
};

export function brokenRules(sources: Sources): string[] {
  return Object.values(RULES).flatMap((rule) => rule(sources));
}

/** `lib` and `model` are what everything stands on. */
export function foundationsStandAlone(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from }) => isIn(from, 'lib') || isIn(from, 'model'))
    .filter(({ to }) => to.startsWith('server/') && !isIn(to, 'lib') && !isIn(to, 'model'))
    .map(({ from, to }) => `${from} imports ${to}: lib and model import nothing above them`);
}

/** `wire` is what the server and every guard agree on, so it knows neither, and needs no package. */
export function wireStandsAlone(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path.startsWith('wire/'))
    .flatMap(([path, { imports }]) =>
      imports.filter((to) => !to.startsWith('wire/')).map((to) => `${path} imports ${to}: wire stands alone`),
    );
}

/** The guard is installed without the server. */
export function guardPackageStandsAlone(sources: Sources): string[] {
  return edges(sources)
    .filter(
      ({ from, to }) => from.startsWith('sdk/src/') && /^(server|examples|bench|chaos|scripts)\//.test(to),
    )
    .map(({ from, to }) => `${from} imports ${to}: the guard has only sdk/src and wire`);
}

/** The dashboard runs in a browser, and knows the server by the management API alone. */
export function dashboardStandsAlone(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path.startsWith('dashboard/src/'))
    .flatMap(([path, { imports }]) =>
      imports
        .filter(
          (to) => /^(wire|server|sdk|examples|bench|chaos|scripts)\//.test(to) || to.startsWith('node:'),
        )
        .map((to) => `${path} imports ${to}: the dashboard calls the management API`),
    );
}

/** `access`, `rules` and `openapi/matching` decide by their arguments alone: no I/O, no clock, no chance. */
export function pureStaysPure(sources: Sources): string[] {
  const broken: string[] = [];
  for (const [path, { text, imports }] of sources) {
    if (!PURE.some((room) => isIn(path, room)) && !path.startsWith(JUDGE)) continue;
    for (const name of imports) {
      if (IMPURE_IMPORT.test(name) && !PURE_NODE.has(name))
        broken.push(`${path} imports ${name}: it must stay pure`);
      if (isIn(name, 'store')) broken.push(`${path} imports ${name}: pure rules are handed what was loaded`);
    }
    const call = IMPURE_CALL.exec(withoutComments(text));
    if (call) broken.push(`${path} uses ${call[1]}: it must stay pure, so hand it in as an argument`);
  }
  return broken;
}

/** A test turns its own clock, so the program's is read in one place. A command of the command line ends before it would differ. */
export function timeOfDayIsHandedIn(sources: Sources): string[] {
  return [...sources]
    .filter(
      ([path]) => path.startsWith('server/src/') && path !== 'server/src/lib/clock.ts' && !isIn(path, 'cli'),
    )
    .filter(([, { text }]) => /\bDate\.now\(|\bnew Date\(\)/.test(withoutComments(text)))
    .map(([path]) => `${path} reads the time of day: take it from the clock that is handed in`);
}

/**
 * Whether a grant, family, code or token stands is one fact for every room. A room that compared the columns by itself would
 * miss the next thing that the answer depends on.
 */
export function standingIsJudgedInRules(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path.startsWith('server/src/') && !isIn(path, 'rules'))
    .flatMap(([path, { text }]) => {
      const judged = STANDING.exec(withoutComments(text))?.[0];
      return judged ? [`${path} judges ${judged}: ask rules/grant/standing.ts or rules/token/`] : [];
    });
}

const STANDING =
  /\b(revokedAt|redeemedAt|usedAt|grantVersion|grant\.version)\s*[!=]==|\bstatus\s*[!=]==\s*'(active|suspended|revoked|pending|allowed|denied|redeemed)'/;

export function guardAndOauthAreStrangers(sources: Sources): string[] {
  return edges(sources)
    .filter(
      ({ from, to }) =>
        (isIn(from, 'guard') && isIn(to, 'oauth')) || (isIn(from, 'oauth') && isIn(to, 'guard')),
    )
    .map(({ from, to }) => `${from} imports ${to}: guard never imports oauth, nor the reverse`);
}

/** A document means the same to every room that asks, so its compiler knows none of them. */
export function openapiStandsBelowGuard(sources: Sources): string[] {
  const below = ['openapi', 'access', 'config', 'lib', 'model'];
  return edges(sources)
    .filter(({ from, to }) => isIn(from, 'openapi') && to.startsWith('server/'))
    .filter(({ to }) => !below.some((room) => isIn(to, room)))
    .map(({ from, to }) => `${from} imports ${to}: openapi imports only ${below.slice(1).join(', ')}`);
}

/** Each noun is made of the foundation of the management API, so `manage/api` knows none; `manage/operations.ts` is the list. */
export function managementApiKnowsNoNoun(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from, to }) => isIn(from, 'manage/api') && /^server\/src\/manage\/.+\//.test(to))
    .filter(({ to }) => !isIn(to, 'manage/api'))
    .map(({ from, to }) => `${from} imports ${to}: manage/api knows no noun`);
}

/** Rooms hand records of the model to each other, so a room that changed one would change it for all of them. */
export function modelIsReadonly(sources: Sources): string[] {
  const types = /^export (?:interface [^{]*\{[\s\S]*?^\}|type [\s\S]*?;$)/gm;
  const member = /(?<=[{;]\s+)(?!readonly )[\w[][\w\]: ]*\??:/g;
  const list = /(?<!readonly )(?<![\w\]})>])(?:\w+|\{[^}]*\}|\[[^\]]*\]|\([^)]*\)|Record<[^>]*>)\[\]/g;
  return [...sources]
    .filter(([path]) => isIn(path, 'model') || /^wire\/(caller|refusal)\.ts$/.test(path))
    .flatMap(([path, { text }]) =>
      [...withoutComments(text).matchAll(types)]
        .flatMap(([type]) => [...(type.match(member) ?? []), ...(type.match(list) ?? [])])
        .map((found) => `${path} has ${found} without readonly: nobody changes what another room reads`),
    );
}

/**
 * State that hung on an API by a map of some file's own could neither be seen nor counted. A WeakMap is for what belongs to
 * one request, and for what follows from a configuration, an operation of its document, or rows as they were read: these never change.
 */
export function stateHangsOnRuntime(sources: Sources): string[] {
  return [...sources]
    .filter(
      ([path, { text }]) =>
        path.startsWith('server/src/') && /\bnew Weak(Map|Set)\b/.test(withoutComments(text)),
    )
    .filter(
      ([, { text }]) =>
        !/\bnew WeakMap<(IncomingMessage|ApiConfig|ScopeRules|Operation|AccessRecord|ActingFor),/.test(text),
    )
    .map(([path]) => `${path} keeps state in a WeakMap: give it a place in server/src/runtime.ts`);
}

/** Of the program itself; tests open what they want. */
export function onePlaceNamesTheDatabase(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from }) => from.startsWith('server/src/') && from !== NAMES_A_DATABASE)
    .filter(({ from, to }) => databaseOf(to) !== null && databaseOf(to) !== databaseOf(from))
    .map(({ from, to }) => `${from} imports ${to}: only ${NAMES_A_DATABASE} names a concrete database`);
}

const NAMES_A_DATABASE = 'server/src/databases.ts';
const CONCRETE_STORE = /^server\/src\/store\/(sqlite|postgres)\//;

/** The database that a file is written for: `sqlite` for those below `store/sqlite`. */
function databaseOf(path: string): string | null {
  return CONCRETE_STORE.exec(path)?.[1] ?? null;
}

/** Folders of `server/src` form no circle. */
export function arrowsRunOneWay(sources: Sources): string[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges(sources)) {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source && target && source !== target) add(graph, source, target);
  }
  return circles(graph).map((circle) => `${circle.join(' → ')}: arrows between folders run one way`);
}

/** Types included: a circle of types is a circle in the reader's head. */
export function noImportCycles(sources: Sources): string[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges(sources)) add(graph, from, to);
  return circles(graph).map((circle) => `${circle.join(' → ')}: an import cycle`);
}

/** A reader of one file of the guard has at most this many to open, one below the other, before the last imports no other. */
export function guardReadsInOneSitting(sources: Sources): string[] {
  const longest = new Map<string, string[]>();
  const chainFrom = (path: string): string[] => {
    const known = longest.get(path);
    if (known) return known;
    // Circles are another rule's business.
    longest.set(path, [path]);
    const below = (sources.get(path)?.imports ?? []).filter((to) => isIn(to, 'guard')).map(chainFrom);
    const chain = [path, ...(below.sort((one, other) => other.length - one.length)[0] ?? [])];
    longest.set(path, chain);
    return chain;
  };
  return [...sources.keys()]
    .filter((path) => isIn(path, 'guard'))
    .map(chainFrom)
    .filter(({ length }) => length > LONGEST_CHAIN)
    .map((chain) => `${chain.join(' → ')}: more than ${LONGEST_CHAIN} files below each other`);
}

export function noVagueFolders(sources: Sources): string[] {
  return [...sources.keys()]
    .filter((path) => VAGUE_FOLDER.test(path))
    .map((path) => `${path}: name the folder for what is in it`);
}

export function noLongFiles(sources: Sources): string[] {
  return [...sources]
    .map(([path, { text }]) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ path, lines }) => lines > MOST_LINES && path !== MADE_BY_A_PROGRAM)
    .map(({ path, lines }) => `${path} has ${lines} lines: split it below ${MOST_LINES}`);
}

/** A package is built beside its sources' names, so the script `copy.js` of a page and what `copy.ts` becomes would be one file. */
export function noNameTwice(sources: Sources): string[] {
  return [...sources.keys()]
    .filter((path) => path.endsWith('.js') && sources.has(path.replace(/\.js$/, '.ts')))
    .map((path) => `${path} and the file of its name in TypeScript become one in a package: rename one`);
}

/** All code of the repository under `root`. */
export async function readSources(root: string): Promise<Sources> {
  const sources: Sources = new Map();
  for (const name of PACKAGES) {
    const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const path = relative(root, file).split(sep).join('/');
      if (!entry.isFile() || path.includes('node_modules/') || !/\.(ts|tsx|js|mjs)$/.test(path)) continue;
      const text = await readFile(file, 'utf8');
      sources.set(path, { text, imports: importsOf(path, text) });
    }
  }
  return sources;
}

/**
 * Returns the imports of `text`, including type imports and dynamic ones, relative ones as repository paths.
 */
export function importsOf(path: string, text: string): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].flatMap(([, name]) => {
    if (name === undefined) return [];
    return name.startsWith('.') ? [posix.join(dirname(path), name)] : [name];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`server/src/${folder}/`);
}

/** First folder below `server/src`, or the file's own name there; in some rooms the folder or file inside. */
function folderOf(path: string): string | null {
  const inside = /^server\/src\/((?:gateway|guard|openapi)\/[^/]+|[^/]+)/.exec(path)?.[1];
  return inside ?? null;
}

function edges(sources: Sources): { from: string; to: string }[] {
  return [...sources].flatMap(([from, { imports }]) =>
    imports.filter((to) => to.includes('/')).map((to) => ({ from, to })),
  );
}

function add(graph: Map<string, Set<string>>, from: string, to: string): void {
  const known = graph.get(from);
  if (known) known.add(to);
  else graph.set(from, new Set([to]));
}

/** One circle for each group of nodes that reach each other, found by walking in depth. */
function circles(graph: Map<string, Set<string>>): string[][] {
  const found: string[][] = [];
  const finished = new Set<string>();
  const walk = (node: string, trail: string[]): void => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      found.push([...trail.slice(at), node]);
      return;
    }
    if (finished.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
    finished.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return found;
}
