//! A server of PostgreSQL for this process: made in a directory of its own, on a free port, when a test asks first.
//!
//! It ends when this process does, however that ends: a shell holds it, and waits for the end of its own input. Skipped,
//! and said so, where PostgreSQL is not installed; with `RINA_REQUIRE_PEERS=1` that is a failure.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use sqlx::postgres::PgConnectOptions;

use crate::peers::installed::or_skip;

struct Server {
    port: u16,
    /// Its input is what the server lives by.
    _shell: Child,
}

/// How one connects to it; `None` where there is none.
pub fn postgres() -> Option<PgConnectOptions> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let server = SERVER.get_or_init(start).as_ref().map_err(Clone::clone);
    let Server { port, .. } = or_skip(server)?;
    Some(PgConnectOptions::new().host("127.0.0.1").port(*port).username("postgres").database("postgres"))
}

/// The user that the server runs as: it refuses to be run by root.
#[derive(Clone, Copy)]
struct User(Option<(u32, u32)>);

impl User {
    fn of_the_server() -> Result<Self, String> {
        let id = |arguments: &[&str]| -> Result<u32, String> {
            let printed = run(Command::new("id").args(arguments))?;
            printed.trim().parse().map_err(|_| format!("id {arguments:?} says {printed:?}"))
        };
        if id(&["-u"])? != 0 {
            return Ok(Self(None));
        }
        Ok(Self(Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))))
    }

    fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        // It may not be allowed to stand where the test does.
        command.current_dir("/");
        command
    }
}

fn start() -> Result<Server, String> {
    let (programs, user) = (programs()?, User::of_the_server()?);
    let made = run(user.command("mktemp").args(["-d", "-t", "rina-trace-postgres.XXXXXXXX"]))?;
    let directory = Path::new(made.trim());
    let started = start_in(directory, &programs, user);
    if started.is_err() {
        let _ = std::fs::remove_dir_all(directory);
    }
    started
}

fn start_in(directory: &Path, programs: &Path, user: User) -> Result<Server, String> {
    let data = directory.join("data");
    let how = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C"];
    run(user.command(programs.join("initdb")).args(how).arg("-D").arg(&data))?;
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let port = port.map_err(|error| error.to_string())?.port();
    let script =
        r#"dir=$1; shift; "$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$dir""#;
    let mut shell = user
        .command("sh")
        .args(["-c", script, "sh"])
        .arg(directory)
        .arg(programs.join("postgres"))
        .arg("-D")
        .arg(&data)
        .args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut lines =
        BufReader::new(shell.stderr.take().ok_or("it has no output")?).lines().map_while(Result::ok);
    let mut said = String::new();
    let is_ready = lines.by_ref().any(|line| {
        said.push_str(&line);
        line.contains("ready to accept connections")
    });
    if !is_ready {
        return Err(format!("PostgreSQL did not start: {said}"));
    }
    // What nobody reads would hold it up.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Server { port, _shell: shell })
}

/// Where its programs are.
fn programs() -> Result<PathBuf, String> {
    let said = run(Command::new("pg_config").arg("--bindir")).map(|said| PathBuf::from(said.trim()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut known: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    known.sort();
    known.extend(["/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/local/bin"].map(PathBuf::from));
    let mut all = said.into_iter().chain(known.into_iter().rev());
    all.find(|folder| folder.join("initdb").is_file()).ok_or_else(|| "PostgreSQL is not installed".to_owned())
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("{command:?}: {said}"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
