import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useState } from 'react';
import type { Fault, Refused } from '../data/call.ts';

interface Faults {
  refused: Refused | null;
  /** Says that a field shows the faults below a JSON pointer; returns how it says that it does so no longer. */
  claim: (pointer: string) => () => void;
}

const Context = createContext<Faults>({ refused: null, claim: () => () => {} });

/** Returns the fault of the field that a JSON pointer into the body names, if the form around it was refused for one. */
export function useFault(pointer: string | undefined): string | undefined {
  const { refused, claim } = useContext(Context);
  useLayoutEffect(() => (pointer === undefined ? undefined : claim(pointer)), [pointer, claim]);
  return pointer === undefined ? undefined : refused?.errors.find(isBelow(pointer))?.detail;
}

interface FaultsProps {
  refused: Refused | null;
  children: ReactNode;
  /** Shows the faults that no field of the form has, which would be seen nowhere. */
  rest: (elsewhere: readonly Fault[]) => ReactNode;
}

/** Hands each field of a form its faults. */
export function FaultsOfFields({ refused, children, rest }: FaultsProps) {
  const [claimed, setClaimed] = useState<readonly string[]>([]);
  const claim = useCallback((pointer: string) => {
    setClaimed((before) => [...before, pointer]);
    return () => setClaimed((before) => before.toSpliced(before.indexOf(pointer), 1));
  }, []);
  const elsewhere = refused?.errors.filter((fault) => !claimed.some((pointer) => isBelow(pointer)(fault)));
  return (
    <Context value={{ refused, claim }}>
      {children}
      {rest(elsewhere ?? [])}
    </Context>
  );
}

function isBelow(pointer: string) {
  return (fault: Fault): boolean => fault.pointer === pointer || !!fault.pointer?.startsWith(`${pointer}/`);
}
