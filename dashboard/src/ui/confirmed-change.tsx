import type { Input, OperationId } from '../data/call.ts';
import { useChange } from '../data/queries.ts';
import { Confirm } from './dialog.tsx';
import { Refusal } from './form.tsx';
import { telling } from './toast.tsx';

interface ConfirmedChangeProps<Id extends OperationId> {
  change: Id;
  input: Input<Id>;
  /** The operations whose answers it may make outdated. */
  touches: readonly OperationId[];
  open?: boolean;
  title: string;
  action: string;
  /** It says which things stop working, and whether that can be undone. */
  text: string;
  /** It says afterwards what was done. */
  done: string;
  /** Is called afterwards; without it, the dialog closes. */
  onDone?: () => void;
  onClose: () => void;
}

/** Asks before a change that cannot be undone, makes it, and says so in the dialog if it was refused. */
export function ConfirmedChange<Id extends OperationId>({
  change,
  input,
  touches,
  open = true,
  text,
  done,
  onDone,
  ...dialog
}: ConfirmedChangeProps<Id>) {
  const { mutate, isPending, error } = useChange(change, touches);
  return (
    <Confirm
      {...dialog}
      open={open}
      busy={isPending}
      onConfirm={() => mutate(input, telling(done, onDone ?? dialog.onClose))}
    >
      <p>{text}</p>
      <Refusal refused={error} />
    </Confirm>
  );
}
