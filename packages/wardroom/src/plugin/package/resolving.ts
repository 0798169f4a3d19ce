/** Imported before another program's modules (`node --import`): they find the SDK as plugins in this process do. */
import { resolveOwnPackages } from "./resolve.ts";

resolveOwnPackages();
