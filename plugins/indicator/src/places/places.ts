import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { defineConnection, type OpenContext } from "@wardroom/sdk";
import { type CountryResponse, Reader } from "mmdb-lib";
import { z } from "zod";
import { rangeOf } from "../known/range.ts";
import { type Network, type NetworkTable, openNetworkTable } from "./network-table.ts";
import { packApart } from "./pack.ts";

/** Where addresses are registered and who announces them, from files: nobody is asked. */
export interface Places {
  /** ISO 3166 code; undefined when the data knows none. */
  country(address: string): Promise<string | undefined>;
  network(address: string): Promise<Network | undefined>;
  /** Who runs an autonomous system, by its number. */
  nameOf(asn: number): Promise<string | undefined>;
  /** One line that names the sources, their licences and the day of the data. */
  readonly source: string;
}

const settings = z.object({
  /** Another country database (MaxMind DB with `country_code` or `country.iso_code`), newer than the one that came along. */
  countries: z.string().optional(),
  /** A folder with newer `asn-ipv4-num.csv` and `asn-ipv6-num.csv`. */
  networks: z.string().optional(),
  /** Where the packed network table is kept. */
  cache: z.string().default("cache"),
});

const require = createRequire(import.meta.url);
const packageFile = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file);

/** `2.3.2026061719` names the day the data was made. */
function dayOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  const [, y, m, d] = /\.(\d{4})(\d\d)(\d\d)/.exec(version) ?? [];
  return y === undefined ? version : `${y}-${m}-${d}`;
}

const COUNTRIES = "@ip-location-db/geo-whois-asn-country-mmdb";
const NETWORKS = "@ip-location-db/asn";

type Country = CountryResponse & { readonly country_code?: string };

/** Keeps what `make` gives; a failure is not kept, the next one tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/**
 * The connection `places`. Nothing is read before the first question. The network table is packed once (some seconds)
 * and kept in the cache folder; where that cannot be written it is kept in memory.
 */
export const places = defineConnection<Places, typeof settings>({
  name: "places",
  summary: "Country and network of an address, from files on this machine",
  settings,
  async open(wanted, { folder, log, signal }) {
    const countries = once(async () => {
      const file =
        wanted.countries === undefined
          ? packageFile(COUNTRIES, "geo-whois-asn-country.mmdb")
          : resolve(folder, wanted.countries);
      return new Reader<Country>(await readFile(file));
    });
    const networks = once(() =>
      openNetworks(wanted.networks && resolve(folder, wanted.networks), resolve(folder, wanted.cache), { log, signal }),
    );
    const day = wanted.networks === undefined ? dayOf(NETWORKS) : "your own files";
    return {
      async country(address) {
        const found = (await countries()).get(address.split("/")[0] as string);
        return found?.country_code ?? found?.country?.iso_code;
      },
      network: async (address) => lookUp(await networks(), address),
      nameOf: async (asn) => (await networks()).nameOf(asn),
      source: `Country: NRO whois. Network: RouteViews, DB-IP.com. CC BY 4.0, data of ${day}.`,
    };
  },
  async check(client) {
    const country = await client.country("9.9.9.9");
    const network = await client.network("9.9.9.9");
    if (country === undefined || network === undefined) throw new Error("the data knows nothing of 9.9.9.9");
    return `9.9.9.9 is AS${network.asn} ${network.name} in ${country}`;
  },
  memory: () => ({
    country: async (address) => ({ "8.8.8.8": "US", "192.0.2.1": undefined })[address],
    network: async (address) => (address === "8.8.8.8" ? { asn: 15169, name: "Google LLC" } : undefined),
    nameOf: async (asn) => (asn === 15169 ? "Google LLC" : undefined),
    source: "Example data.",
  }),
});

function lookUp(table: NetworkTable, address: string): Network | undefined {
  const range = rangeOf(address);
  if (range === undefined) return undefined;
  return range.width === 32 ? table.v4(Number(range.first)) : table.v6(range.first >> 64n);
}

async function openNetworks(
  folder: string | undefined,
  cache: string,
  { log, signal }: Pick<OpenContext, "log" | "signal">,
) {
  const kept = join(cache, `networks-${dayOf(NETWORKS)}.bin`);
  if (folder === undefined) {
    const table = await readFile(kept).then(openNetworkTable, () => undefined);
    if (table !== undefined) return table;
  }
  const file = (name: string) => (folder === undefined ? packageFile(NETWORKS, name) : join(folder, name));
  const packed = await packApart(file("asn-ipv4-num.csv"), file("asn-ipv6-num.csv"), signal);
  const table = openNetworkTable(packed);
  if (table === undefined) throw new Error("the network table could not be packed");
  if (folder === undefined) {
    try {
      await mkdir(cache, { recursive: true });
      // Another process may do the same: each writes its own file, the last to rename wins, both are right.
      await writeFile(`${kept}.${process.pid}`, packed);
      await rename(`${kept}.${process.pid}`, kept);
    } catch (error) {
      log("the network table is kept in memory, its cache folder cannot be written", { error: String(error) });
    }
  }
  return table;
}
