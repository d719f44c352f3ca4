// Which IP addresses are of the public internet: all but those that the registries keep for other uses.

type Network = [address: string, bits: number];

/** Own, shared, loopback, link-local (metadata), private, protocol, documentation, relay, benchmark, multicast, reserved. */
const OTHER_IPV4: Network[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Four decimals. */
export function isPublicIpv4(address: string): boolean {
  const value = ipv4Value(address);
  return OTHER_IPV4.every(([network, bits]) => value >>> (32 - bits) !== ipv4Value(network) >>> (32 - bits));
}

function ipv4Value(address: string): number {
  return address.split(".").reduce((value, part) => ((value << 8) | Number(part)) >>> 0, 0);
}

/**
 * As the URL parser writes it, without brackets. Only what is given out worldwide (2000::/3), and of that not what stands for
 * an IPv4 address or for nobody: 2001::/23 (Teredo and other protocols), 2001:db8::/32, 2002::/16 (6to4), 3fff::/20. Mapped and
 * translated IPv4, loopback, link-local, unique local and multicast addresses lie outside.
 */
export function isPublicIpv6(address: string): boolean {
  const [head = "", next = ""] = address.split(":");
  const first = Number.parseInt(head === "" ? "0" : head, 16);
  const second = Number.parseInt(next === "" ? "0" : next, 16);
  if (first >>> 13 !== 1) return false;
  if (first === 0x2001) return second >= 0x200 && second !== 0xdb8;
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000);
}
