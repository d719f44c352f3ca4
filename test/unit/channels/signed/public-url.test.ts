// Which addresses a stranger may have us post to: a table of what was tried against others.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicHttpsUrl } from "../../../../src/channels/signed/public-url.ts";

const SEED = { seed: 20260305 };

describe("an address of the public internet", () => {
  it.each([
    "https://example.com",
    "https://example.com/hook?token=1#part",
    "HTTPS://EXAMPLE.COM/",
    "https://hooks.example.co.uk:443/",
    "https://hooks.example.com:8443/",
    "https://hooks.example.com:1024/",
    "https://例子.测试/回调",
    "https://xn--fsqu00a.com/",
    "https://example.com./",
    "https://8.8.8.8/",
    "https://1.1.1.1:8443/",
    "https://172.32.0.1/",
    "https://100.128.0.1/",
    "https://[2606:4700::1111]/",
    "https://[2001:4860:4860::8888]/",
    "https://localhost.example.com/",
    "https://local.example.com/",
    "https://mylocal.example.com/",
    "https://10.example.com/",
    "https://internal-tools.example.com/",
  ])("may be posted to: %s", (url) => {
    expect(isPublicHttpsUrl(url)).toBe(true);
  });
});

describe("an address that is not encrypted, or carries more than an address", () => {
  it.each([
    "http://example.com",
    "ftp://example.com",
    "ws://example.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "blob:https://example.com/1",
    "//example.com",
    "example.com",
    "https://",
    "https:///",
    "https://user@example.com/",
    "https://user:pass@example.com/",
    "https://:pass@example.com/",
    "",
    " ",
    "https://exa mple.com/",
    "https://example.com:99999/",
  ])("is refused: %s", (url) => {
    expect(isPublicHttpsUrl(url)).toBe(false);
  });

  it.each([22, 25, 80, 110, 1023, 0])("is refused at another service's port: %i", (port) => {
    expect(isPublicHttpsUrl(`https://example.com:${port}/`)).toBe(false);
  });
});

describe("a name that no public machine has", () => {
  it.each([
    "localhost",
    "LOCALHOST",
    "localhost.",
    "localhost..",
    "foo.localhost",
    "foo.LocalHost.",
    "localhost.localdomain",
    "printer.local",
    "metadata.google.internal",
    "foo.internal.",
    "router.home.arpa",
    "home.arpa",
    "nas.lan",
    "wiki.intranet",
    "intranet",
    "metadata",
    "instance-data",
    "kubernetes",
    "127.0.0.1..",
    "example..com",
    ".example.com",
    "ｌocalhost",
    "loc%61lhost",
    "①②⑦.⓪.⓪.①",
  ])("is refused: %s", (host) => {
    expect(isPublicHttpsUrl(`https://${host}/`)).toBe(false);
  });
});

