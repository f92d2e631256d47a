//! The dialects that are told apart. Knows nothing; known by all that reads a text.

/// How a database writes what is no word: its quotes, comments and placeholders.
///
/// ```
/// use rina_trace_sql::Dialect;
///
/// assert_eq!(Dialect::of("mariadb"), Dialect::MySql);
/// assert_eq!(Dialect::of("oracle.db"), Dialect::Generic);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `PostgreSQL`, and what speaks its language: nested comments, dollar quotes, `E'..'`.
    PostgreSql,
    /// `MySQL`, `MariaDB`, and others in which double quotes are around values: backslashes in them, comments with `#`.
    MySql,
    /// `BigQuery`, Spanner, Hive, Spark and Databricks: the quotes of `MySQL`, but two dashes begin a comment wherever they
    /// stand.
    BigQuery,
    /// `SQLite`: names in double quotes, brackets or backticks. In double quotes they are values where they are compared,
    /// listed or stored, for it takes them for such if it does not know the name.
    Sqlite,
    /// Any other. Where databases differ it takes for a value what may be one, and refuses a text that can be read
    /// in two ways.
    Generic,
}

impl Dialect {
    /// The dialect of a database, by its name in
    /// [`db.system.name`](https://opentelemetry.io/docs/specs/semconv/db/database-spans/), or an older name of it.
    pub fn of(system: &str) -> Self {
        match system {
            "postgresql" | "postgres" | "cockroachdb" | "aws.redshift" | "redshift" | "yugabytedb"
            | "timescaledb" | "greenplum" | "edb" => Self::PostgreSql,
            "mysql" | "mariadb" | "tidb" | "singlestore" => Self::MySql,
            "bigquery" | "gcp.bigquery" | "spanner" | "gcp.spanner" | "hive" | "spark" | "databricks" => {
                Self::BigQuery
            }
            "sqlite" | "libsql" | "turso" => Self::Sqlite,
            _ => Self::Generic,
        }
    }

    /// True if a value may stand in double quotes, with backslashes in it.
    pub(crate) const fn quotes_values_twice(self) -> bool {
        matches!(self, Self::MySql | Self::BigQuery)
    }
}
