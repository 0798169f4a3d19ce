import { hostPlugin } from "@wardroom/plugin-host";
import { indicatorPlugin } from "@wardroom/plugin-indicator";
import type { Plugin } from "@wardroom/sdk";

/** The plugins that come with Wardroom: the same shape as anyone's. */
export const shippedPlugins: readonly Plugin[] = [hostPlugin, indicatorPlugin];
