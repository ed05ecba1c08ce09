// Reads a JSON array of texts, and writes for each the tokens that PostgreSQL finds: [name, first byte, byte after the last]; null where
// it finds a fault.
import { readFileSync } from "node:fs";
import { loadModule, scanSync } from "libpg-query";

await loadModule();
const answers = JSON.parse(readFileSync(0, "utf8")).map(text => {
    try {
        return scanSync(text).tokens.map(token => [token.tokenName, token.start, token.end]);
    } catch {
        return null;
    }
});
process.stdout.write(JSON.stringify(answers));
