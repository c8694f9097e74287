import {
  AppWindow,
  Blocks,
  Bot,
  Building2,
  Gauge,
  House,
  KeyRound,
  ListChecks,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  Users,
  Webhook,
} from 'lucide-react';
import type { Words } from '../words/index.ts';

export interface Section {
  to: string;
  name: keyof Words['shell'];
  icon: LucideIcon;
}

/** For those who develop applications. */
export const DEVELOPER: readonly Section[] = [
  { to: '/', name: 'overview', icon: House },
  { to: '/applications', name: 'applications', icon: AppWindow },
];

/** For those who operate the API. */
export const OWNER: readonly Section[] = [
  { to: '/owner/tenants', name: 'tenants', icon: Building2 },
  { to: '/owner/users', name: 'users', icon: Users },
  { to: '/owner/clients', name: 'clients', icon: Blocks },
  { to: '/owner/registered', name: 'registered', icon: Bot },
  { to: '/owner/scopes', name: 'scopes', icon: ListChecks },
  { to: '/owner/plans', name: 'plans', icon: Gauge },
  { to: '/owner/audit', name: 'audit', icon: ScrollText },
  { to: '/owner/webhooks', name: 'webhooks', icon: Webhook },
  { to: '/owner/operators', name: 'operators', icon: ShieldCheck },
  { to: '/owner/tokens', name: 'tokens', icon: KeyRound },
];
