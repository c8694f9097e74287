/** Returns why the operating system refused a file operation, as a phrase to follow "cannot be used:". */
export function systemCause(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  switch ('code' in error ? error.code : undefined) {
    case 'EACCES':
    case 'EPERM':
      return 'it, or its folder, may not be written to';
    case 'EROFS':
      return 'its folder is on a read-only file system';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of its path is a file, not a folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
    case 'EDQUOT':
      return DISK_FULL;
    default:
      return error.message.replace(/\.$/, '');
  }
}

export const DISK_FULL = 'the disk is full';
