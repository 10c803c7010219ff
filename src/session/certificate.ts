import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { resolve } from "node:path";
// The library's own dependency injection needs it, and its version 2 no longer brings it along.
import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writeAtomically } from "./files.ts";

/** What a TLS listener needs, both in PEM. */
export interface Certificate {
  readonly key: string;
  /** The host's certificate, then that of the authority. */
  readonly cert: string;
}

/** A certificate authority that lives as long as this process: its key is never written anywhere. */
export interface Authority {
  /** Its certificate in PEM: what a tool has to trust. */
  readonly caPem: string;
  /** A certificate that is valid for all these host names and IP addresses; made once for the same ones. */
  certificateFor(host: string, ...more: readonly string[]): Promise<Certificate>;
}

// P-256 is what every TLS library of the last ten years knows, and a key takes no noticeable time.
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 86_400_000;
/** Clocks of containers and virtual machines disagree. */
const beforeMs = dayMs;
/** Longer than any run, shorter than what browsers accept. */
const afterMs = 90 * dayMs;

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

const pemOf = async (key: webcrypto.CryptoKey): Promise<string> => {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
};

const validity = () => ({
  notBefore: new Date(Date.now() - beforeMs),
  notAfter: new Date(Date.now() + afterMs),
});

/** Makes a certificate authority and keeps it in memory. */
export const createAuthority = async (): Promise<Authority> => {
  const keys = await newKeys();
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: "CN=gorest-harness, this run only",
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const caPem = `${authority.toString("pem")}\n`;

  const issue = async (hosts: readonly string[]): Promise<Certificate> => {
    const own = await newKeys();
    // Python 3.13 refuses a certificate without the two key identifiers.
    const extensions: Extension[] = [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: isIP(host) === 0 ? "dns" : "ip", value: host })),
      ),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
      await SubjectKeyIdentifierExtension.create(own.publicKey),
    ];
    const certificate = await X509CertificateGenerator.create({
      ...validity(),
      subject: `CN=${hosts[0] ?? ""}`,
      issuer: authority.subjectName,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions,
    });
    return { key: await pemOf(own.privateKey), cert: `${certificate.toString("pem")}\n${caPem}` };
  };

  const issued = new Map<string, Promise<Certificate>>();
  return {
    caPem,
    certificateFor: (...hosts) => {
      const name = hosts.join(" ");
      const known = issued.get(name) ?? issue(hosts);
      issued.set(name, known);
      return known;
    },
  };
};

/**
 * Writes the authority's certificate where tools can read it.
 * @param user what listens with its certificates, such as "simulator": each has a file of its own
 * @returns its absolute path, the same for every run
 * @throws what the file system says, with the path in it
 */
export const saveAuthority = async ({ caPem }: Authority, user: string): Promise<string> => {
  const path = resolve(".gorest", `${user}-ca.pem`);
  await writeAtomically(path, [caPem]);
  return path;
};

/**
 * How each tool is brought to trust the authority, a line a tool.
 * @param caFile path of its certificate; absolute, for tools are started elsewhere
 */
export const trustLines = (caFile: string): readonly (readonly [tool: string, how: string])[] => [
  ["Node.js, Playwright, k6's npm tools", `NODE_EXTRA_CA_CERTS=${caFile}`],
  ["Python requests", `REQUESTS_CA_BUNDLE=${caFile}`],
  ["Python, Ruby, Go, k6", `SSL_CERT_FILE=${caFile}`],
  ["curl", `CURL_CA_BUNDLE=${caFile}`],
  ["Newman", `newman run … --ssl-extra-ca-certs ${caFile}`],
  [
    "Java",
    `keytool -importcert -noprompt -alias gorest-harness -file ${caFile} -keystore trust.p12 -storepass changeit; ` +
      "then -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit",
  ],
];
