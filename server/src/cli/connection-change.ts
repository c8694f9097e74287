import { StartError } from '../config/environment/start-error.ts';
import type { AuditEvent, GrantId, Instant, TenantId } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { API_OPTIONS, API_USAGE, type Command, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

/** The operator decides as a manager of the tenant does: its users cannot undo it. */
interface Change {
  grantId: GrantId;
  tenantId: TenantId;
  now: Instant;
  byManager: true;
  audit: AuditEvent[];
}

export const connectionSuspend = changing('suspend', {
  summary: 'stop a connection until somebody resumes it',
  kind: 'authorization.changed',
  detail: { suspended: true },
  change: (store, change) => store.suspendGrant({ ...change, suspended: true }),
  done: 'is suspended: its tokens are refused until latchkey connection resume.',
});

export const connectionResume = changing('resume', {
  summary: 'let a suspended connection work again',
  kind: 'authorization.changed',
  detail: { suspended: false },
  change: (store, change) => store.suspendGrant({ ...change, suspended: false }),
  done: 'works again.',
});

export const connectionRevoke = changing('revoke', {
  summary: 'end a connection with all its tokens',
  kind: 'authorization.revoked',
  detail: {},
  change: (store, change) => store.revokeGrant(change),
  done: 'has ended, with all its tokens. Only a manager can allow it again.',
});

interface Kind {
  summary: string;
  kind: AuditEvent['kind'];
  detail: AuditEvent['detail'];
  change(store: Store, change: Change): Promise<string>;
  done: string;
}

function changing(verb: string, { summary, kind, detail, change, done }: Kind): Command {
  const name = `connection ${verb}`;
  return command({
    name,
    summary,
    usage: `latchkey ${name} <id> --tenant <id>

  --tenant <id>     the tenant that it belongs to; latchkey connection list shows ids
${API_USAGE}`,
    options: { ...API_OPTIONS, tenant: { type: 'string' } },
    positionals: { least: 1, most: 1 },
    async run({ values, positionals }, terminal) {
      const [id = ''] = positionals;
      const { tenant } = values;
      if (!tenant) throw new StartError('Name the tenant that it belongs to: --tenant <id>.');
      return withStore('change', values, terminal, async ({ store, config }) => {
        const { id: tenantId } = await tenantNamed(tenant, { store, config });
        const found = await store.grantIn(id, tenantId);
        if (!found) throw new StartError(`${tenant} has no connection ${id} (latchkey connection list).`);
        const { id: grantId, userId, clientId, connectedAccountId, mode } = found.grant;
        const about = { tenantId, userId, clientId, grantId, connectedAccountId, mode, detail };
        const audit = [atTheTerminal(kind, about)];
        const outcome = await change(store, { grantId, tenantId, now: Date.now(), byManager: true, audit });
        if (outcome === 'unknown')
          throw new StartError(`${id} was revoked: it can only be authorized again.`);
        terminal.say(outcome === 'already' ? `${id} had been revoked before.` : `${id} ${done}`);
        return 0;
      });
    },
  });
}
