import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProbe } from "../probe/probed.ts";
import { type Section, sections } from "../probe/script.ts";
import { readFacts } from "./facts.ts";

/** A probe's output with these sections, as the script prints it. */
function probed(parts: Partial<Record<Section, string>>) {
  const all = { system: SYSTEM, ...parts };
  const text = Object.entries(all).map(([name, lines]) => `\n${MARK} begin ${name}\n${lines}\n\n${MARK} end ${name}\n`);
  return readFacts(parseProbe(text.join(""), MARK));
}
const MARK = "0badc0de";
const SYSTEM = `web-03
Linux 6.1.0-28-amd64
1795496932 +0100
0
2591.77
"Debian GNU/Linux 12 (bookworm)"`;

test("the system says its name, kernel, distribution, clock and how long it is up", () => {
  expect(probed({}).system).toEqual({
    name: "web-03",
    kernel: "Linux 6.1.0-28-amd64",
    distribution: "Debian GNU/Linux 12 (bookworm)",
    at: new Date(1795496932000),
    zoneMinutes: 60,
    root: true,
    upSeconds: 2591.77,
  });
});

test("what a machine did not come to, broke off or cannot show is unknown with its reason, never a zero", () => {
  const facts = readFacts(
    parseProbe(`${MARK} begin system\n${SYSTEM}\n${MARK} end system\n${MARK} begin load\n0.5 0.4`, MARK),
  );
  expect(facts.load).toEqual({ unknown: "not answered in time" });
  expect(facts.disks).toEqual({ unknown: "not answered in time" });
  const noted = (note: string) => `${MARK} note ${note}`;
  expect(probed({ services: noted("no-service-manager") }).services).toEqual({ unknown: "no service manager" });
  expect(probed({ failures: noted("unreadable") }).failures).toEqual({ unknown: "not readable without root" });
  expect(probed({ updates: noted("no-lists") }).updates).toHaveProperty("unknown");
  expect(probed({ memory: noted("no-tool") }).memory).toEqual({ unknown: "not known on this kind of system" });
});

test("disks: pseudo file systems are left out, bind mounts told once, mounts with blanks kept, the fullest first", () => {
  const { disks } = probed({
    disks: `Filesystem     1024-blocks     Used Available Capacity Mounted on
udev               4012345        0   4012345       0% /dev
/dev/nvme0n1p2   102626232 51313116  46054508      53% /
tmpfs               815000     1200    813800       1% /run
/dev/sdb1         10000000  9600000    100000      99% /srv/my data
/dev/nvme0n1p2   102626232 51313116  46054508      53% /var/lib/bind
/dev/loop3           65536    65536         0     100% /snap/core20/2434
nas:/export      500000000 100000000 400000000      20% /mnt/nas
--
Filesystem      Inodes IUsed   IFree IUse% Mounted on
/dev/nvme0n1p2 6553600 327680 6225920    5% /
nas:/export          0     0       0     - /mnt/nas`,
  });
  expect(disks).toEqual([
    expect.objectContaining({
      mount: "/srv/my data",
      source: "/dev/sdb1",
      usedShare: 9600000 / 9700000,
      inodesUsedShare: undefined,
    }),
    expect.objectContaining({ mount: "/", size: 102626232 * 1024, inodesUsedShare: 0.05 }),
    expect.objectContaining({ mount: "/mnt/nas", source: "nas:/export", usedShare: 0.2, inodesUsedShare: undefined }),
  ]);
});

test("ports by ss: processes, IPv6, interfaces in addresses, loopback apart", () => {
  const { ports } = probed({
    ports: `udp   UNCONN 0      0      127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=512,fd=13))
udp   UNCONN 0      0               [::]:5353          [::]:*
tcp   LISTEN 0      511          0.0.0.0:80       0.0.0.0:*    users:(("nginx",pid=801,fd=6),("nginx",pid=800,fd=6))
tcp   LISTEN 0      128             [::]:22          [::]:*    users:(("sshd",pid=600,fd=4))
tcp   LISTEN 0      244        127.0.0.1:5432      0.0.0.0:*
tcp   LISTEN 0      4096                *:9090             *:*    users:(("prometheus",pid=901,fd=7))`,
  });
  expect(ports).toEqual({
    ports: [
      { protocol: "tcp", address: "::", port: 22, process: "sshd", loopback: false },
      { protocol: "tcp", address: "0.0.0.0", port: 80, process: "nginx", loopback: false },
      { protocol: "udp", address: "::", port: 5353, process: undefined, loopback: false },
      { protocol: "tcp", address: "::", port: 9090, process: "prometheus", loopback: false },
      { protocol: "udp", address: "127.0.0.53", port: 53, process: "systemd-resolve", loopback: true },
      { protocol: "tcp", address: "127.0.0.1", port: 5432, process: undefined, loopback: true },
    ],
    processesUnknown: expect.stringContaining("no process"),
  });
});

