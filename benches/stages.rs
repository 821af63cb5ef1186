//! Where the time of a run goes: wall and CPU seconds, and the memory at the end, of every stage.
//!
//! ```text
//! cargo bench --bench stages -- [FILE [OPTION=VALUE]…]
//! ```
//!
//! Without a file, on the bundled corpus. Options are those of a configuration file,
//! `themes.number=50`.

use cpu_time::ProcessTime;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use themeline::config::Config;
use themeline::pipeline;
use themeline::progress::Progress;

/// A stage that began.
struct Mark {
    stage: String,
    wall: Instant,
    cpu: ProcessTime,
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/efficient-ml-papers.csv");
    let file = PathBuf::from(args.next().unwrap_or_else(|| bundled.to_owned()));
    let text: String = args.map(|option| format!("{option}\n")).collect();
    let config = Config::parse(&text, "the arguments").expect("options read as a configuration");
    let marks: Arc<Mutex<Vec<Mark>>> = Arc::default();
    let heard = Arc::clone(&marks);
    let mark = move |stage: &str| {
        let mark = Mark { stage: stage.to_owned(), wall: Instant::now(), cpu: ProcessTime::now() };
        heard.lock().unwrap().push(mark);
    };
    let progress = Progress::told_to(mark.clone());
    let out = tempfile::tempdir().unwrap();
    let done = pipeline::run(&[file], &out.path().join("run"), &config, &progress);
    mark("end");
    let (analysis, _) = done.expect("the run succeeds");
    drop(progress);

    let marks = marks.lock().unwrap();
    println!("{:>8} {:>8}  stage, of {} papers", "wall s", "CPU s", analysis.corpus.papers.len());
    for pair in marks.windows(2) {
        let wall = pair[1].wall - pair[0].wall;
        let cpu = pair[1].cpu.as_duration() - pair[0].cpu.as_duration();
        println!("{:8.2} {:8.2}  {}", wall.as_secs_f64(), cpu.as_secs_f64(), pair[0].stage);
    }
}
