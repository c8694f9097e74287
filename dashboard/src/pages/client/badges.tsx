import type { Client } from '../../data/management.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useWords } from '../../words/index.ts';

const TONES: Record<Client['state'], Tone> = { active: 'ok', pending: 'warn', suspended: 'bad', held: 'bad' };

export function StateBadge({ state }: Pick<Client, 'state'>) {
  return <Badge tone={TONES[state]}>{useWords().clients.states[state]}</Badge>;
}

export function ModeBadge({ mode }: Pick<Client, 'mode'>) {
  return <Badge tone={mode === 'sandbox' ? 'accent' : 'neutral'}>{useWords().clients.modes[mode]}</Badge>;
}

export function VerifiedBadge({ verified }: Pick<Client, 'verified'>) {
  const words = useWords().clients;
  return <Badge tone={verified ? 'ok' : 'neutral'}>{verified ? words.verified : words.unverified}</Badge>;
}
