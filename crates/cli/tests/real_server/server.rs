//! A server that others wrote, with a model of random numbers.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use tempfile::TempDir;

/// How many tokens the model takes in. To fill it with an answer takes minutes.
pub(crate) const CONTEXT: usize = 32_768;

/// The OpenAI-compatible server of llama-cpp-python, which ends with its value.
pub(crate) struct Server {
    process: Child,
    /// The base URL that a person would give.
    pub(crate) url: String,
    _model: TempDir,
}

impl Server {
    /// Makes a model and starts the server with it. A question waits until the one before has been answered or given
    /// up.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("tiny.gguf");
        let writer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_server/model.py");
        assert!(Command::new(python()).arg(writer).arg(&model).status().unwrap().success());

        let mut process = Command::new(python())
            .args(["-m", "llama_cpp.server", "--model_alias", "tiny", "--host", "127.0.0.1", "--port", "0"])
            .args(["--n_threads", "1", "--interrupt_requests", "false", "--n_ctx", &CONTEXT.to_string()])
            .arg("--model")
            .arg(&model)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        let url = format!("http://{}/v1", address_in(log));
        Self { process, url, _model: folder }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The Python of the environment that the server is installed in.
fn python() -> PathBuf {
    env::var_os("RUNNEL_TEST_PYTHON").expect("cargo xtask test --only server sets RUNNEL_TEST_PYTHON").into()
}

/// The address that the server says it listens at. What it says goes to the test's own output, all of it: a pipe that
/// nobody reads would block it.
fn address_in(log: impl BufRead + Send + 'static) -> String {
    let (found, address) = mpsc::channel();
    thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            eprintln!("{line}");
            if let Some((_, after)) = line.split_once("Uvicorn running on http://") {
                let _ = found.send(after.split(' ').next().unwrap_or_default().to_owned());
            }
        }
    });
    address.recv().expect("the server ended before it listened")
}
