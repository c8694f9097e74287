import { useChange, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Refusal } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

/** Whether this owner is told by mail of what waits for approval. Each owner chooses for themselves. */
export function ApprovalMails() {
  const { owner, ui } = useWords();
  const words = owner.settings.mails;
  const wanted = useRead('showOwnPreferences', {}).data?.data.approvalMails;
  const change = useChange('changeOwnPreferences', ['showOwnPreferences']);
  if (wanted === undefined) return null;
  return (
    <Card
      title={words.title}
      lead={wanted ? words.wanted : words.unwanted}
      action={
        <Button
          small
          busy={change.isPending}
          onClick={() => change.mutate({ body: { approvalMails: !wanted } }, telling(ui.saved))}
        >
          {wanted ? words.stop : words.start}
        </Button>
      }
    >
      <p className="text-sm text-soft">{words.seldom}</p>
      <Refusal refused={change.error} />
    </Card>
  );
}
