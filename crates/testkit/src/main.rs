//! `runnel-testkit`: the model server as a process, for tests written in other languages. It prints where
//! it listens, is controlled over HTTP (see `control.rs`), and ends when its standard input does, so that
//! it never outlives the test that started it.

use runnel_testkit::ModelServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let server = ModelServer::start().await;
    println!("listening on {}", server.url());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
