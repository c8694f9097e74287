import { Image, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Client, ClientWithSecrets } from '../../data/management.ts';
import { useChange } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Refusal } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

const TOUCHES = ['getClient', 'listClients'] as const;

/** The picture of an application, or the first letter of its name. */
export function ClientPicture({
  client: { logo, name },
  large = false,
}: {
  client: Pick<Client, 'logo' | 'name'>;
  large?: boolean;
}) {
  const size = large ? 'size-14 text-xl' : 'size-9';
  if (logo)
    return (
      <img src={logo} alt="" className={`${size} shrink-0 rounded-lg border border-line object-contain`} />
    );
  return (
    <span
      aria-hidden="true"
      className={`${size} inline-flex shrink-0 items-center justify-center rounded-lg bg-sunken font-semibold text-soft`}
    >
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

/** Gives an application its picture, or takes it away. */
export function Logo({ client }: { client: ClientWithSecrets }) {
  const { clients, ui } = useWords();
  const words = clients.logo;
  const file = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState(false);
  const set = useChange('setClientLogo', TOUCHES);
  const remove = useChange('removeClientLogo', TOUCHES);
  const path = { client: client.id };
  const told = telling(ui.saved);
  const upload = async (chosen: File | undefined) => {
    if (!chosen) return;
    const data = await base64Of(chosen).catch(() => null);
    setUnreadable(data === null);
    if (data !== null) set.mutate({ path, body: { data } }, told);
    // The same file can be chosen again after it was mended.
    if (file.current) file.current.value = '';
  };
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-center gap-4">
        <ClientPicture client={client} large />
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="font-semibold">{words.title}</h2>
          <p className="text-sm text-soft">{words.hint}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-label={words.choose}
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => void upload(event.target.files?.[0])}
          />
          <Button
            icon={<Upload size={16} aria-hidden="true" />}
            busy={set.isPending}
            onClick={() => file.current?.click()}
          >
            {words.choose}
          </Button>
          {client.logo && (
            <Button
              icon={<Image size={16} aria-hidden="true" />}
              busy={remove.isPending}
              onClick={() => remove.mutate({ path }, told)}
            >
              {words.remove}
            </Button>
          )}
        </div>
      </div>
      {unreadable && <p className="text-sm font-medium text-danger">{words.unreadable}</p>}
      <Refusal refused={set.error ?? remove.error} />
    </section>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((settle, fail) => {
    const reader = new FileReader();
    reader.onerror = () => fail(reader.error);
    // data:image/png;base64,…
    reader.onload = () => settle(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
}
