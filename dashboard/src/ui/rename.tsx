import { useState } from 'react';
import type { Input, OperationId } from '../data/call.ts';
import { useChange } from '../data/queries.ts';
import { useWords } from '../words/index.ts';
import { TextField } from './field.tsx';
import { FormDialog } from './form.tsx';
import { telling } from './toast.tsx';

interface RenameProps<Id extends OperationId> {
  title: string;
  label: string;
  name: string;
  change: Id;
  input: (name: string) => Input<Id>;
  etag: string | undefined;
  /** The operations whose answers it makes outdated. */
  touches: readonly OperationId[];
  onClose: () => void;
}

/** Another name for something. If somebody else changed it since the dialog opened, it says so. */
export function Rename<Id extends OperationId>(props: RenameProps<Id>) {
  const { title, label, name, etag, onClose } = props;
  const { ui } = useWords();
  const [draft, setDraft] = useState(name);
  // Of what was there when the dialog opened.
  const [base, setBase] = useState(etag);
  const save = useChange(props.change, props.touches);
  const submit = () => save.mutate({ ...props.input(draft), ifMatch: base }, telling(ui.saved, onClose));
  return (
    <FormDialog
      open
      onClose={onClose}
      title={title}
      action={ui.save}
      change={save}
      onSubmit={submit}
      onReload={() => {
        setDraft(name);
        setBase(etag);
        save.reset();
      }}
    >
      <TextField label={label} value={draft} onChange={setDraft} at="/name" />
    </FormDialog>
  );
}
