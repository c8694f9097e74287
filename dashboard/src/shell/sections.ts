import {
  AppWindow,
  BellRing,
  Blocks,
  Bot,
  Building2,
  ChartColumn,
  Code2,
  FileKey,
  Gauge,
  House,
  KeyRound,
  KeySquare,
  Languages,
  ListChecks,
  type LucideIcon,
  ScrollText,
  Server,
  Settings,
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

/** For those who operate the API: who has access, and what they do. */
export const OWNER: readonly Section[] = [
  { to: '/owner/tenants', name: 'tenants', icon: Building2 },
  { to: '/owner/users', name: 'users', icon: Users },
  { to: '/owner/clients', name: 'clients', icon: Blocks },
  { to: '/owner/developers', name: 'developers', icon: Code2 },
  { to: '/owner/registered', name: 'registered', icon: Bot },
  { to: '/owner/personal-tokens', name: 'personalTokens', icon: KeySquare },
  { to: '/owner/alerts', name: 'alerts', icon: BellRing },
  { to: '/owner/usage', name: 'usage', icon: ChartColumn },
  { to: '/owner/audit', name: 'audit', icon: ScrollText },
  { to: '/owner/webhooks', name: 'webhooks', icon: Webhook },
];

/** The same people: how the API is set up, and how it runs. */
export const SETUP: readonly Section[] = [
  { to: '/owner/scopes', name: 'scopes', icon: ListChecks },
  { to: '/owner/dialects', name: 'dialects', icon: Languages },
  { to: '/owner/plans', name: 'plans', icon: Gauge },
  { to: '/owner/settings', name: 'settings', icon: Settings },
  { to: '/owner/keys', name: 'keys', icon: FileKey },
  { to: '/owner/nodes', name: 'nodes', icon: Server },
  { to: '/owner/operators', name: 'operators', icon: ShieldCheck },
  { to: '/owner/tokens', name: 'tokens', icon: KeyRound },
];
