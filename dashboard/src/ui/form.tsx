import { type ReactNode, useEffect, useRef } from 'react';
import type { Fault, Refused } from '../data/call.ts';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { FaultsOfFields } from './faults.tsx';
import { focusFirstError } from './field.tsx';

interface FormProps {
  children: ReactNode;
  action: string;
  /** The change that it makes, with the reason if it was refused. Faults of single fields stand next to them. */
  change: { isPending: boolean; error: Refused | null };
  onSubmit: () => void;
  /** A second button, such as one that cancels. */
  other?: ReactNode;
  /** Shows what is there now, when somebody else changed it meanwhile. */
  onReload?: () => void;
}

/** A form that keeps what was typed when saving fails, and moves the focus to what is wrong. */
export function Form({ children, action, change, onSubmit, other, onReload }: FormProps) {
  const { isPending: busy, error: refused } = change;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refused) focusFirstError(form.current);
  }, [refused]);
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <FaultsOfFields
        refused={refused}
        rest={(elsewhere) => <Refusal refused={refused} faults={elsewhere} onReload={onReload} />}
      >
        {children}
      </FaultsOfFields>
      <div className="mt-1 flex flex-wrap gap-3 max-sm:*:grow">
        <Button type="submit" weight="primary" busy={busy}>
          {action}
        </Button>
        {other}
      </div>
    </form>
  );
}

/** Says why a change was refused. Another person's change in between has an answer of its own. */
export function Refusal({
  refused,
  faults = refused?.errors ?? [],
  onReload,
}: {
  refused: Refused | null;
  /** Those that stand next to no field; without it, all. */
  faults?: readonly Fault[];
  onReload?: (() => void) | undefined;
}) {
  const { shell } = useWords();
  if (!refused) return null;
  if (refused.code === 'changed_meanwhile') {
    return (
      <Notice tone="warn">
        <p className="font-semibold">{shell.changedMeanwhile}</p>
        <p>{shell.changedMeanwhileText}</p>
        {onReload && (
          <Button small className="mt-2" onClick={onReload}>
            {shell.reload}
          </Button>
        )}
      </Notice>
    );
  }
  if (refused.code === 'not_found') return <Notice tone="warn">{shell.gone}</Notice>;
  if (refused.code === 'reauthentication_required') return <Notice tone="warn">{shell.notProven}</Notice>;
  if (refused.errors.length > 0) {
    return faults.length === 0 ? null : (
      <Notice tone="bad">{faults.map(({ detail }) => detail).join(' ')}</Notice>
    );
  }
  return <Notice tone="bad">{refused.status === 0 ? shell.offline : refused.message}</Notice>;
}

interface FormDialogProps extends Omit<FormProps, 'other'> {
  open: boolean;
  title: string;
  onClose: () => void;
}

/** A form over the page. */
export function FormDialog({ open, title, onClose, ...form }: FormDialogProps) {
  const { ui } = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={title} holds>
      <Form {...form} other={<Button onClick={onClose}>{ui.cancel}</Button>} />
    </Dialog>
  );
}
