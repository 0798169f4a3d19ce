import { registerHooks } from "node:module";

const OURS = /^(?:@wardroom\/sdk|zod)(?:\/|$)/;
let registered = false;

/**
 * Lets a package that lies anywhere, without an install of its own, import the SDK and zod: what it has itself is taken
 * first, else what Wardroom has.
 */
export function resolveOwnPackages(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!OURS.test(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
