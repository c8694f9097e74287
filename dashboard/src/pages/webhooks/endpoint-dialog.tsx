import { useState } from 'react';
import type { Tagged } from '../../data/call.ts';
import type { WebhookEndpoint } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { TextField, Tick } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { operationFor, type Whose } from './whose.ts';

interface EndpointDialogProps {
  whose: Whose;
  /** `null` for a new one. */
  endpoint: Tagged<WebhookEndpoint> | null;
  onClose: () => void;
  onAdded?: (secret: string) => void;
}

/** Where events are sent, which, and in which order. */
export function EndpointDialog({ whose, endpoint, onClose, onAdded }: EndpointDialogProps) {
  const { webhooks: words, ui } = useWords();
  const known = useRead('listEventTypes', {}).data?.data.data ?? [];
  const types = known.filter(({ ownersOnly }) => whose === null || !ownersOnly);
  const given = endpoint?.data;
  const [url, setUrl] = useState(given?.url ?? '');
  const [ordered, setOrdered] = useState(given?.ordered ?? false);
  /** `null`: all, and those to come. */
  const [events, setEvents] = useState<readonly string[] | null>(
    given === undefined || given.events.length === 0 ? null : given.events,
  );
  const touches = [
    operationFor(whose, 'listClientWebhooks'),
    operationFor(whose, 'getClientWebhook'),
  ] as const;
  const add = useChange(operationFor(whose, 'createClientWebhook'), touches);
  const change = useChange(operationFor(whose, 'changeClientWebhook'), touches);
  const client = whose ?? '';
  const submit = () => {
    const body = { url, ordered, ...(events === null ? {} : { events }) };
    if (given === undefined) {
      add.mutate(
        { path: { client }, body },
        {
          onSuccess({ secret }) {
            onClose();
            onAdded?.(secret);
          },
        },
      );
      return;
    }
    change.mutate(
      {
        path: { client, webhook: given.id },
        body: { ...body, events: events ?? [] },
        ifMatch: endpoint?.etag,
      },
      telling(ui.saved, onClose),
    );
  };
  const all = types.map(({ type }) => type);
  const toggle = (type: string, ticked: boolean) => {
    const chosen = events ?? all;
    const next = ticked ? [...chosen, type] : chosen.filter((each) => each !== type);
    setEvents(all.every((each) => next.includes(each)) ? null : next);
  };
  const action = given === undefined ? words.add : words.change;
  const refused = add.error ?? change.error;
  return (
    <FormDialog
      open
      onClose={onClose}
      title={action}
      action={given === undefined ? words.add : ui.save}
      change={{ isPending: add.isPending || change.isPending, error: refused }}
      onSubmit={submit}
    >
      <TextField
        label={words.url}
        hint={words.urlHint}
        type="url"
        placeholder="https://"
        value={url}
        onChange={setUrl}
        at="/url"
      />
      <Tick label={words.ordered} hint={words.orderedHint} checked={ordered} onChange={setOrdered} />
      <fieldset className="grid gap-0.5">
        <legend className="mb-1 text-sm font-medium">{words.events}</legend>
        {types.map(({ type, about }) => (
          <Tick
            key={type}
            label={<code className="text-sm">{type}</code>}
            hint={about}
            checked={events === null || events.includes(type)}
            onChange={(ticked) => toggle(type, ticked)}
          />
        ))}
      </fieldset>
    </FormDialog>
  );
}
