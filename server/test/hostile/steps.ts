import { Session } from 'node:inspector';

/**
 * Counts the steps that a piece of work takes: how often each block of this project's own code runs, and how many
 * characters the built-in functions on texts are given. That a regular expression takes no more steps than it is given
 * characters is held by `regular-expressions.test.ts`. The same work takes the same number of steps on every machine.
 */
export function stepsOf(work: () => unknown): number {
  blocksRun();
  const meter = meterTexts();
  try {
    work();
  } finally {
    meter.stop();
  }
  return blocksRun() + meter.characters();
}

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** How often blocks of this project have run since this was last asked. */
function blocksRun(): number {
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error) throw error;
    for (const { url, functions } of result) {
      if (!/\/(server|sdk)\/src\//.test(url)) continue;
      for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
    }
  });
  return blocks;
}

type Text = (this: string, ...args: unknown[]) => unknown;

/** How many characters a call looks at, by its result where it stops early. */
const COSTS: Record<string, (text: string, args: unknown[], result: unknown) => number> = {
  slice: (_text, _args, result) => String(result).length,
  substring: (_text, _args, result) => String(result).length,
  startsWith: (_text, [start]) => String(start).length,
  endsWith: (_text, [end]) => String(end).length,
  indexOf: (text, [, from], result) =>
    (Number(result) < 0 ? text.length : Number(result)) - Number(from ?? 0),
};
const WHOLE = [
  ...[
    'split',
    'replace',
    'replaceAll',
    'match',
    'matchAll',
    'normalize',
    'toLowerCase',
    'toUpperCase',
    'trim',
  ],
  ...[
    'trimStart',
    'trimEnd',
    'includes',
    'lastIndexOf',
    'search',
    'isWellFormed',
    'concat',
    'padEnd',
    'repeat',
  ],
];

/** Every method of `String`, and what takes a text, counts until it is stopped. */
function meterTexts(): { characters(): number; stop(): void } {
  let count = 0;
  const undo: (() => void)[] = [];
  const patch = <Owner extends object>(
    owner: Owner,
    name: string,
    cost: (self: string, args: unknown[], result: unknown) => number,
  ) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    const original = descriptor?.value as Text | undefined;
    if (!descriptor || !original) throw new Error(`there is no ${name}`);
    const value: Text = function (...args) {
      const result = original.apply(this, args);
      count += cost(this, args, result);
      return result;
    };
    Object.defineProperty(owner, name, { ...descriptor, value });
    undo.push(() => Object.defineProperty(owner, name, descriptor));
  };
  for (const [name, cost] of Object.entries(COSTS)) patch(String.prototype, name, cost);
  for (const name of WHOLE) patch(String.prototype, name, (text) => text.length);
  const given = (_self: unknown, [text]: unknown[]) => (typeof text === 'string' ? text.length : 0);
  const exec = Object.getOwnPropertyDescriptor(RegExp.prototype, 'exec');
  const original = exec?.value as RegExp['exec'];
  const counting: RegExp['exec'] = function (this: RegExp, text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const result = original.call(this, text);
    count += (result ? result.index + result[0].length : String(text).length) - from;
    return result;
  };
  Object.defineProperty(RegExp.prototype, 'exec', { ...exec, value: counting });
  undo.push(() => Object.defineProperty(RegExp.prototype, 'exec', exec ?? {}));
  for (const name of ['decodeURIComponent', 'encodeURIComponent']) patch(globalThis, name, given);
  patch(JSON, 'parse', given);
  patch(Buffer, 'from', given);
  patch(URL, 'parse', given);
  return {
    characters: () => count,
    stop: () => {
      for (const each of undo.reverse()) each();
    },
  };
}
