// Writes src/table.rs from the npm package @sentry/conventions: names, types, deprecations, replacements and
// scrubbing of its operations and attributes, sorted; no prose of theirs.
//
//     npm pack @sentry/conventions && tar -xzf sentry-conventions-*.tgz
//     node generate.mjs package [table]
//
// The table that is there is read first, and a name of it that the package no longer has stays as a deprecated one, so
// that no program stops compiling with a newer table. Anything that is not understood stops the generator.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const KINDS = { string: 'Text', integer: 'Integer', double: 'Double', boolean: 'Boolean', 'string[]': 'TextList' };
const SCRUBBINGS = { auto: 'Auto', manual: 'Manual', never: 'Never' };

const quote = (name) => JSON.stringify(name);

function stop(why) {
  throw new Error(why);
}

/** The word that stands for theirs; stops at one that is new. */
function translate(words, theirs, name) {
  return words[theirs] ?? stop(`${name}: no word for ${theirs}`);
}

// ---- the package ----

/** Constant name, op and doc comment of each operation. Only the declarations say what is deprecated. */
function declaredOps(folder) {
  const text = readFileSync(join(folder, 'dist/op.d.ts'), 'utf8');
  const declared = /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?declare const (\w+) = "([^"]+)";/g;
  return [...text.matchAll(declared)].map(([, doc = '', constant, name]) => ({ doc, constant, name }));
}

/** What an operation's doc comment says of its standing: nothing, its replacements, or that it has none. */
function standingOf({ doc, name }, nameOf) {
  const said = /@deprecated\s+(.*)/.exec(doc)?.[1];
  if (said === undefined) return { standing: 'Current', by: [] };
  const link = /^Use \{@link (\w+)\}/.exec(said);
  const some = /^Use (`.*?) instead/.exec(said);
  const by = link ? [nameOf.get(link[1])] : [...(some?.[1] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1]);
  const known = new Set(nameOf.values());
  if (!by.every((replacement) => known.has(replacement))) stop(`${name}: replaced by what is not an op: ${said}`);
  return by.length ? { standing: 'Replaced', by } : { standing: 'Gone', by: [] };
}

function opsOf(folder, exported) {
  const declared = declaredOps(folder);
  const nameOf = new Map(declared.map(({ constant, name }) => [constant, name]));
  const same = declared.length === Object.keys(exported).length && declared.every((op) => exported[op.constant] === op.name);
  if (!same) stop('op.d.ts and op.cjs do not hold the same operations');
  return new Map(declared.map((op) => [op.name, { constant: op.constant, ...standingOf(op, nameOf) }]));
}

function attributesOf(metadata) {
  const attribute = ([key, { type, applyScrubbing, deprecation, aliases = [] }]) => [key, {
    kind: translate(KINDS, type, key),
    scrubbing: translate(SCRUBBINGS, applyScrubbing.key, key),
    deprecated: deprecation !== undefined,
    replacement: deprecation?.replacement,
    aliases,
  }];
  return new Map(Object.entries(metadata).map(attribute));
}

// ---- the table that is there ----

/** Reads what `print` has written, line by line; a line of a table that it cannot read stops it. */
function readTable(text) {
  const ops = new Map();
  const attributes = new Map();
  const constants = new Map([...text.matchAll(/pub const (\w+): Op = Op::checked\("([^"]+)"\);/g)].map((found) => [found[2], found[1]]));
  for (const line of text.split('\n')) {
    const op = /^ {4}KnownOp \{ name: "([^"]+)", standing: (\w+)(?:\(&\[(.*)\]\))? \},$/.exec(line);
    const attribute = /^ {4}Attribute \{ key: "([^"]+)", kind: (\w+), scrubbing: (\w+), deprecation: (.*) \},$/.exec(line);
    if (op) {
      const by = [...(op[3] ?? '').matchAll(/"([^"]+)"/g)].map((found) => found[1]);
      ops.set(op[1], { constant: constants.get(op[1]) ?? stop(`no constant for ${op[1]}`), standing: op[2], by });
    } else if (attribute) {
      const [, key, kind, scrubbing, deprecation] = attribute;
      attributes.set(key, { kind, scrubbing, deprecated: deprecation !== 'None', replacement: /"([^"]+)"/.exec(deprecation)?.[1] });
    } else if (/^ {4}(KnownOp|Attribute) /.test(line)) {
      stop(`cannot read: ${line}`);
    }
  }
  return { ops, attributes };
}

// ---- names that the package no longer has ----

/** The one attribute that has taken a dropped one's place, as far as the package tells by its aliases. */
function heirOf(key, attributes) {
  const naming = [...attributes].filter(([, { aliases }]) => aliases.includes(key));
  const heirs = new Set(naming.map(([other, { deprecated, replacement }]) => (deprecated ? replacement : other)));
  heirs.delete(undefined);
  return heirs.size === 1 ? [...heirs][0] : undefined;
}

function keepOps(old, ops) {
  for (const [name, { constant, standing, by }] of old) {
    if (!ops.has(name)) ops.set(name, { constant, standing: standing === 'Current' ? 'Gone' : standing, by });
  }
}

function keepAttributes(old, attributes) {
  const dropped = [...old].filter(([key]) => !attributes.has(key));
  const heirs = new Map(dropped.map(([key]) => [key, heirOf(key, attributes)]));
  for (const [key, { kind, scrubbing, replacement }] of dropped) {
    const heir = heirs.get(key) ?? replacement;
    attributes.set(key, { kind, scrubbing, deprecated: true, replacement: heir, aliases: [] });
  }
}

/** Follows replacements that are replaced themselves, so that nobody is sent from one old name to the next. */
function settle(ops, attributes) {
  const opEnds = (name, seen) => {
    const { standing, by } = ops.get(name) ?? stop(`${name} is not an op`);
    if (standing === 'Current') return [name];
    return seen.includes(name) ? [] : by.flatMap((next) => opEnds(next, [...seen, name]));
  };
  const attributeEnd = (key, seen) => {
    const { deprecated, replacement } = attributes.get(key) ?? stop(`${key} is not an attribute`);
    if (!deprecated) return key;
    return seen.includes(key) || replacement === undefined ? undefined : attributeEnd(replacement, [...seen, key]);
  };
  for (const [name, op] of ops) {
    if (op.standing !== 'Replaced') continue;
    op.by = [...new Set(opEnds(name, []))];
    if (!op.by.length) op.standing = 'Gone';
  }
  for (const [key, attribute] of attributes) if (attribute.deprecated) attribute.replacement = attributeEnd(key, []);
}

// ---- printing ----

const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

function printConstant([name, { constant, standing, by }], ops) {
  const words = by.map((replacement) => `\`${ops.get(replacement).constant}\``);
  const choice = words.join(', ').replace(/, ([^,]*)$/, ' or $1');
  const note = standing === 'Replaced' ? `write ${choice} instead` : "no longer among Sentry's operations";
  const mark = standing === 'Current' ? '' : `    #[deprecated(note = ${quote(note)})]\n`;
  return `    /// \`${name}\`\n${mark}    pub const ${constant}: Op = Op::checked(${quote(name)});\n`;
}

