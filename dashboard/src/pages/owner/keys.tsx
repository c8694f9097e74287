import { KeyRound, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { SigningKey } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { List } from '../../ui/list.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';

/** Which key signs, when is it replaced, and until when do the others count? */
export function Keys() {
  const { shell, running } = useWords();
  const words = running.keys;
  const found = useRead('listSigningKeys', {});
  const [rotating, setRotating] = useState(false);
  return (
    <Page
      title={shell.keys}
      lead={words.lead}
      action={
        <Button icon={<RotateCw size={16} aria-hidden="true" />} onClick={() => setRotating(true)}>
          {words.rotate}
        </Button>
      }
    >
      <List
        label={shell.keys}
        list={{ ...found, rows: found.data?.data.data ?? [], more: undefined }}
        rowId={({ id }) => id}
        empty={{ icon: KeyRound, title: words.empty }}
        columns={[
          { id: 'id', header: words.id, cell: ({ id }) => <code className="text-sm break-all">{id}</code> },
          { id: 'algorithm', header: words.algorithm, wide: true, cell: ({ algorithm }) => algorithm },
          { id: 'state', header: words.state, cell: (key) => <State of={key} /> },
          { id: 'made', header: words.made, wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
          {
            id: 'until',
            header: words.next,
            cell: ({ signs, until }) => (
              <>
                <span className="block text-sm text-soft">{signs ? words.replaced : words.leaves}</span>
                <ExactMoment at={until} />
              </>
            ),
          },
        ]}
      />
      <ConfirmedChange
        change="rotateSigningKeys"
        input={{}}
        touches={['listSigningKeys']}
        open={rotating}
        title={words.rotateTitle}
        action={words.rotate}
        text={words.rotateText}
        done={words.rotated}
        onClose={() => setRotating(false)}
      />
    </Page>
  );
}

function State({ of: { signs } }: { of: SigningKey }) {
  const words = useWords().running.keys;
  return signs ? <Badge tone="ok">{words.signs}</Badge> : <Badge>{words.verifies}</Badge>;
}
