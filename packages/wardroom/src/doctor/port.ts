import { createServer } from "node:net";
import { type Looked, well, wrong } from "./finding.ts";

/** Whether a server could listen there now. It is tried, on the address that would be used. */
export function lookAtPort(host: string, port: number): Promise<Looked> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = {
        EADDRINUSE: "Another program has it.",
        EACCES: "This user may not listen on it.",
        EADDRNOTAVAIL: `${host} is no address of this machine.`,
      }[error.code ?? ""];
      resolve(wrong(`port ${port}`, why ?? error.message, "Name another one with --port (or --host)."));
    });
    server.listen({ host, port, exclusive: true }, () =>
      server.close(() => resolve(well(`port ${port}`, "It is free."))),
    );
  });
}
