import { useState } from 'react';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';

/** How does this person prove who they are, beside a password; and a way to begin anew for somebody who lost it. */
export function FactorsOf({ user, name }: { user: string; name: string }) {
  const words = useWords().owner.factors;
  const factors = useRead('getFactors', { path: { user } }).data?.data;
  const [asking, setAsking] = useState(false);
  if (!factors) return null;
  const { authenticator, passkeys, recoveryCodesLeft } = factors;
  const has = authenticator !== null || passkeys.length > 0;
  return (
    <Card
      title={words.title}
      lead={words.lead}
      action={
        has && (
          <Button small onClick={() => setAsking(true)}>
            {words.reset}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [
            words.authenticator,
            authenticator ? <ExactMoment key="app" at={authenticator.createdAt} /> : words.none,
          ],
          [words.passkeys, passkeys.length === 0 ? words.none : passkeys.map((each) => each.name).join(', ')],
          [words.codes, recoveryCodesLeft ?? words.none],
        ]}
      />
      <ConfirmedChange
        change="removeFactors"
        input={{ path: { user } }}
        touches={['getFactors', 'listSessions']}
        open={asking}
        title={words.resetTitle(name)}
        action={words.reset}
        text={words.resetText}
        done={words.wasReset(name)}
        onClose={() => setAsking(false)}
      />
    </Card>
  );
}