test("ports by the kernel's own tables, where ss is not there", () => {
  const { ports } = probed({
    ports: `${MARK} note no-tool
tcp   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
tcp    0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   108        0 21 1 0000000000000000 100 0 0 10 0
tcp    1: 0302000A:0016 0102000A:C350 01 00000000:00000000 02:000A 00000000     0        0 22 4 0000000000000000 20 4 30 10 -1
tcp6    0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 23 1 0 100 0 0 10 0
tcp6    1: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 24 1 0 100 0 0 10 0
udp  128: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 25 2 0000000000000000 0`,
  });
  expect(ports).toEqual({
    ports: [
      { protocol: "tcp", address: "::", port: 22, process: undefined, loopback: false },
      { protocol: "udp", address: "0.0.0.0", port: 68, process: undefined, loopback: false },
      { protocol: "tcp", address: "2001:db8::1", port: 443, process: undefined, loopback: false },
      { protocol: "tcp", address: "127.0.0.1", port: 5432, process: undefined, loopback: true },
    ],
    processesUnknown: "processes are not known: `ss` is not there",
  });
});

test("failed units of systemd, with or without its bullet", () => {
  expect(
    probed({
      services: `nginx.service            loaded failed failed A high performance web server and a reverse proxy server
* certbot.timer loaded failed failed Run certbot twice daily`,
    }).services,
  ).toEqual([
    { unit: "nginx.service", about: "A high performance web server and a reverse proxy server" },
    { unit: "certbot.timer", about: "Run certbot twice daily" },
  ]);
});

test("sessions by who and by loginctl", () => {
  expect(
    probed({ logins: `root     pts/0        2026-11-24 05:10 (192.0.2.1)\nsam      tty1         2026-11-23 21:00` })
      .logins,
  ).toEqual([
    { user: "root", line: "pts/0", since: "2026-11-24 05:10", from: "192.0.2.1" },
    { user: "sam", line: "tty1", since: "2026-11-23 21:00", from: undefined },
  ]);
  expect(probed({ logins: "loginctl\n  3 1000 sam  seat0 tty2 active no -\n 12 0 root - -" }).logins).toMatchObject([
    { user: "sam", line: "tty2" },
    { user: "root", line: undefined },
  ]);
});

test("updates by apt, security ones told by their origin on Debian and Ubuntu", () => {
  expect(
    probed({
      updates: `1795400000
reboot
libssl3/stable-security 3.0.15-1~deb12u1 amd64 [upgradable from: 3.0.14-1~deb12u2]
base-files/oldstable 12.4+deb12u15 amd64 [upgradable from: 12.4+deb12u11]
openssl/noble-updates,noble-security 3.0.13-0ubuntu3.4 amd64 [upgradable from: 3.0.13-0ubuntu3.1]`,
    }).updates,
  ).toEqual({
    listsAt: new Date(1795400000000),
    rebootWanted: true,
    pending: [
      { package: "libssl3", installed: "3.0.14-1~deb12u2", candidate: "3.0.15-1~deb12u1", security: true },
      { package: "base-files", installed: "12.4+deb12u11", candidate: "12.4+deb12u15", security: false },
      { package: "openssl", installed: "3.0.13-0ubuntu3.1", candidate: "3.0.13-0ubuntu3.4", security: true },
    ],
  });
});

