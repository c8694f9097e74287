import {
  Activity,
  Blocks,
  Building2,
  ChartColumn,
  Gauge,
  House,
  KeyRound,
  Languages,
  type LucideIcon,
  Radio,
  ScrollText,
  ServerCog,
  ShieldCheck,
  Signature,
  UserCog,
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
export const DEVELOPER: readonly Section[] = [{ to: '/', name: 'overview', icon: House }];

/** For those who operate the API. */
export const OWNER: readonly Section[] = [];

export const ICONS = {
  Activity,
  Blocks,
  Building2,
  ChartColumn,
  Gauge,
  KeyRound,
  Languages,
  Radio,
  ScrollText,
  ServerCog,
  ShieldCheck,
  Signature,
  UserCog,
  Users,
  Webhook,
};