describe("an IPv4 address of another network", () => {
  it.each([
    ["loopback", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["loopback in one number", "2130706433"],
    ["loopback in hex", "0x7f000001"],
    ["loopback in hex parts", "0x7f.0.0.0x1"],
    ["loopback in octal", "0177.0.0.1"],
    ["loopback in octal, long", "017700000001"],
    ["loopback, shortened", "127.1"],
    ["loopback, shortened", "127.0.1"],
    ["loopback with a dot behind", "127.0.0.1."],
    ["loopback, percent-encoded", "127%2e0%2e0%2e1"],
    ["loopback, in full-width digits", "１２７.0.0.1"],
    ["this network", "0.0.0.0"],
    ["this network, as a zero", "0"],
    ["private", "10.0.0.1"],
    ["private", "10.255.255.255"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.0.1"],
    ["private in one number", "3232235521"],
    ["shared (CGNAT)", "100.64.0.1"],
    ["shared (CGNAT)", "100.127.255.255"],
    ["a cloud's metadata", "100.100.100.200"],
    ["a cloud's metadata", "169.254.169.254"],
    ["a cloud's metadata in hex", "0xa9fea9fe"],
    ["a cloud's metadata in octal", "0251.0376.0251.0376"],
    ["a cloud's metadata in one number", "2852039166"],
    ["protocol assignments", "192.0.0.8"],
    ["documentation", "192.0.2.1"],
    ["documentation", "198.51.100.1"],
    ["documentation", "203.0.113.1"],
    ["6to4 relay", "192.88.99.1"],
    ["benchmarks", "198.18.0.1"],
    ["benchmarks", "198.19.255.255"],
    ["multicast", "224.0.0.1"],
    ["multicast", "239.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
  ])("is refused: %s, %s", (_, host) => {
    expect(isPublicHttpsUrl(`https://${host}/`)).toBe(false);
  });

  it("is told from its public neighbours at every border", () => {
    for (const [other, open] of [
      ["9.255.255.255", true],
      ["10.0.0.0", false],
      ["11.0.0.0", true],
      ["100.63.255.255", true],
      ["100.64.0.0", false],
      ["126.255.255.255", true],
      ["128.0.0.0", true],
      ["169.253.255.255", true],
      ["169.255.0.0", true],
      ["172.15.255.255", true],
      ["172.32.0.0", true],
      ["192.167.255.255", true],
      ["192.169.0.0", true],
      ["198.17.255.255", true],
      ["198.20.0.0", true],
      ["223.255.255.255", true],
    ] as const)
      expect([other, isPublicHttpsUrl(`https://${other}/`)]).toEqual([other, open]);
  });
});

describe("an IPv6 address of another network", () => {
  it.each([
    ["loopback", "::1"],
    ["unspecified", "::"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["mapped metadata", "::ffff:169.254.169.254"],
    ["mapped, in hex", "::ffff:a9fe:a9fe"],
    ["mapped public", "::ffff:8.8.8.8"],
    ["compatible", "::127.0.0.1"],
    ["translated", "64:ff9b::7f00:1"],
    ["translated, local", "64:ff9b:1::1"],
    ["discard", "100::1"],
    ["unique local", "fc00::1"],
    ["unique local", "fdff:ffff::1"],
    ["a cloud's metadata", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["documentation", "2001:db8::1"],
    ["documentation", "3fff::1"],
    ["Teredo", "2001::1"],
    ["ORCHID", "2001:20::1"],
    ["6to4 of loopback", "2002:7f00:1::"],
    ["6to4 of metadata", "2002:a9fe:a9fe::1"],
    ["not given out", "4000::1"],
  ])("is refused: %s, %s", (_, host) => {
    expect(isPublicHttpsUrl(`https://[${host}]/`)).toBe(false);
  });
});

describe("whatever is tried", () => {
  it("nothing throws, and nothing but https to a host with a dot or in brackets is taken", () => {
    const text = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((host) => `https://${host}/`),
      fc.ipV6().map((host) => `https://[${host}]`),
    );
    fc.assert(
      fc.property(text, (url) => {
        if (!isPublicHttpsUrl(url)) return;
        const { protocol, hostname, username, password } = new URL(url);
        expect([protocol, username, password]).toEqual(["https:", "", ""]);
        expect(hostname).toMatch(/\.|^\[[23]/);
      }),
      { ...SEED, numRuns: 1_000 },
    );
  });

  it("an IPv4 address is judged alike in all of its spellings", () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        const parts = [24, 16, 8, 0].map((bits) => (value >>> bits) & 255);
        const hosts = [
          parts.join("."),
          String(value),
          `0x${value.toString(16)}`,
          `0${value.toString(8)}`,
          parts.map((part) => `0x${part.toString(16)}`).join("."),
          `${parts[0]}.${value & 0xff_ffff}`,
        ];
        expect(new Set(hosts.map((host) => isPublicHttpsUrl(`https://${host}/`))).size).toBe(1);
      }),
      { ...SEED, numRuns: 300 },
    );
  });
});