function printOp([name, { standing, by }]) {
  const written = by.length ? `${standing}(&[${by.map(quote).join(', ')}])` : standing;
  return `    KnownOp { name: ${quote(name)}, standing: ${written} },\n`;
}

function printAttribute([key, { kind, scrubbing, deprecated, replacement }]) {
  const by = replacement === undefined ? 'None' : `Some(${quote(replacement)})`;
  const deprecation = deprecated ? `Some(Deprecation { replacement: ${by} })` : 'None';
  return `    Attribute { key: ${quote(key)}, kind: ${kind}, scrubbing: ${scrubbing}, deprecation: ${deprecation} },\n`;
}

function print(version, copyright, ops, attributes) {
  return `//! Sentry's operations and attributes, sorted by name: names, types, deprecations, replacements, scrubbing.
//!
//! @generated by \`generate.mjs\` from \`@sentry/conventions\` ${version}, <https://github.com/getsentry/sentry-conventions>,
//! MIT License, ${copyright}. Not to be edited; known by \`ops\` and \`attributes\`.

use crate::Kind::{Boolean, Double, Integer, Text, TextList};
use crate::Scrubbing::{Auto, Manual, Never};
use crate::Standing::{Current, Gone, Replaced};
use crate::{Attribute, Deprecation, KnownOp};

/// The version of \`@sentry/conventions\` that the tables are made from.
pub const VERSION: &str = ${quote(version)};

/// Sentry's operations as constants, in place of texts: \`op::DB_QUERY\` is \`db.query\`.
pub mod op {
    use crate::Op;

${sorted(ops).map((op) => printConstant(op, ops)).join('\n')}}

pub(crate) static OPS: &[KnownOp] = &[
${sorted(ops).map(printOp).join('')}];

pub(crate) static ATTRIBUTES: &[Attribute] = &[
${sorted(attributes).map(printAttribute).join('')}];
`;
}

function check(ops, attributes) {
  const constants = [...ops.values()].map(({ constant }) => constant);
  if (new Set(constants).size !== constants.length) stop('two operations have the same constant');
  for (const name of [...ops.keys(), ...attributes.keys()]) {
    // Bytes then sort as JavaScript does, and a name is the same in quotes of either language.
    if (!/^[A-Za-z0-9._<>-]+$/.test(name)) stop(`an unusual name: ${name}`);
  }
}

const here = dirname(fileURLToPath(import.meta.url));
const [folder, table = join(here, 'src/table.rs')] = process.argv.slice(2);
if (folder === undefined) stop('usage: node generate.mjs <unpacked @sentry/conventions> [table]');
const require = createRequire(import.meta.url);
const load = (file) => require(resolve(folder, file));

const ops = opsOf(folder, load('dist/op.cjs'));
const attributes = attributesOf(load('dist/attributes.cjs').ATTRIBUTE_METADATA);
if (existsSync(table)) {
  const old = readTable(readFileSync(table, 'utf8'));
  keepOps(old.ops, ops);
  keepAttributes(old.attributes, attributes);
}
settle(ops, attributes);
check(ops, attributes);
const copyright = /^Copyright .*$/m.exec(readFileSync(join(folder, 'LICENSE'), 'utf8'))?.[0] ?? stop('LICENSE names nobody');
writeFileSync(table, print(load('package.json').version, copyright, ops, attributes));
