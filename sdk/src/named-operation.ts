import { badRequest } from './refusals.ts';
import type { Guard, GuardCall, NamedOperation, Refused } from './types.ts';

/** Asks about a call by the operation name that `operation` derives from `request`. */
export async function askNamed<Request>(
  guard: Guard,
  call: GuardCall,
  { operation }: NamedOperation<Request>,
  request: Request,
): Promise<Awaited<ReturnType<Guard>>> {
  if (!operation) return guard(call);
  let name: string | undefined;
  try {
    name = await operation(request);
  } catch {
    return unnamed();
  }
  return guard({ ...call, operation: name });
}

/** A call whose operation is unknown cannot be judged. */
function unnamed(): Refused {
  return badRequest('The body cannot be read, so it is not clear what is called.');
}
