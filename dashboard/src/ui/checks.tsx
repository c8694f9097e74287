import { Check, Minus, X } from 'lucide-react';
import { useWords } from '../words/index.ts';

export interface CheckResult {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed. */
  detail?: string | undefined;
}

const LOOKS = {
  passed: { Icon: Check, look: 'bg-ok-soft text-ok' },
  failed: { Icon: X, look: 'bg-danger-soft text-danger' },
  skipped: { Icon: Minus, look: 'bg-sunken text-soft' },
};

/** The checks of a decision in their order, as ticks: what passed, what failed, and what was not reached. */
export function Checks({ checks }: { checks: readonly CheckResult[] }) {
  const { ui } = useWords();
  return (
    <ol className="grid gap-2">
      {checks.map(({ name, outcome, detail }) => {
        const { Icon, look } = LOOKS[outcome];
        return (
          <li key={name} className="flex items-start gap-3">
            <span
              className={`mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full ${look}`}
            >
              <Icon size={13} strokeWidth={3} aria-hidden="true" />
            </span>
            <span>
              <span
                className={outcome === 'failed' ? 'font-semibold' : outcome === 'passed' ? '' : 'text-soft'}
              >
                {ui.checks[name as keyof typeof ui.checks] ?? name}
              </span>
              <span className="sr-only">: {ui.outcomes[outcome]}</span>
              {detail && <span className="block text-sm text-soft">{detail}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