describe("failed log-ins", () => {
  // The machine's clock says 2026-11-24 05:08:52 UTC, an hour more in its own zone.
  const log = (first: string, lines: string) => probed({ failures: `${first}\n--\n${lines}` }).failures;

  test("one attempt counts once though the log tells it twice, and a user's name may hold anything", () => {
    const failures = log(
      "Nov 20 00:00:01 web-03 CRON[1]: x",
      `Nov 24 03:10:11 web-03 sshd[2001]: Failed password for invalid user admin from 203.0.113.9 port 40022 ssh2
Nov 24 03:10:12 web-03 sshd[2001]: Connection closed by invalid user admin 203.0.113.9 port 40022 [preauth]
Nov 24 03:11:00 web-03 sshd[2002]: Connection closed by authenticating user root 203.0.113.9 port 40023 [preauth]
Nov 24 03:12:00 web-03 sshd-session[2003]: Failed password for invalid user x from 198.51.100.1 port 1 ssh2 from 203.0.113.77 port 40024 ssh2
Nov 24 03:13:00 web-03 sudo[2004]: pam_unix(sudo:auth): authentication failure; logname=joe uid=1000 euid=0 tty=/dev/pts/0 ruser=joe rhost=  user=joe
Nov 22 03:10:11 web-03 sshd[1001]: Failed password for root from 203.0.113.9 port 1 ssh2`,
    );
    expect(failures).toEqual({
      since: new Date("2026-11-23T05:08:52Z"),
      atLeast: false,
      failures: [
        { at: new Date("2026-11-24T02:10:11Z"), user: "admin", from: "203.0.113.9", service: "ssh" },
        { at: new Date("2026-11-24T02:11:00Z"), user: "root", from: "203.0.113.9", service: "ssh" },
        {
          at: new Date("2026-11-24T02:12:00Z"),
          user: "x from 198.51.100.1 port 1 ssh2",
          from: "203.0.113.77",
          service: "ssh",
        },
        { at: new Date("2026-11-24T02:13:00Z"), user: "joe", from: undefined, service: "sudo" },
      ],
    });
  });

  test("ISO stamps are read as well, and a log that begins later says since when it knows", () => {
    const failures = log(
      "2026-11-24T04:00:00.000001+01:00 web-03 systemd[1]: x",
      "2026-11-24T05:00:00.123456+01:00 web-03 sshd[7]: Failed password for root from 2001:db8::7 port 22 ssh2",
    );
    expect(failures).toEqual({
      since: new Date("2026-11-24T03:00:00.000Z"),
      atLeast: false,
      failures: [{ at: new Date("2026-11-24T04:00:00.123Z"), user: "root", from: "2001:db8::7", service: "ssh" }],
    });
  });

  test("a log that was too long to read whole says at least", () => {
    const failures = log(`${MARK} note cut\nNov 24 05:00:00 web-03 x[1]: y`, "");
    expect(failures).toMatchObject({ atLeast: true, failures: [] });
  });
});

describe("a machine that lies or is broken", () => {
  test("what a log holds cannot pass for a section, and carries no control characters", () => {
    const evil =
      "Nov 24 05:00:00 web-03 sshd[1]: Failed password for invalid user \x1b]0;owned\x07\u202e\x00root from 192.0.2.66 port 9 ssh2";
    const forged = `0bad begin load\n99 99 99\n8\n0bad end load\n begin load\n${MARK}x begin load`;
    const facts = probed({ failures: `--\n${evil}\n${forged}`, load: "0.10 0.20 0.30 1/100 999\n2" });
    expect(facts.load).toEqual({ minutes: [0.1, 0.2, 0.3], processors: 2 });
    expect(JSON.stringify(facts)).not.toMatch(/\\u001b|\\u0007|\\u0000|\u202e/);
    expect(facts.failures).toMatchObject({ failures: [{ user: "?]0;owned???root", from: "192.0.2.66" }] });
  });

  test("nothing that it prints makes reading throw, or gives a number that is none", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        SYSTEM,
        "--",
        "loginctl",
        "x/y-security 2 amd64 [upgradable from: ",
        "9e999 -1 NaN",
        "MemTotal: 1 kB",
        `${MARK} note cut`,
        "/dev/x 1 2 3 4% /",
      ),
    );
    const part = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...sections), part), (parts) => {
        const facts = probed(parts as Partial<Record<Section, string>>);
        JSON.stringify(facts, (_, value) => {
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
          return value;
        });
      }),
      { numRuns: 200 },
    );
  });

  test("the time to read an answer grows with its length, not faster, whatever it is made of", () => {
    const bad = [
      "1 ".repeat(500),
      " ".repeat(1000),
      "from port ".repeat(100),
      '(("'.repeat(300),
      "/dev/x 1 1 1 1% ".repeat(60),
    ];
    const tookMs = (lines: number) => {
      const text = Array.from({ length: lines }, (_, i) => bad[i % bad.length]).join("\n");
      const began = performance.now();
      probed(Object.fromEntries(sections.map((section) => [section, section === "system" ? SYSTEM : text])));
      return performance.now() - began;
    };
    const best = (lines: number) => Math.min(...[1, 2, 3, 4].map(() => tookMs(lines)));
    // Four times as many lines: sixteen times as long would be the square.
    expect(best(1600)).toBeLessThan(Math.max(1, best(400)) * 12);
  });
});
