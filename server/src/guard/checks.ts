import { NOBODY, type Trace } from '../audit/api-called.ts';
import type { Soon } from '../lib/soon.ts';
import { type Check, CHECKS as NAMES } from '../model/index.ts';
import type { Facts, GuardCheck, Judged, Known } from './facts.ts';
import { traceOf } from './identify/presented-token.ts';
import type { Failure } from './refusal/refusals.ts';

/** The first check that a call fails, the reason, and the caller as far as it was known by then. */
export interface Failed {
  check: GuardCheck;
  failure: Failure;
  trace: Trace;
  facts: Facts;
}

/** Declares a check that rests on the facts named in `given`, and notes those that it finds. */
export function check<Names extends keyof Facts>(
  name: GuardCheck['name'],
  given: readonly Names[],
  judge: (facts: Known<Names>) => Soon<Judged>,
  when: Pick<GuardCheck, 'withoutCaller' | 'beside' | 'last'> = {},
): GuardCheck {
  return { name, given, judge: judge as GuardCheck['judge'], ...when };
}

/**
 * Runs the checks in order, each of which adds to the facts. Returns the first failure, or `null`. A
 * decision ends there; an explanation continues with the checks whose facts are known. Throws if facts are
 * missing although no check has failed: a call must not pass because a check was left out of the list. Returns
 * a promise only if a check does.
 */
export function ask(
  checks: readonly GuardCheck[],
  facts: Facts,
  goOn: 'to the end' | 'until one fails' = 'until one fails',
): Soon<Failed | null> {
  return askFrom(0, null, { checks, facts, goOn });
}

interface Asking {
  checks: readonly GuardCheck[];
  facts: Facts;
  goOn: 'to the end' | 'until one fails';
}

function askFrom(start: number, before: Failed | null, asking: Asking): Soon<Failed | null> {
  const { checks, facts, goOn } = asking;
  let failed = before;
  for (let at = start; at < checks.length; at++) {
    const each = checks[at] as GuardCheck;
    if (failed && goOn === 'until one fails' && !each.beside) break;
    if (failed && each.last) continue;
    if (!isKnown(each.given, facts)) {
      if (failed) continue;
      throw new Error(`the check of ${each.name} was reached without all that it rests on`);
    }
    const judged = each.judge(facts);
    if (judged instanceof Promise) return whenJudged(judged, at, failed, asking);
    failed = noted(each, judged, failed, facts);
  }
  return failed;
}

/** Apart from the loop, which would otherwise make room for what a promise needs at every check. */
function whenJudged(
  judged: Promise<Judged>,
  at: number,
  failed: Failed | null,
  asking: Asking,
): Promise<Failed | null> {
  const each = asking.checks[at] as GuardCheck;
  return judged.then((value) => askFrom(at + 1, noted(each, value, failed, asking.facts), asking));
}

/** Notes the result of a check. Returns the first failure. */
function noted(check: GuardCheck, failure: Judged, failed: Failed | null, facts: Facts): Failed | null {
  if (!failure) {
    facts.passed.push(check);
    return failed;
  }
  facts.failures.push({ check, failure });
  return failed ?? { check, failure, trace: whose(facts, failure), facts };
}

function isKnown(names: readonly (keyof Facts)[], facts: Facts): boolean {
  for (const name of names) if (facts[name] == null) return false;
  return true;
}

function whose({ acting, token }: Facts, { trace }: Failure): Trace {
  return trace ?? acting?.trace ?? (token ? traceOf(token) : NOBODY);
}

/** Returns the outcome of each check by name: passed, failed with the reason, or skipped. */
export function explained(
  all: readonly GuardCheck[],
  { passed, failures }: Pick<Facts, 'passed' | 'failures'>,
): Check[] {
  return NAMES.map((name) => {
    const parts = all.filter((each) => each.name === name);
    const [failure] = parts.flatMap((each) =>
      failures.flatMap(({ check, failure }) => (check === each ? failure : [])),
    );
    if (failure) return { check: name, outcome: 'failed', detail: failure.why ?? failure.detail };
    return { check: name, outcome: parts.every((each) => passed.includes(each)) ? 'passed' : 'skipped' };
  });
}
