import type { Connection } from '../../data/management.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useWords } from '../../words/index.ts';

const TONES: Record<Connection['state'], Tone> = { active: 'ok', suspended: 'warn', revoked: 'bad' };

export function ConnectionState({ state }: Pick<Connection, 'state'>) {
  return <Badge tone={TONES[state]}>{useWords().connections.states[state]}</Badge>;
}
