//! What `#[traced_db]` says of a database, as far as it can be seen in literals.
//!
//! Known by `check`.

use syn::{Expr, ExprLit, Lit};

use crate::args::Args;
use crate::errors::{Errors, did_you_mean};
use crate::fields::ungrouped;
use crate::values::text;

/// The systems that OpenTelemetry knows, and two that it does not.
///
/// Source: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/#db-system-name>
const SYSTEMS: [&str; 43] = [
    "actian.ingres",
    "aws.dynamodb",
    "aws.redshift",
    "azure.cosmosdb",
    "cassandra",
    "clickhouse",
    "cockroachdb",
    "couchbase",
    "couchdb",
    "derby",
    "elasticsearch",
    "firebirdsql",
    "gcp.spanner",
    "geode",
    "h2database",
    "hbase",
    "hive",
    "hsqldb",
    "ibm.db2",
    "ibm.informix",
    "ibm.netezza",
    "influxdb",
    "instantdb",
    "intersystems.cache",
    "mariadb",
    "memcached",
    "microsoft.sql_server",
    "mongodb",
    "mysql",
    "neo4j",
    "opensearch",
    // As Sentry looks for it on its page of a backend.
    "oracle",
    "oracle.db",
    "other_sql",
    "postgresql",
    "redis",
    "sap.hana",
    "sap.maxdb",
    "softwareag.adabas",
    "sqlite",
    "teradata",
    "trino",
    "valkey",
];

/// What people call some of them.
const CALLED: [(&str, &str); 16] = [
    ("cosmosdb", "azure.cosmosdb"),
    ("db2", "ibm.db2"),
    ("dynamodb", "aws.dynamodb"),
    ("maria", "mariadb"),
    ("mongo", "mongodb"),
    ("mssql", "microsoft.sql_server"),
    ("pg", "postgresql"),
    ("pgsql", "postgresql"),
    ("postgre", "postgresql"),
    ("postgres", "postgresql"),
    ("psql", "postgresql"),
    ("redshift", "aws.redshift"),
    ("spanner", "gcp.spanner"),
    ("sql_server", "microsoft.sql_server"),
    ("sqlite3", "sqlite"),
    ("sqlserver", "microsoft.sql_server"),
];

/// The arguments that take a text, each with one that may be written.
const TEXTS: [(&str, &str); 6] = [
    ("system", "postgresql"),
    ("query", "SELECT name FROM users WHERE id = $1"),
    ("operation", "SELECT"),
    ("collection", "users"),
    ("namespace", "shop"),
    ("server", "db.example.com:5432"),
];

pub(super) fn check(args: &Args, errors: &mut Errors) {
    if args.own("system").is_none() {
        return;
    }
    for (word, example) in TEXTS {
        let Some(given) = args.own(word) else { continue };
        match text(&given.value) {
            Some(written) if written.value().trim().is_empty() => {
                errors
                    .at(written, format_args!("`{word}` is empty: write one such as `{word} = {example:?}`"));
            }
            Some(written) => {
                let problem = match word {
                    "system" => system(&written.value()),
                    "server" => server(&written.value()),
                    _ => None,
                };
                if let Some(problem) = problem {
                    errors.at(written, problem);
                }
            }
            None => {
                if let Expr::Lit(ExprLit { lit, .. }) = ungrouped(given.value.clone())
                    && !matches!(lit, Lit::Str(_))
                {
                    errors.at(lit, format_args!("`{word}` takes a text: `{word} = {example:?}`"));
                }
            }
        }
    }
}

/// What is wrong with the name of a system. One that nobody knows is the project's own.
fn system(written: &str) -> Option<String> {
    if SYSTEMS.contains(&written) {
        return None;
    }
    let lower = written.trim().to_lowercase();
    let name = CALLED.iter().find(|(called, _)| *called == lower).map(|(_, name)| *name);
    if let Some(name) = name.or_else(|| SYSTEMS.into_iter().find(|name| *name == lower)) {
        return Some(format!("the name of this system is `{name}`: write `system = {name:?}`"));
    }
    match did_you_mean(&lower, SYSTEMS) {
        meant if meant.is_empty() => None,
        meant => Some(format!("unknown system `{written}`{meant}")),
    }
}

/// What is wrong with a server: it is a host, or a host and a port.
fn server(written: &str) -> Option<String> {
    if written.contains("://") || written.contains('@') {
        let host = written.rsplit_once("://").map_or(written, |(_, rest)| rest);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split(['/', '?']).next().unwrap_or_default();
        return Some(format!(
            "`server` is a host and a port, and no URL, which may have a user and a password in it: write \
             `server = {host:?}`"
        ));
    }
    if written.contains(char::is_whitespace) {
        return Some("a host has no blanks in it: `server = \"db.example.com:5432\"`".to_owned());
    }
    // The address of IPv6 has colons of its own, and a path is that of a socket.
    let behind = written.rsplit_once(']').map_or(written, |(_, behind)| behind);
    let (_, port) = behind.rsplit_once(':').filter(|(host, _)| !host.contains(':'))?;
    let is_port = written.starts_with('/') || port.parse::<u16>().is_ok();
    (!is_port).then(|| format!("`{port}` is no port: `server = \"db.example.com:5432\"`"))
}
