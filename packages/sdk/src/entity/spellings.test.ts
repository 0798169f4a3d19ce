import { describe, expect, test } from "vitest";
import { entities } from "./entities.ts";
import type { EntityName } from "./entity.ts";

/** Real spellings, one a line: what was typed ⇒ the canonical text, or ⇒ nothing where it is none. */
const SPELLINGS: Record<Exclude<EntityName, "time">, string> = {
  ip: `
    203.0.113.9 ⇒ 203.0.113.9
    203[.]0[.]113[.]9 ⇒ 203.0.113.9
    203.0.113[.]9 ⇒ 203.0.113.9
    203(.)0(.)113(.)9 ⇒ 203.0.113.9
    203{.}0{.}113{.}9 ⇒ 203.0.113.9
    203[dot]0[dot]113[dot]9 ⇒ 203.0.113.9
    203 [.] 0 [.] 113 [.] 9 ⇒ 203.0.113.9
    203\\.0\\.113\\.9 ⇒ 203.0.113.9
    203[.0[.113[.9 ⇒ 203.0.113.9
    203 dot 0 dot 113 dot 9 ⇒ 203.0.113.9
    ２０３．０．１１３．９ ⇒ 203.0.113.9
    203.0.\u200b113.9 ⇒ 203.0.113.9
    10.1.2.3/8 ⇒ 10.0.0.0/8
    10.0.0.0/8 ⇒ 10.0.0.0/8
    192.0.2.129/25 ⇒ 192.0.2.128/25
    192.0.2.1/32 ⇒ 192.0.2.1
    0.0.0.0/0 ⇒ 0.0.0.0/0
    2001:0DB8:0000:0000:0008:0800:200C:417A ⇒ 2001:db8::8:800:200c:417a
    2001:db8:0:1:1:1:1:1 ⇒ 2001:db8:0:1:1:1:1:1
    2001:0:0:1:0:0:0:1 ⇒ 2001:0:0:1::1
    2001:db8:0:0:1:0:0:1 ⇒ 2001:db8::1:0:0:1
    0:0:0:0:0:0:0:0 ⇒ ::
    ::1 ⇒ ::1
    [2001:DB8::1] ⇒ 2001:db8::1
    2001[:]db8[:][:]1 ⇒ 2001:db8::1
    ::FFFF:192.0.2.128 ⇒ ::ffff:192.0.2.128
    ::ffff:c000:280 ⇒ ::ffff:192.0.2.128
    2001:db8::ffff/32 ⇒ 2001:db8::/32
    2001:db8:ffff::/33 ⇒ 2001:db8:8000::/33
    fe80::1%eth0 ⇒
    010.0.0.1 ⇒
    256.1.1.1 ⇒
    1.2.3 ⇒
    1.2.3.4.5 ⇒
    1.2.3.4:80 ⇒
    1.2.3.4/33 ⇒
    1.2.3.4/08 ⇒
    0x7f000001 ⇒
    2130706433 ⇒
    12:34:56 ⇒
    1::2::3 ⇒
    2001:db8::g ⇒
    :: :: ⇒`,
  domain: `
    evil.example ⇒ evil.example
    EVIL.Example. ⇒ evil.example
    evil[.]example ⇒ evil.example
    evil(dot)co(dot)uk ⇒ evil.co.uk
    evil [dot] com ⇒ evil.com
    evil{.}com ⇒ evil.com
    evil<.>com ⇒ evil.com
    evil.com.] ⇒
    müller.de ⇒ xn--mller-kva.de
    MÜLLER.DE ⇒ xn--mller-kva.de
    xn--mller-kva.de ⇒ xn--mller-kva.de
    例え.jp ⇒ xn--r8jz45g.jp
    пример.рф ⇒ xn--e1afmkfd.xn--p1ai
    раypal.com ⇒ xn--ypal-43d9g.com
    evil。com ⇒ evil.com
    e\u00advil.com ⇒ evil.com
    a.b.c.evil.com.au ⇒ a.b.c.evil.com.au
    _dmarc.evil.com ⇒ _dmarc.evil.com
    github.io ⇒ github.io
    login.microsoftonline.com ⇒ login.microsoftonline.com
    expyuzz4wqqyqhjn.onion ⇒ expyuzz4wqqyqhjn.onion
    printer.local ⇒ printer.local
    co.uk ⇒
    com ⇒
    localhost ⇒
    evil.notatld ⇒
    -evil.com ⇒
    evil-.com ⇒
    ev_il.com ⇒
    evil..com ⇒
    .evil.com ⇒
    evil.com/path ⇒
    evil.com:443 ⇒
    1.2.3.4 ⇒
    ana@evil.com ⇒
    evil com ⇒`,
  url: `
    https://evil.example/login ⇒ https://evil.example/login
    HTTPS://EVIL.Example/Login?A=B#C ⇒ https://evil.example/Login?A=B#C
    hxxp://evil[.]example ⇒ http://evil.example/
    hXXps://evil[.]example/a ⇒ https://evil.example/a
    hxxps[:]//evil[.]example/a ⇒ https://evil.example/a
    hxxps[://]evil[.]example/a ⇒ https://evil.example/a
    hxxp[:/]/evil.example/a ⇒ http://evil.example/a
    h**p://evil.example/a ⇒ http://evil.example/a
    h__ps://evil.example/a ⇒ https://evil.example/a
    htxp://evil.example/a ⇒ http://evil.example/a
    http[s]://evil.example/a ⇒ https://evil.example/a
    hxxp[s]://evil.example/a ⇒ https://evil.example/a
    hxxp:\\\\evil[.]example\\a ⇒ http://evil.example/a
    fxp://evil[.]example/a ⇒ ftp://evil.example/a
    <https://evil.example/a> ⇒ https://evil.example/a
    http://evil.example:80/a ⇒ http://evil.example/a
    http://evil.example:8080/a ⇒ http://evil.example:8080/a
    https://user:pw@evil.example/ ⇒ https://user:pw@evil.example/
    http://evil.example/a/../b/./c ⇒ http://evil.example/b/c
    http://0x7f.1/ ⇒ http://127.0.0.1/
    http://2130706433/ ⇒ http://127.0.0.1/
    http://203.0.113[.]9/x ⇒ http://203.0.113.9/x
    http://[2001:DB8::1]:8080/x ⇒ http://[2001:db8::1]:8080/x
    http://müller.de/ä ⇒ http://xn--mller-kva.de/%C3%A4
    ssh://git@EVIL.example:22/x ⇒ ssh://git@evil.example:22/x
    tcp://198.51.100[.]7:4444 ⇒ tcp://198.51.100.7:4444
    ldap://evil.example:1389/Exploit ⇒ ldap://evil.example:1389/Exploit
    tcp://evil.example:80/ ⇒ tcp://evil.example:80/
    http://localhost:3000/x ⇒ http://localhost:3000/x
    evil.example/login ⇒
    http:// ⇒
    http:///x ⇒
    http://evil example/ ⇒
    mailto:ana@corp.example ⇒
    file:///etc/passwd ⇒
    javascript://evil.example/%0aalert(1) ⇒
    data:text/html,hi ⇒
    http://[::1 ⇒
    http://256.1.1.1/ ⇒
    http://a.b:99999/ ⇒`,
  email: `
    ana@corp.example ⇒ ana@corp.example
    Ana.Smith+x@Corp.EXAMPLE ⇒ ana.smith+x@corp.example
    ana[@]corp[.]example ⇒ ana@corp.example
    ana(at)corp(dot)example ⇒ ana@corp.example
    ana[at]corp.example ⇒ ana@corp.example
    ana at corp dot example ⇒ ana@corp.example
    ana @ corp.example ⇒
    <ana@corp.example> ⇒ ana@corp.example
    mailto:ana@corp.example ⇒ ana@corp.example
    ana＠corp.example ⇒ ana@corp.example
    o'brien@corp.example ⇒ o'brien@corp.example
    ana@müller.de ⇒ ana@xn--mller-kva.de
    ana@corp ⇒
    @corp.example ⇒
    ana@@corp.example ⇒
    .ana@corp.example ⇒
    a..b@corp.example ⇒
    ana@203.0.113.9 ⇒
    ana@corp.example, sam@corp.example ⇒`,
  md5: `
    44D88612FEA8A8F36DE82E1278ABB02F ⇒ 44d88612fea8a8f36de82e1278abb02f
    md5:44d88612fea8a8f36de82e1278abb02f ⇒ 44d88612fea8a8f36de82e1278abb02f
    MD5=44d88612fea8a8f36de82e1278abb02f ⇒ 44d88612fea8a8f36de82e1278abb02f
    44d88612fea8a8f36de82e1278abb02 ⇒
    44d88612fea8a8f36de82e1278abb02fa ⇒
    44d88612fea8a8f36de82e1278abb02g ⇒`,
  sha1: `
    3395856CE81F2B7382DEE72602F798B642F14140 ⇒ 3395856ce81f2b7382dee72602f798b642f14140
    sha1:3395856ce81f2b7382dee72602f798b642f14140 ⇒ 3395856ce81f2b7382dee72602f798b642f14140
    3395856 ⇒
    0x3395856ce81f2b7382dee72602f798b642f14140 ⇒`,
  sha256: `
    SHA-256: 275A021BBFB6489E54D471899F7DB9D1663FC695EC2FE2A2C4538AABF651FD0F ⇒ 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f
    275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0 ⇒`,
  sha512: `
    275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f ⇒`,
  cve: `
    cve-2021-44228 ⇒ CVE-2021-44228
    CVE 2021 44228 ⇒ CVE-2021-44228
    CVE–2021–44228 ⇒ CVE-2021-44228
    CVE_2021_44228 ⇒ CVE-2021-44228
    CVE:2021-44228 ⇒ CVE-2021-44228
    CVE2021-44228 ⇒ CVE-2021-44228
    CVE-2014-0160 ⇒ CVE-2014-0160
    CVE-2014-00160 ⇒ CVE-2014-0160
    CVE-2021-1 ⇒
    CVE-1990-1234 ⇒
    2021-44228 ⇒
    GHSA-jfh8-c2jp-5v3q ⇒`,
  asn: `
    AS64496 ⇒ AS64496
    asn 64496 ⇒ AS64496
    AS 64496 ⇒ AS64496
    AS#64496 ⇒ AS64496
    64496 ⇒ AS64496
    AS0064496 ⇒ AS64496
    AS1.10 ⇒ AS65546
    AS4294967295 ⇒ AS4294967295
    AS4294967296 ⇒
    AS ⇒
    ASX ⇒`,
  mac: `
    00:1A:2B:3C:4D:5E ⇒ 00:1a:2b:3c:4d:5e
    00-1A-2B-3C-4D-5E ⇒ 00:1a:2b:3c:4d:5e
    001a.2b3c.4d5e ⇒ 00:1a:2b:3c:4d:5e
    001A2B3C4D5E ⇒ 00:1a:2b:3c:4d:5e
    0:1a:2b:3c:4d:5e ⇒ 00:1a:2b:3c:4d:5e
    00:1A-2B:3C-4D:5E ⇒
    00:1A:2B:3C:4D ⇒
    00:1A:2B:3C:4D:5G ⇒
    00:11:22:33:44:55:66:77 ⇒`,
  host: `
    web-03 ⇒ web-03
    WEB-03.Corp.Example. ⇒ web-03.corp.example
    web-03[.]corp[.]example ⇒ web-03.corp.example
    db_1 ⇒ db_1
    localhost ⇒ localhost
    192.0.2.3 ⇒ 192.0.2.3
    2001:DB8::1 ⇒ 2001:db8::1
    büro-pc ⇒ xn--bro-pc-3ya
    192.0.2 ⇒
    192.0.2.0/24 ⇒
    web 03 ⇒
    web-03; rm -rf / ⇒
    $(id) ⇒
    -oProxyCommand=x ⇒
    web-03:22 ⇒`,
  user: `
    ana ⇒ ana
    @ana ⇒ ana
    ana@corp.example ⇒ ana@corp.example
    CORP\\ana ⇒ CORP\\ana
    U024BE7LH ⇒ U024BE7LH
    Zoë ⇒ Zoë
    svc-backup$ ⇒ svc-backup$
    @ana, ⇒ ana
    ana smith ⇒
    <@U1> ⇒
    ana;id ⇒`,
  duration: `
    30 minutes ⇒ PT30M
    30m ⇒ PT30M
    30min ⇒ PT30M
    30 MIN ⇒ PT30M
    thirty minutes ⇒ PT30M
    forty-five minutes ⇒ PT45M
    90 minutes ⇒ PT1H30M
    1.5h ⇒ PT1H30M
    1,5 h ⇒ PT1H30M
    2h30m ⇒ PT2H30M
    2h30 ⇒ PT2H30M
    2 hours and 30 minutes ⇒ PT2H30M
    an hour and a half ⇒ PT1H30M
    half an hour ⇒ PT30M
    a quarter of an hour ⇒ PT15M
    a day ⇒ P1D
    one day ⇒ P1D
    24 hours ⇒ P1D
    36 hours ⇒ P1DT12H
    1w ⇒ P7D
    two weeks ⇒ P14D
    a fortnight ⇒ P14D
    for 30 minutes ⇒ PT30M
    1d12h ⇒ P1DT12H
    PT30M ⇒ PT30M
    pt30m ⇒ PT30M
    P1W ⇒ P7D
    P1DT2H ⇒ P1DT2H
    PT36H ⇒ P1DT12H
    PT0.5S ⇒ PT0.5S
    500ms ⇒ PT0.5S
    0s ⇒ PT0S
    1 month ⇒
    P1M ⇒
    P1Y ⇒
    a year ⇒
    30 ⇒
    minutes ⇒
    30m2h ⇒
    -5m ⇒
    P ⇒
    PT ⇒
    1h and ⇒
    99999999 weeks ⇒
    forever ⇒`,
  severity: `
    crit ⇒ critical
    SEV1 ⇒ critical
    P1 ⇒ critical
    Error ⇒ high
    sev-2 ⇒ high
    warning ⇒ medium
    moderate ⇒ medium
    notice ⇒ low
    informational ⇒ info
    whatever ⇒
    1 ⇒`,
  room: `
    #soc ⇒ soc
    soc ⇒ soc
    #IT-Ops ⇒ it-ops
    dm:ana ⇒ dm:ana
    slack:T1:C7 ⇒ slack:T1:C7
    # ⇒
    #so c ⇒
    !room:matrix.example ⇒ !room:matrix.example`,
  file: `
    /etc/passwd ⇒ /etc/passwd
    "my file.txt" ⇒ my file.txt
    C:\\Users\\ana\\x.exe ⇒ C:\\Users\\ana\\x.exe
    ' ⇒ '
    .. ⇒
    / ⇒`,
};

