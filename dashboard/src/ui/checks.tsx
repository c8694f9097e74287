import { Check, Minus, X } from 'lucide-react';
import { useWords } from '../words/index.ts';

export interface CheckResult {
  check: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, as the log has it. */
  detail?: string | undefined;
}

/** A sentence as the log has it, which was written in English whoever reads it. */
export function Recorded({ children }: { children: string }) {
  return <q lang="en">{children}</q>;
}

const LOOKS = {
  passed: { Icon: Check, look: 'bg-ok-soft text-ok' },
  failed: { Icon: X, look: 'bg-danger-soft text-danger' },
  skipped: { Icon: Minus, look: 'bg-sunken text-soft' },
};

/**
 * The checks of a decision in their order, as ticks: what passed, what failed, and what was not reached.
 *
 * @param said what the caller was told, which is not repeated at a check
 */
export function Checks({ checks, said }: { checks: readonly CheckResult[]; said: string }) {
  const { ui } = useWords();
  return (
    <ol className="grid gap-2">
      {checks.map(({ check, outcome, detail }) => {
        const { Icon, look } = LOOKS[outcome];
        return (
          <li key={check} className="flex items-start gap-3">
            <span
              className={`mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full ${look}`}
            >
              <Icon size={13} strokeWidth={3} aria-hidden="true" />
            </span>
            <span>
              <span
                className={outcome === 'failed' ? 'font-semibold' : outcome === 'passed' ? '' : 'text-soft'}
              >
                {ui.checks[check as keyof typeof ui.checks] ?? check}
              </span>
              <span className="sr-only">: {ui.outcomes[outcome]}</span>
              {detail && detail !== said && (
                <span className="block text-sm text-soft">
                  <Recorded>{detail}</Recorded>
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
