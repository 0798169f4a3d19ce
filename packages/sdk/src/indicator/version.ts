const words = (list: string) => new Set(list.split(/\s+/));

/** Words that make four numbers a version, be they up to three words away: "upgraded it to 1.2.3.4". */
const VERSION_WORDS = words(
  "version versions upgrade upgraded upgrades upgrading downgrade downgraded downgrading updated fixed patched oid",
);
/** Words that do so right before them: versions, sections, masks. */
const NEAR_WORDS = words(
  `ver vers v release released releases rel rev revision build builds firmware fw patch update since iso section sections sect
   chapter page pages figure fig table clause appendix paragraph control benchmark cis requirement annex schema assembly sdk api
   mask netmask subnetmask wildcard`,
);
/** Software that people name with its version right after it. */
const PRODUCTS = words(
  `openssl chrome chromium firefox edge safari opera windows win10 win11 nginx apache httpd tomcat java jdk jre php python node
   nodejs linux kernel mysql mariadb postgres postgresql redis mongodb log4j log4j2 struts spring exchange sharepoint outlook
   office word excel adobe reader acrobat flash driver drivers bios uefi ios ipados android macos samba openssh unbound sql
   postfix exim dovecot docker kubernetes kubectl helm wordpress drupal joomla plugin confluence jira jenkins gitlab fortios
   fortigate fortinet panos pan-os junos asa ios-xe esxi vcenter vmware citrix netscaler sonicwall ivanti anyconnect
   globalprotect teams zoom slack skype webex vlc winrar 7-zip 7zip putty libcurl rust golang ruby rails perl dotnet framework
   electron webkit gecko tensorflow pytorch numpy pandas django flask jquery react angular vue oracle weblogic websphere splunk
   wazuh suricata snort zeek falco osquery os sysmon crowdstrike defender sentinelone libssl glibc musl busybox zlib ffmpeg
   imagemagick ghostscript sqlite elasticsearch kibana logstash grafana prometheus teamviewer anydesk itunes silverlight minecraft
   unity unreal library dll installer msi`,
);
/** Words between a product and its version. */
const EDITIONS = words("x server client agent esr lts enterprise community edition core pro home x64 x86 desktop");
/** A word that makes them an address, or a place. */
const ADDRESS_WORDS = words(
  `ip ips ipv4 address addresses addr host hosts server servers client clients src dst source destination dest saddr daddr
   gateway dns resolver nameserver peer remote local attacker c2 c&c cnc block blocked unblock ban banned ssh ping traceroute nmap
   curl wget telnet nc on at against by via behind node machine box router firewall proxy vpn listener listening bind traffic
   connection connections connect connected connecting scan scanned scanner lookup whois route subnet network range sinkhole isolate`,
);

const nearWord = (word: string) =>
  NEAR_WORDS.has(word) || PRODUCTS.has(word) || /(?:_ver|build|release|firmware|_rev)$/.test(word);
const versionWord = (word: string) => VERSION_WORDS.has(word) || /version$/.test(word);
const addressWord = (word: string) =>
  ADDRESS_WORDS.has(word) ||
  /(?:^|[_.-])(?:ip|ipv4|ipaddr|addr|address|host|src|dst)$|(?:ip|addr|address|host)$/.test(word);

/** "update from 1.2.3.4 to 1.2.3.5"; without the "to" it is where updates come from. */
const CHANGE = /\b(?:updat|upgrad|downgrad|bump|migrat|mov|chang)\w*\s(?:\w+\s)?from\s$/i;
const AFTER =
  /^["')\]]{0,2}[ ,]{0,2}\(?(?:build|builds|release|version|beta|alpha|rc\d?|lts|stable|(?:or|and) (?:later|earlier|newer|older|above|below|higher|lower|prior|up)|released|firmware|was released|is out)\b/i;

/**
 * Whether four dotted numbers at `plain[from, to)` are a version, a section number or the like, by what stands around
 * them. `lastVersionEnd` is where the last ones that were such ended: "from 1.2.3.4 to 1.2.3.5" goes on.
 */
export function isVersion(plain: string, from: number, to: number, lastVersionEnd: number): boolean {
  const before = plain.slice(Math.max(0, from - 64), from);
  // A path and a colon right before it: the tag of a container image.
  if (/\/[\w.-]+:$/.test(before) || /§\s?$/.test(before)) return true;
  const after = plain.slice(to, to + 30);
  if (lastVersionEnd >= 0 && from - lastVersionEnd <= 24) {
    const between = plain.slice(lastVersionEnd, from);
    if (/^[\s,;&()/\u2013-]*(?:and|or|to|through|thru|until|->|→|=>|and later,?)?[\s,;&()/\u2013-]*$/i.test(between))
      return true;
  }
  const tag = /<([^<>]{1,60})>$/.exec(before)?.[1];
  if (tag !== undefined) return /(?:version|\bver|build|release)\b/i.test(tag);
  const operator = /(?:[<>~!]=|==|~>|\^|~|(?<![-=])<|@)\s?$/.exec(before)?.[0];
  if (operator !== undefined) {
    const left = before.slice(0, -operator.length);
    const named = (/[\w.&-]+\s?$/.exec(left)?.[0] ?? "").trim().toLowerCase();
    if (addressWord(named)) return false;
    if (operator.startsWith("@"))
      return /(?:^|\s)(?:npm|npx|yarn|pnpm|pip|brew|install|add|require|go|cargo)\s[^\n]{0,40}$/.test(left);
    if (operator.startsWith("<")) return !after.startsWith(">");
    if (operator.startsWith("==") || operator.startsWith("!=")) return !/\s$/.test(operator) && !/\s$/.test(left);
    return true;
  }
  if (before.endsWith("/") && !before.endsWith("//"))
    return !/(?:^|[\s"'(:,])(?:outside|inside|dmz\w*|lan|wan|src|dst|tcp|udp|icmp|ip|host|hosts|client|server|network|from|to|in|out|any|[\d.]+)\/$/i.test(
      before,
    );
  const sentence = before.slice(
    Math.max(
      before.lastIndexOf("\n"),
      before.lastIndexOf(";"),
      before.lastIndexOf(". "),
      before.lastIndexOf("? "),
      before.lastIndexOf("! "),
    ) + 1,
  );
  const spoken = (sentence.match(/[\p{L}\d_&.+-]+/gu) ?? []).slice(-3).reverse();
  const [nearest = "", next = "", ...rest] = spoken.map((word) => word.toLowerCase().replace(/[.+-]+$/, ""));
  if (EDITIONS.has(nearest) && PRODUCTS.has(next)) return true;
  if (nearWord(nearest) || versionWord(nearest)) return true;
  if (addressWord(nearest)) return false;
  if (AFTER.test(after)) return true;
  if (CHANGE.test(before) && /^\s+to\s+v?\d/.test(after)) return true;
  for (const word of [next, ...rest]) {
    if (versionWord(word)) return true;
    // Another word for an address, or another address: what stood before it belonged to that.
    if (addressWord(word) || /^\d+(?:\.\d+){3}$/.test(word)) return false;
  }
  return false;
}
