import { useEffect } from 'react';
import { tellOtherWindows } from '../data/session.ts';
import { useWords } from '../words/index.ts';

/** The end of a sign-in in a window of its own. */
export function SignedIn() {
  const { shell } = useWords();
  useEffect(() => {
    tellOtherWindows();
    window.close();
  }, []);
  return <p className="p-8 text-center">{shell.signedIn}</p>;
}
