import { hostPlugin } from "@wardroom/plugin-host";
import type { Plugin } from "@wardroom/sdk";

/** The plugins that come with Wardroom: the same shape as anyone's. */
export const shippedPlugins: readonly Plugin[] = [hostPlugin];
