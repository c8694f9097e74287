import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { type AnswerOf, call, type Input, type OperationId, Refused, read, type Tagged } from './call.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) =>
        count < 2 && error instanceof Refused && (error.status === 0 || error.status >= 500),
    },
  },
});

/** How often a page of one thing is read again, so that it says when the thing was changed, suspended or removed elsewhere. */
export const WATCHED = { every: 15_000 };

/** Operations that answer a page of a list. */
export type ListId = {
  [Id in OperationId]: AnswerOf<Id> extends { data: readonly object[]; next: string | null } ? Id : never;
}[OperationId];
export type RowOf<Id extends ListId> = AnswerOf<Id> extends { data: readonly (infer Row)[] } ? Row : never;

/** Reads something, with its entity tag. */
export function useRead<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  options: { enabled?: boolean; every?: number } = {},
) {
  return useQuery({
    queryKey: [id, input],
    queryFn: ({ signal }) => read(id, input, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
  });
}

/** Reads a list page after page. While a filter changes, the rows of before stay. */
export function useList<Id extends ListId>(
  id: Id,
  input: Input<Id>,
  options: { enabled?: boolean; every?: number } = {},
) {
  const found = useInfiniteQuery({
    queryKey: [id, input],
    queryFn: ({ pageParam, signal }) => {
      const { query } = input as { query?: object };
      const asked = { ...input, query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } };
      return call(id, asked as Input<Id>, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last as { next: string | null }).next,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
  });
  const { data } = found;
  const rows = useMemo(() => {
    const pages = (data?.pages ?? []) as unknown as { data: readonly RowOf<Id>[] }[];
    return pages.flatMap((page) => page.data);
  }, [data]);
  return {
    ...found,
    rows,
    more: found.hasNextPage
      ? { fetch: () => void found.fetchNextPage(), busy: found.isFetchingNextPage }
      : undefined,
  };
}

type Changed<Id extends OperationId> = Input<Id> & { ifMatch?: string | undefined };

/** Changes something, then reads again what it may have changed. */
export function useChange<Id extends OperationId>(id: Id, touches: readonly OperationId[]) {
  return useMaking<AnswerOf<Id>, Changed<Id>>(touches, ({ ifMatch, ...input }) =>
    call(id, input as unknown as Input<Id>, { ifMatch }),
  );
}

/** As `useChange`, with the entity tag of the answer: for a form that goes on after saving. */
export function useSave<Id extends OperationId>(id: Id, touches: readonly OperationId[]) {
  return useMaking<Tagged<AnswerOf<Id>>, Changed<Id>>(touches, ({ ifMatch, ...input }) =>
    read(id, input as unknown as Input<Id>, { ifMatch }),
  );
}

function useMaking<Answer, Given>(touches: readonly OperationId[], make: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  const { mutateAsync, ...change } = useMutation<Answer, Refused, Given>({
    mutationFn: make,
    onSuccess: () => readAgain(client, touches),
    onError: (refused) => isOutdated(refused) && client.invalidateQueries(),
  });
  return {
    ...change,
    /** `onSuccess` is called even if what was changed, and the dialog with it, has left the page by then. */
    mutate(given: Given, { onSuccess }: { onSuccess?: (answer: Answer) => void } = {}) {
      mutateAsync(given).then(onSuccess, () => {
        // The page shows `error`.
      });
    },
  };
}

/** The page shows something that is not so any more, because it was removed or changed (412): all of it is read again. */
function isOutdated({ status }: Refused): boolean {
  return status === 404 || status === 409 || status === 412;
}

async function readAgain(client: QueryClient, touches: readonly OperationId[]): Promise<void> {
  await Promise.all(touches.map((each) => client.invalidateQueries({ queryKey: [each] })));
}
