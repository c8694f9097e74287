import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';

const manager = Toast.createToastManager();

/** Says in a sentence what was done. Screen readers read it out; it leaves by itself. */
export function tell(title: string): void {
  manager.add({ title });
}

/**
 * For `mutate`: when the change was made, says so.
 *
 * @param then what follows, such as that the dialog closes
 */
export function telling<Answer>(
  says: string | ((answer: Answer) => string),
  then?: (answer: Answer) => void,
) {
  return {
    onSuccess(answer: Answer) {
      tell(typeof says === 'string' ? says : says(answer));
      then?.(answer);
    },
  };
}

export function Toasts({ children }: { children: ReactNode }) {
  const { ui } = useWords();
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport
          aria-label={ui.messages}
          className="fixed right-4 bottom-4 z-50 grid w-[min(24rem,calc(100vw-2rem))] gap-2"
        >
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  const { ui } = useWords();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="rounded-lg border border-line bg-card shadow-card transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center justify-between gap-3 py-2.5 pr-2 pl-4">
        <Toast.Title className="font-medium" render={<p />} />
        <Toast.Close
          aria-label={ui.close}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-sunken"
        >
          <X size={16} aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
