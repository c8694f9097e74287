import type { Activity, Anomaly, AnomalyKind, Instant } from '../../model/index.ts';
import { burst } from './burst.ts';
import type { AnomalySettings, Finding, Rule } from './finding.ts';
import { type Habits, MOST_TOLD, newHabits } from './habits.ts';
import { hourOf } from './hour.ts';
import { learnHour, noteBlocks } from './learn.ts';
import { newNetwork } from './new-network.ts';
import { refusals } from './refusals.ts';
import { repeatedRefresh } from './repeated-refresh.ts';
import { unusualHour } from './unusual-hour.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** An anomaly that goes on, or comes again at the same time of the next day, is told once. */
const TOLD_FOR = 1.5 * DAY;

const RULES: Record<AnomalyKind, Rule> = {
  new_network: newNetwork,
  repeated_refresh: repeatedRefresh,
  refusals,
  burst,
  unusual_hour: unusualHour,
};

/**
 * `all`: whoever holds the token is the subject. Requests of a platform come from the same servers for all its customers: so
 * its networks are judged for the platform (`networks`), and only the use for each connected account (`use`).
 */
export type Watch = 'all' | 'networks' | 'use';

const WATCHED: Record<Watch, ReadonlySet<AnomalyKind>> = {
  all: new Set(['new_network', 'repeated_refresh', 'refusals', 'burst', 'unusual_hour']),
  networks: new Set(['new_network', 'repeated_refresh']),
  use: new Set(['refusals', 'burst', 'unusual_hour']),
};

export interface Judged {
  habits: Habits;
  anomalies: Anomaly[];
}

/**
 * Judges an hour of one subject by its habits, and learns from it. Hours come in order; one that was judged before, or comes
 * too late, changes nothing, so that nothing is told twice.
 *
 * @param rows at least one
 */
export function judge(
  watch: Watch,
  before: Habits | null,
  at: Instant,
  rows: readonly Activity[],
  tide: number,
  { quietDays, kinds }: AnomalySettings,
): Judged {
  const start = { ...newHabits(at), ...before };
  if (before !== null && at <= before.through) return { habits: before, anomalies: [] };
  const hour = hourOf(at, rows);
  const isQuiet = at - start.begun < quietDays * DAY;
  const habits = noteBlocks(start, hour, isQuiet);
  const found = (isQuiet ? [] : Object.values(RULES)).flatMap((rule): Finding[] => {
    const finding = rule(habits, hour, { tide, isServers: watch === 'networks' });
    return finding && WATCHED[watch].has(finding.kind) && kinds.has(finding.kind) ? [finding] : [];
  });
  const fresh = found.filter((finding) => !wasTold(habits, finding, at));
  const learned = learnHour(habits, hour, tide, new Set(fresh.map(({ kind }) => kind)));
  return {
    habits: noteTold(learned, fresh, at),
    anomalies: fresh.map(({ since, ...finding }) => ({
      ...finding,
      since: since === undefined ? at : since - (since % HOUR),
      until: at + HOUR,
    })),
  };
}

/** A block is told once; where none is named, the kind is told once a day. */
function wasTold({ told }: Habits, { kind, facts }: Finding, at: Instant): boolean {
  return told.some(
    (each) =>
      each.kind === kind &&
      (facts.block === undefined ? at - each.at < TOLD_FOR : each.block === facts.block),
  );
}

/** A block that was told of is neither known nor new from then on, until somebody says that it was no thief. */
function noteTold(habits: Habits, findings: Finding[], at: Instant): Habits {
  const told = findings.map(({ kind, facts: { block } }) => ({
    kind,
    at,
    ...(block === undefined ? {} : { block }),
  }));
  const blocks = new Set(told.flatMap(({ block }) => (block === undefined ? [] : [block])));
  return {
    ...habits,
    told: [...told, ...habits.told].slice(0, MOST_TOLD),
    fresh: habits.fresh.filter(({ block }) => !blocks.has(block)),
  };
}
