import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useList } from '../../data/queries.ts';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { TokenList } from '../tenant/tokens.tsx';

/** Which scripts have a key, of whom and to what? For a key that leaked, whoever it belongs to. */
export function AllPersonalTokens() {
  const { owner, shell } = useWords();
  const [filters] = useFilters();
  const list = useList('listAllTokens', { query: asked(filters, ['user']) } as Input<'listAllTokens'>);
  return (
    <Page title={shell.personalTokens} lead={owner.personalTokensLead}>
      <TokenList
        ofAll
        list={list}
        filters={[{ name: 'user', kind: 'text', label: owner.audit.fields.user }]}
      />
    </Page>
  );
}
