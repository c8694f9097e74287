import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';
import { Code } from './code.tsx';
import { Dialog } from './dialog.tsx';

interface SecretProps {
  title: string;
  /** `null` while there is nothing to show. */
  secret: string | null;
  what: string;
  children?: ReactNode;
  onClose: () => void;
}

/** Shows a secret once. A click beside the dialog does not close it, so that the secret is not lost. */
export function SecretOnce({ title, secret, what, children, onClose }: SecretProps) {
  const { ui } = useWords();
  return (
    <Dialog
      open={secret !== null}
      onClose={onClose}
      title={title}
      holds
      actions={
        <Button weight="primary" onClick={onClose}>
          {ui.copiedIt}
        </Button>
      }
    >
      <p>{ui.shownOnce}</p>
      <Code text={secret ?? ''} what={what} />
      {children}
    </Dialog>
  );
}
