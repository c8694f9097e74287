import { useRead } from './queries.ts';

/** Returns who is signed in; `undefined` until the answer is there. */
export function useMe() {
  const { data } = useRead('whoAmI', {});
  return data?.data.kind === 'person' ? data.data : undefined;
}
