import { Fault } from "../../base/fault.ts";

type Meaning = readonly [said: RegExp, fault: (detail: Fault["detail"]) => Fault];

/** What a server or `initdb` wrote when it did not start, and what that means to a person. The first that fits. */
const MEANINGS: readonly Meaning[] = [
  [
    /No space left on device|Disk quota exceeded/i,
    (detail) =>
      new Fault(
        "store-disk-full",
        "The disk that holds the data folder is full, so the store cannot start. Make room and start again.",
        detail,
      ),
  ],
  [
    /Read-only file system|Permission denied|must have write permission/i,
    (detail) =>
      new Fault(
        "store-read-only",
        "The data folder cannot be written to. Choose another with --data, or give its owner the right to write.",
        detail,
      ),
  ],
  [
    /control file|checkpoint record|WAL.*(invalid|corrupt)|PANIC|not a valid data directory|pg_control|could not (open|read) file|has wrong ownership|pg_filenode|invalid page|bogus data|database files are incompatible|required WAL directory|database ".*" does not exist|role ".*" does not exist/i,
    (detail) =>
      new Fault(
        "store-damaged",
        "The store in the data folder is damaged and does not start. Restore a backup into a new data folder; keep this one until that is done.",
        detail,
      ),
  ],
  [
    /shared memory|semaphore|Cannot allocate memory/i,
    (detail) =>
      new Fault(
        "store-no-memory",
        "The machine has too little free memory or shared memory for the store. Make room and start again.",
        detail,
      ),
  ],
];

/** The fault that fits what was written. What was written goes to the log only. */
export function startFault(said: string): Fault {
  const detail = { said: said.trim().slice(-2000) };
  const fault = MEANINGS.find(([pattern]) => pattern.test(said))?.[1];
  return (
    fault?.(detail) ??
    new Fault(
      "store-start-failed",
      "The embedded database did not start. The end of postgres.log in the data folder says why.",
      detail,
    )
  );
}

/** The same for an error of the file system. */
export function folderFault(error: unknown): unknown {
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return startFault("No space left on device");
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return startFault(`Permission denied: ${message}`);
  if (code === "ENOTDIR" || code === "EEXIST") {
    return new Fault(
      "store-folder",
      "The data folder named is a file, or lies below one. Choose another with --data.",
      { message },
    );
  }
  return error;
}
