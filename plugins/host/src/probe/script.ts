/**
 * What is asked of a machine: POSIX sh, one piece a section, read-only. Constant text: nothing that anybody typed is ever
 * part of it. It prefers /proc and files over tools, and says by a note what it cannot read, so that nothing is guessed.
 */

export const sections = [
  "system",
  "load",
  "memory",
  "disks",
  "services",
  "ports",
  "logins",
  "failures",
  "updates",
] as const;
export type Section = (typeof sections)[number];

/** Why a section has nothing to show. */
export type Note = "no-tool" | "unreadable" | "no-log" | "no-lists" | "no-service-manager" | "cut";

/** How much of the logs is read for failed log-ins, in bytes; a machine under attack writes many. */
const LOG_BYTES = 4_000_000;

const SNIPPETS: Readonly<Record<Section, string>> = {
  system: `
uname -n; uname -sr
date '+%s %z'
id -u
read up rest < /proc/uptime && echo "$up" || echo unknown
sed -n 's/^PRETTY_NAME=//p' /etc/os-release | head -n 1`,

  load: `
cat /proc/loadavg || note no-tool
grep -c '^processor' /proc/cpuinfo || getconf _NPROCESSORS_ONLN`,

  memory: `
grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo || note no-tool`,

  disks: `
df -P -k || note unreadable
echo --
df -P -i`,

  services: `
if [ -d /run/systemd/system ]; then
  systemctl list-units --state=failed --no-legend --plain --no-pager || note unreadable
else
  note no-service-manager
fi`,

  ports: `
if have ss; then
  [ "$(id -u)" = 0 ] || note unreadable
  ss -H -l -n -t -u -p
elif [ -r /proc/net/tcp ]; then
  note no-tool
  for f in tcp tcp6 udp udp6; do [ -r "/proc/net/$f" ] && sed "s/^/$f /" "/proc/net/$f"; done
else
  note unreadable
fi`,

  logins: `
if [ -e /run/utmp ] || [ -e /var/run/utmp ]; then
  if have who; then who; else note no-tool; fi
elif [ -d /run/systemd/system ] && have loginctl; then
  echo loginctl
  loginctl list-sessions --no-legend --no-pager || note unreadable
else
  note no-log
fi`,

  failures: `
wanted='Failed [a-z/-]+ for|Connection (closed|reset) by (authenticating|invalid) user|authentication failure;'
found=
for f in /var/log/auth.log /var/log/secure; do
  [ -e "$f" ] || continue
  found=1
  [ -r "$f" ] || { note unreadable; break; }
  old=
  [ -r "$f.1" ] && old="$f.1"
  [ "$(cat $old "$f" | wc -c)" -gt ${LOG_BYTES} ] && note cut
  cat $old "$f" | tail -c ${LOG_BYTES} | sed -n 2p
  echo --
  cat $old "$f" | tail -c ${LOG_BYTES} | grep -aE "$wanted" | tail -n 20000
  break
done
if [ -z "$found" ]; then
  if [ -d /run/systemd/system ] && have journalctl; then
    case " $(id -nG) " in
    *" root "* | *" adm "* | *" systemd-journal "*)
      echo --
      journalctl -q --no-pager -o short-iso --since=-24h _COMM=sshd + _COMM=sshd-session + _COMM=sudo + _COMM=su + _COMM=login |
        grep -aE "$wanted" | tail -n 20000 ;;
    *) note unreadable ;;
    esac
  else
    note no-log
  fi
fi`,

  updates: `
if have apt; then
  if [ -n "$(find /var/lib/apt/lists -maxdepth 1 -type f -name '*_Packages*' | head -n 1)" ]; then
    stat -c %Y /var/lib/apt/lists /var/lib/apt/lists/partial | sort -n | tail -n 1
    if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then echo reboot; else echo --; fi
    # A third of the time of "apt-get -s upgrade", which weighs where a container keeps no package cache.
    list="$(apt list --upgradable)" || note unreadable
    printf '%s\\n' "$list" | grep '\\[upgradable from: '
  else
    note no-lists
  fi
else
  note no-tool
fi`,
};

/**
 * The script for some sections, to be fed to `sh -s`. `mark` (hex) opens each line of ours, so that what a log holds,
 * which strangers can write to, cannot pass for a section.
 */
export function probeScript(wanted: readonly Section[], mark: string): string {
  if (!/^[0-9a-f]+$/.test(mark)) throw new RangeError("a mark is hexadecimal");
  return `PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C LANG=C
export PATH LC_ALL LANG
exec 2>/dev/null
have() { command -v "$1" >/dev/null; }
note() { printf '\\n%s note %s\\n' ${mark} "$1"; }
${wanted
  .map(
    (section) => `printf '\\n%s begin %s\\n' ${mark} ${section}
(
${SNIPPETS[section].trim()}
) </dev/null
printf '\\n%s end %s\\n' ${mark} ${section}
`,
  )
  .join("")}exit 0
`;
}
