import type { About, Act, Answered, Gained, Sent } from '../src/journal/act.ts';
import type { Observed, Row } from '../src/judge/observed.ts';

/** A journal that a test writes line by line; each deed takes 10 ms, and 10 ms pass until the next. */
export class Written {
  readonly lines: (Sent | Answered)[] = [];
  at = 0;
  about: About = { connection: 'ann', life: 'ann 1', tenant: 'acme' };

  /** Writes a deed with its answer. Returns the line that was sent. */
  deed(act: Act, outcome: Answered['outcome'] = 'done', gained: Gained = {}, status = 200): number {
    const line = this.lines.length + 1;
    const { about, at } = this;
    this.lines.push({ line, at, about, act });
    const answered = { line: line + 1, at: at + 10, to: line, outcome, gained };
    this.lines.push(
      outcome === 'unknown'
        ? { ...answered, status: null, requestId: null }
        : { ...answered, status, requestId: outcome === 'done' ? `req_${line}` : null },
    );
    this.at += 20;
    return line;
  }

  refused(act: Act, status: number, problem = ''): number {
    return this.deed(act, 'refused', { problem }, status);
  }

  /** Sent, and never answered. */
  lost(act: Act): number {
    const line = this.lines.length + 1;
    this.lines.push({ line, at: this.at, about: this.about, act });
    this.at += 20;
    return line;
  }
}

const LEAVES: Partial<Record<Act['kind'], string>> = {
  consent: 'authorization.granted',
  redeem: 'code.redeemed',
  refresh: 'token.refreshed',
  call: 'api.called',
  suspend: 'authorization.changed',
  'end-family': 'token.revoked',
  'give-back': 'token.revoked',
  'end-connection': 'authorization.revoked',
  'end-personal': 'personal_token.revoked',
};
const TELLS: Partial<Record<Act['kind'], string>> = {
  consent: 'connection.authorized',
  'end-connection': 'connection.revoked',
};

/** The rows and events of a server that kept everything that it acknowledged. */
export function allInOrder({ lines }: Written): Observed {
  const done = lines.flatMap((line) => {
    const answer = lines.find((each) => 'to' in each && each.to === line.line);
    return 'to' in line || !answer || !('to' in answer) || answer.outcome !== 'done'
      ? []
      : [{ line, answer }];
  });
  const rows = done.map(
    ({ line: { act, about }, answer }, index): Row => ({
      ...{ id: index + 1, kind: LEAVES[act.kind] ?? 'none', outcome: 'allowed', grantId: about.connection },
      ...{ tenantId: about.tenant, requestId: answer.requestId },
      detail: act.kind === 'suspend' ? { suspended: act.to } : {},
    }),
  );
  const events = done.flatMap(({ line: { act, about } }, index) => {
    const type = act.kind === 'suspend' ? `connection.${act.to ? 'suspended' : 'resumed'}` : TELLS[act.kind];
    return type ? [{ id: `evt_${index}`, type, grantId: about.connection, genuine: true }] : [];
  });
  const counted = rows.filter(({ kind }) => kind === 'api.called').length;
  return { rows, events, counted, sealed: { ok: true, said: '' }, strays: [] };
}
