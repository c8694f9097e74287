import type { MouseEvent } from 'react';
import { leaveBe, useWanted } from '../data/session.ts';
import { Button, buttonClasses } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useWords } from '../words/index.ts';

const WINDOW = 'latchkey-sign-in';
const RETURN_TO = 'return_to=%2Fdashboard%2Fsigned-in';
const PATHS = { session: `/sign-in?${RETURN_TO}`, proof: `/sign-in/again?${RETURN_TO}` };

/** Over the page, which keeps what was typed. */
export function SignInAgain() {
  const { shell, ui } = useWords();
  const wanted = useWanted();
  const path = PATHS[wanted ?? 'session'];
  const proof = wanted === 'proof';
  // A window of its own if the browser allows one; else the link opens a tab.
  const open = (event: MouseEvent) => {
    if (window.open(path, WINDOW, 'width=480,height=720')) event.preventDefault();
  };
  return (
    <Dialog
      open={wanted !== null}
      onClose={leaveBe}
      holds
      title={proof ? shell.proof : shell.expired}
      actions={
        <>
          <a href={path} target={WINDOW} rel="opener" onClick={open} className={buttonClasses('primary')}>
            {shell.signIn}
          </a>
          {proof && <Button onClick={leaveBe}>{ui.cancel}</Button>}
        </>
      }
    >
      <p>{proof ? shell.proofText : shell.expiredText}</p>
    </Dialog>
  );
}
