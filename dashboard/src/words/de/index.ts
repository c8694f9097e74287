import { calls } from './calls.ts';
import { clients } from './clients.ts';
import { connections } from './connections.ts';
import { overview } from './overview.ts';
import { owner } from './owner.ts';
import { running } from './running.ts';
import { shell } from './shell.ts';
import { tenant } from './tenant.ts';
import { ui } from './ui.ts';
import { webhooks } from './webhooks.ts';

export const DE = { calls, clients, connections, overview, owner, running, shell, tenant, ui, webhooks };
