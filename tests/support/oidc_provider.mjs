// The certified provider of npm, for tests: node oidc_provider.mjs PORT FILE. FILE holds {"subject": {claims}} and is read anew each time.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, file] = process.argv.slice(2);
const frontend = createRequire(new URL("../../frontend/package.json", import.meta.url));
const { default: Provider } = await import(pathToFileURL(frontend.resolve("oidc-provider")).href);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "wfm",
      client_secret: "shared",
      redirect_uris: ["http://localhost/sign-in/company/back"],
      post_logout_redirect_uris: ["http://localhost/"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  pkce: { required: () => true },
  findAccount: (_context, subject) => ({
    accountId: subject,
    claims: () => ({ sub: subject, ...JSON.parse(readFileSync(file, "utf8"))[subject] }),
  }),
});
provider.listen(Number(port), "localhost");
