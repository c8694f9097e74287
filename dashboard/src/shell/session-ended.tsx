import { useSessionEnded } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useWords } from '../words/index.ts';

const SIGN_IN = '/sign-in?return_to=%2Fdashboard%2Fsigned-in';

/** Over the page, which keeps what was typed. */
export function SessionEnded() {
  const { shell } = useWords();
  const ended = useSessionEnded();
  const signIn = () => {
    // A blocked window: the visitor signs in in this one, and comes back to the same place.
    if (!window.open(SIGN_IN, 'latchkey-sign-in', 'width=480,height=720')) {
      location.assign(`/sign-in?return_to=${encodeURIComponent(location.pathname + location.search)}`);
    }
  };
  return (
    <Dialog
      open={ended}
      onClose={() => {}}
      holds
      title={shell.expired}
      actions={
        <Button weight="primary" onClick={signIn}>
          {shell.signIn}
        </Button>
      }
    >
      <p>{shell.expiredText}</p>
    </Dialog>
  );
}
