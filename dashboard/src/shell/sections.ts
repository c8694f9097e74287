import { Building2, House, KeyRound, type LucideIcon, ShieldCheck } from 'lucide-react';
import type { Words } from '../words/index.ts';

export interface Section {
  to: string;
  name: keyof Words['shell'];
  icon: LucideIcon;
}

/** For those who develop applications. */
export const DEVELOPER: readonly Section[] = [{ to: '/', name: 'overview', icon: House }];

/** For those who operate the API. */
export const OWNER: readonly Section[] = [
  { to: '/owner/tenants', name: 'tenants', icon: Building2 },
  { to: '/owner/operators', name: 'operators', icon: ShieldCheck },
  { to: '/owner/tokens', name: 'tokens', icon: KeyRound },
];
