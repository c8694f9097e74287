import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons at the end; the first is the one that acts. */
  actions?: ReactNode;
  /** A dialog that a click beside it does not close, so that a secret shown once is not lost. */
  holds?: boolean;
}

/** A dialog over the page. The focus stays in it and returns afterwards to where it was. */
export function Dialog({ open, onClose, title, children, actions, holds = false }: DialogProps) {
  const { ui } = useWords();
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={holds}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-black/45 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="fixed inset-x-0 bottom-0 z-30 max-h-[90dvh] overflow-y-auto rounded-t-card border border-line bg-card p-5 shadow-card transition-[opacity,transform] data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:inset-auto sm:top-[12dvh] sm:left-1/2 sm:max-h-[76dvh] sm:w-[min(34rem,calc(100vw-2rem))] sm:-translate-x-1/2 sm:rounded-card sm:p-6">
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Close
              aria-label={ui.close}
              className="-mt-1 -mr-2 inline-flex size-9 items-center justify-center rounded-lg text-soft hover:bg-sunken hover:text-text"
            >
              <X size={18} aria-hidden="true" />
            </Base.Close>
          </div>
          <div className="mt-3 grid gap-4">{children}</div>
          {actions && (
            <div className="mt-6 flex flex-row-reverse flex-wrap gap-3 max-sm:*:grow">{actions}</div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  title: string;
  /** It says which things stop working, and whether that can be undone. */
  children: ReactNode;
  action: string;
  busy?: boolean;
  problem?: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ action, busy = false, problem, onConfirm, children, ...dialog }: ConfirmProps) {
  const { ui } = useWords();
  return (
    <Dialog
      {...dialog}
      actions={
        <>
          <Button weight="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
          <Button onClick={dialog.onClose}>{ui.cancel}</Button>
        </>
      }
    >
      {children}
      {problem && (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