for (const [name, lines] of Object.entries(SPELLINGS))
  describe(name, () => {
    for (const line of lines.split("\n").filter((text) => text.includes("⇒"))) {
      const [typed = "", canonical = ""] = line.split("⇒").map((part) => part.trim());
      test(`${typed} is ${canonical === "" ? `no ${name}` : canonical}`, () => {
        expect(entities[name as EntityName].parse(typed)).toBe(canonical === "" ? undefined : canonical);
      });
    }
  });

describe("time", () => {
  // A Tuesday; 09:30 in Berlin.
  const now = new Date("2026-11-24T08:30:15.250Z");
  test.each([
    ["now", "2026-11-24T08:30:15.250Z"],
    ["today", "2026-11-23T23:00:00Z"],
    ["Yesterday", "2026-11-22T23:00:00Z"],
    ["tomorrow", "2026-11-24T23:00:00Z"],
    ["09:00", "2026-11-24T08:00:00Z"],
    ["9am", "2026-11-24T08:00:00Z"],
    ["9 pm", "2026-11-24T20:00:00Z"],
    ["12am", "2026-11-23T23:00:00Z"],
    ["12:15 pm", "2026-11-24T11:15:00Z"],
    ["noon", "2026-11-24T11:00:00Z"],
    ["tomorrow 9:00", "2026-11-25T08:00:00Z"],
    ["tomorrow at 9am", "2026-11-25T08:00:00Z"],
    ["9:00 tomorrow", "2026-11-25T08:00:00Z"],
    ["yesterday 23:59:59", "2026-11-23T22:59:59Z"],
    ["monday", "2026-11-29T23:00:00Z"],
    ["next tuesday", "2026-11-30T23:00:00Z"],
    ["last tuesday 08:00", "2026-11-17T07:00:00Z"],
    ["last friday", "2026-11-19T23:00:00Z"],
    ["fri 17:00", "2026-11-27T16:00:00Z"],
    ["in 2 hours", "2026-11-24T10:30:15.250Z"],
    ["in half an hour", "2026-11-24T09:00:15.250Z"],
    ["2 hours ago", "2026-11-24T06:30:15.250Z"],
    ["a day from now", "2026-11-25T08:30:15.250Z"],
    ["+15m", "2026-11-24T08:45:15.250Z"],
    ["-1h", "2026-11-24T07:30:15.250Z"],
    ["2026-11-24T09:00Z", "2026-11-24T09:00:00Z"],
    ["2026-11-24T09:00:00.123456Z", "2026-11-24T09:00:00.123Z"],
    ["2026-11-24T09:00+02:00", "2026-11-24T07:00:00Z"],
    ["2026-11-24 09:00 -0530", "2026-11-24T14:30:00Z"],
    ["2026-11-24 09:00", "2026-11-24T08:00:00Z"],
    ["2026-11-24 09:00 UTC", "2026-11-24T09:00:00Z"],
    ["2026-11-24 09:00 America/New_York", "2026-11-24T14:00:00Z"],
    ["2026/11/24 09:00", "2026-11-24T08:00:00Z"],
    ["2026-11-24", "2026-11-23T23:00:00Z"],
    ["24.11.2026 09:00", "2026-11-24T08:00:00Z"],
    ["24 Nov 2026 09:00", "2026-11-24T08:00:00Z"],
    ["November 24, 2026", "2026-11-23T23:00:00Z"],
    ["24-Nov-2026 09:00:01", "2026-11-24T08:00:01Z"],
    ["@1764000000", "2025-11-24T16:00:00Z"],
    // The clocks in Berlin jump from 02:00 to 03:00 on 2026-03-29, and back from 03:00 to 02:00 on 2026-10-25.
    ["2026-03-29 02:30", "2026-03-29T01:30:00Z"],
    ["2026-03-29 03:30", "2026-03-29T01:30:00Z"],
    ["2026-10-25 02:30", "2026-10-25T00:30:00Z"],
    ["2026-10-25 03:30", "2026-10-25T02:30:00Z"],
  ])("%s is %s", (typed, canonical) => {
    expect(entities.time.parse(typed, { now, zone: "Europe/Berlin" })).toBe(canonical);
  });

  test.each([
    "11/24/2026",
    "2026-02-30",
    "25:00",
    "9:60",
    "13pm",
    "9",
    "tomorrow tomorrow",
    "in a month",
    "someday",
    "2026-11-24T09:00+99:00",
    "",
  ])("%s is no time", (typed) => {
    expect(entities.time.parse(typed, { now, zone: "Europe/Berlin" })).toBeUndefined();
  });

  test("a zone nobody knows is taken as UTC", () => {
    expect(entities.time.parse("09:00", { now, zone: "Moon/Tycho" })).toBe("2026-11-24T09:00:00Z");
  });
});
