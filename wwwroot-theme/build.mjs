// Builds a theme: node build.mjs [--theme DIRECTORY] [--out DIRECTORY]
// A theme directory holds theme.json and whatever it changes; the rest comes from this directory.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const theme = resolve(option("--theme") ?? process.env.Portal__ThemeDirectory ?? here);
const out = resolve(option("--out") ?? join(here, "../src/Portal.Web/wwwroot/theme"));
const draft = `${out}.new`;
const uswds = join(here, "node_modules/@uswds/uswds");
const manifest = {};

if (!existsSync(join(theme, "theme.json"))) {
  console.error(`${theme} has no theme.json, so it is not a theme.`);
  process.exit(1);
}

rmSync(draft, { recursive: true, force: true });
mkdirSync(draft, { recursive: true });

for (const weight of ["Regular", "Bold"]) {
  const file = `PublicSans-${weight}.woff2`;
  write(`fonts/${file}`, readFileSync(join(uswds, "dist/fonts/public-sans", file)));
}
for (const file of ["img/seal.svg"]) { write(file, readFileSync(pick(file))); }
write("img/icons.svg", sprite());
write("portal.js", readFileSync(pick("script/portal.js")));
write("signin.js", readFileSync(pick("script/signin.js")));
write("portal.css", styles());
cpSync(join(theme, "theme.json"), join(draft, "theme.json"));
mkdirSync(join(draft, "mail"));
cpSync(pick("mail/frame.html"), join(draft, "mail/frame.html"));
writeFileSync(join(draft, "manifest.json"), JSON.stringify(manifest, null, 2));

mkdirSync(dirname(out), { recursive: true });
rmSync(out, { recursive: true, force: true });
renameSync(draft, out);
console.log(`${JSON.parse(readFileSync(join(theme, "theme.json"))).city}: built into ${out}`);

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** The theme's own file where it has one, else the one every theme starts from. */
function pick(file) {
  return [join(theme, file), join(here, file)].find(existsSync);
}

/** USWDS in the lower layer, ours over it; tokens of this theme after those it starts from. */
function styles() {
  const base = sass.compile(join(here, "uswds.scss"), {
    loadPaths: [join(uswds, "packages")], style: "compressed", quietDeps: true, logger: sass.Logger.silent,
  }).css.replace(/^\uFEFF|@charset "UTF-8";|@font-face\{[^}]*\}/g, "");
  const own = [join(here, "tokens.css")];
  if (theme !== here && existsSync(join(theme, "tokens.css"))) { own.push(join(theme, "tokens.css")); }
  own.push(pick("base.css"));
  for (const folder of ["components", "print"]) {
    for (const file of readdirSync(join(here, folder)).sort()) { own.push(pick(join(folder, file))); }
  }
  const ours = own.map((file) => readFileSync(file, "utf8")).join("\n");
  const whole = `@layer uswds, portal;@layer uswds{${base}}@layer portal{${compress(ours)}}`;
  return whole.replace(/url\("?(fonts|img)\/([^")?]+)"?\)/g, (_, folder, name) => {
    const file = `${folder}/${name}`;
    if (!manifest[file]) { write(file, readFileSync(join(uswds, "dist", file))); }
    return `url(${manifest[file]})`;
  });
}

function compress(css) {
  return sass.compileString(css, { syntax: "css", style: "compressed" }).css.replace(/^\uFEFF|@charset "UTF-8";/g, "");
}

/** One file with every icon as a symbol, used by <icon name="…"/>. */
function sprite() {
  const symbols = readdirSync(join(here, "img/icons")).sort().map((file) => {
    const svg = readFileSync(pick(join("img/icons", file)), "utf8");
    const inside = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${basename(file, ".svg")}" viewBox="0 0 24 24">${inside}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** Writes a file under a name that changes with its content, beside compressed twins of it. */
function write(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  const hashed = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  const path = join(draft, hashed);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  if (extension !== ".woff2") {
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  manifest[name] = hashed;
}
