import { useDraft } from '../../data/draft.ts';
import { useSave } from '../../data/queries.ts';
import { Form } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import type { ClientProps } from './client-props.ts';
import { reasonsOf, ScopeChoice, scopeDraftOf } from './scope-choice.tsx';

/** Scopes are changed later without touching what customers have allowed. */
export function ClientScopes({ client, etag, again }: ClientProps) {
  const { clients: words, ui } = useWords();
  const { draft, base, change, rebase } = useDraft({ data: client, etag }, scopeDraftOf);
  const save = useSave('changeClient', ['getClient', 'listClients']);
  const submit = () =>
    save.mutate(
      {
        path: { client: client.id },
        body: { scopes: draft.scopes, scopeReasons: reasonsOf(draft) },
        ifMatch: base,
      },
      telling(ui.saved, rebase),
    );
  const reload = async () => {
    const now = await again();
    if (now) rebase(now);
    save.reset();
  };
  return (
    <Form action={ui.save} change={save} onSubmit={submit} onReload={() => void reload()}>
      <p className="text-soft">{words.scopesLater}</p>
      <ScopeChoice kind={client.kind} value={draft} onChange={change} />
    </Form>
  );
}
