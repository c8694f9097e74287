import type { Deed } from '../../journal/act.ts';
import type { Allowance, Violation } from '../observed.ts';
import type { Standing } from '../standing.ts';

/** Milliseconds within which a code is redeemed or may have expired. */
const CODE_LIFE = 30_000;

/** A token that has ended opens nothing any more, on any node, for good. */
export function endedStaysEnded(
  deeds: readonly Deed[],
  standing: Standing,
  { stale }: Allowance,
): Violation[] {
  return deeds.flatMap((deed) => {
    const { act, answer } = deed;
    if (answer.outcome !== 'done') return [];
    // Only calls are decided from what a node remembers.
    const ending =
      act.kind === 'call'
        ? standing.endedBy(deed, stale)
        : act.kind === 'refresh'
          ? standing.endedBy(deed)
          : null;
    if (!ending) return [];
    const after = Math.round(deed.at - ending.answer.at);
    const says = `${ending.act.kind} was acknowledged, and ${act.kind} succeeded ${after} ms later`;
    return [{ rule: 'ended stays ended', says, lines: [ending.line, deed.line] }];
  });
}

/** Tokens, families, codes and sessions that were acknowledged work until something ends them. */
export function acknowledgedWorks(deeds: readonly Deed[], standing: Standing): Violation[] {
  const consents = new Map(
    deeds.flatMap((deed) => (deed.answer.gained.code ? [[deed.answer.gained.code, deed]] : [])),
  );
  const redeems = Map.groupBy(
    deeds.filter(({ act }) => act.kind === 'redeem'),
    ({ act }) => (act.kind === 'redeem' ? act.code : ''),
  );
  const lost = (deed: Deed, what: string): Violation => {
    const { status, gained } = deed.answer;
    const says =
      `${what} was acknowledged and is refused: ${status ?? 'no status'} ${gained.problem ?? ''}`.trim();
    return { rule: 'nothing acknowledged is lost', says, lines: [deed.line] };
  };
  return deeds.flatMap((deed) => {
    const { act, answer } = deed;
    if (answer.outcome !== 'refused') return [];
    if (answer.gained.problem === 'signed_out') return [lost(deed, 'a session')];
    switch (act.kind) {
      case 'call':
        return answer.status === 403 || standing.mayHaveEnded(deed) ? [] : [lost(deed, 'a token')];
      case 'refresh':
        return standing.mayHaveEnded(deed) || standing.suspended(deed).has(true)
          ? []
          : [lost(deed, 'a family')];
      case 'redeem': {
        const consent = consents.get(act.code);
        const sentOnce = redeems.get(act.code)?.length === 1;
        if (!consent || !sentOnce || standing.mayHaveEnded(deed)) return [];
        return deed.at - consent.answer.at > CODE_LIFE ? [] : [lost(deed, 'a code')];
      }
      case 'end-family':
      case 'end-personal':
      case 'end-connection':
      case 'give-back':
      case 'suspend':
        // An attempt without an answer may have left nothing to end.
        return standing.mayHaveEnded(deed) ? [] : [lost(deed, `what ${act.kind} needs`)];
      default:
        return [lost(deed, `what ${act.kind} needs`)];
    }
  });
}

/** A connection is suspended when its last acknowledged change says so, and otherwise not. */
export function settingsStand(deeds: readonly Deed[], standing: Standing): Violation[] {
  return deeds.flatMap((deed) => {
    const { act, answer } = deed;
    if (act.kind !== 'call' || standing.mayHaveEnded(deed)) return [];
    const values = standing.suspended(deed);
    if (values.size > 1) return [];
    const [suspended] = values;
    const opened = answer.outcome === 'done';
    const stopped = answer.outcome === 'refused' && answer.status === 403;
    const wrong = suspended ? opened : stopped;
    if (!wrong) return [];
    const says = `the connection is ${suspended ? '' : 'not '}suspended, and a call was ${opened ? 'allowed' : 'refused'}`;
    return [{ rule: 'settings stand', says, lines: [deed.line] }];
  });
}

/** A code is redeemed once, and a refresh token has one successor. */
export function onceIsOnce(deeds: readonly Deed[]): Violation[] {
  const done = deeds.filter(({ answer }) => answer.outcome === 'done');
  const spent = Map.groupBy(done, ({ act }) =>
    act.kind === 'redeem' ? `code ${act.code}` : act.kind === 'refresh' ? `refresh token ${act.token}` : '',
  );
  return [...spent].flatMap(([what, all]) => {
    if (what === '' || all.length < 2) return [];
    const successors = new Set(all.map(({ answer }) => answer.gained.refresh));
    // A refresh token that is repeated has the same successor again.
    if (what.startsWith('refresh') && successors.size === 1) return [];
    const [word] = what.split(/ (?=\S+$)/);
    const says = `a ${word} was exchanged ${all.length} times, for ${successors.size} families or successors`;
    return [{ rule: 'once is once', says, lines: all.map(({ line }) => line) }];
  });
}

/** The API behind is told the tenant of the token, and no other. */
export function tenantsAreApart(deeds: readonly Deed[]): Violation[] {
  return deeds
    .filter(
      ({ answer, about }) => answer.gained.tenant !== undefined && answer.gained.tenant !== about.tenant,
    )
    .map(({ line, answer, about }) => ({
      rule: 'tenants are apart',
      says: `a token of ${about.tenant} opened data of ${answer.gained.tenant}`,
      lines: [line],
    }));
}
