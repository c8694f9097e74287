import { CloudOff } from 'lucide-react';
import { Refused } from '../data/call.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { useWords } from '../words/index.ts';

/** Says why something could not be shown, and tries again. */
export function Failed({ error, reset }: { error: unknown; reset?: () => void }) {
  const { shell, ui } = useWords();
  const why =
    error instanceof Refused && error.status === 0 ? shell.offline : String((error as Error).message);
  return (
    <div role="alert">
      <Empty
        icon={CloudOff}
        title={shell.failed}
        action={reset && <Button onClick={reset}>{ui.retry}</Button>}
      >
        {why}
      </Empty>
    </div>
  );
}
