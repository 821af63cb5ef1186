//! Parse, run, exit code.

use clap::{CommandFactory, Parser};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use themeline::cli::{Cli, Command, EvaluateArgs, ExplainArgs, ReportArgs, RunArgs, Said};
use themeline::config::template;
use themeline::error::{Error, Result};
use themeline::ingest::read_past_themes;
use themeline::pipeline;
use themeline::progress::Progress;
use themeline::report::{
    Colour, evaluation_json, evaluation_text, explanation, explanation_json, summary,
    summary_again, summary_json, write_names,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Run(args) => run(args),
        Command::Report(args) => report(args),
        Command::Explain(args) => explain(args),
        Command::Evaluate(args) => evaluate(args),
        Command::Names { run, out } => names(run, out),
        Command::Init { path } => init(path),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "themeline", &mut script);
            print(&script)
        }
        Command::Man => manual(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("themeline: {error}");
            ExitCode::from(2)
        }
    }
}

/// Threads started at most: more than any machine has cores are only in one another's way.
const MAX_THREADS: usize = 256;

fn run(args: &RunArgs) -> Result<()> {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get().min(MAX_THREADS))
            .build_global()
            .map_err(|e| {
                Error::config(format!("--threads {threads}: {e}"), "give another number")
            })?;
    }
    let config = args.config()?;
    let out = args.out();
    let progress = Progress::new(args.said.quiet);
    let (analysis, saved) = pipeline::run(&args.inputs, &out, &config, &progress)?;
    drop(progress);
    match args.said {
        Said { json: true, .. } => print(&summary_json(&saved.tables, &saved.about, &out)?),
        Said { quiet: true, .. } => Ok(()),
        _ => print(&summary(&analysis, &saved, colour())?),
    }
}

fn report(args: &ReportArgs) -> Result<()> {
    let (out, progress) = (args.out(), Progress::new(args.said.quiet));
    let saved = pipeline::redraw(&args.run, out, |output| args.change(output), &progress)?;
    drop(progress);
    match args.said {
        Said { json: true, .. } => print(&summary_json(&saved.tables, &saved.about, out)?),
        Said { quiet: true, .. } => Ok(()),
        _ => print(&summary_again(&saved, out, colour())?),
    }
}

fn explain(args: &ExplainArgs) -> Result<()> {
    let progress = Progress::new(false);
    let explained = pipeline::explain_paper(&args.run, &args.paper, &progress)?;
    drop(progress);
    let text = if args.json { explanation_json(&explained)? } else { explanation(&explained) };
    print(&text)
}

fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let out = args.out();
    let gold = args.gold.as_deref().map(|file| (file, args.gold_column.as_str()));
    let (run, evaluation) = pipeline::evaluate(&args.run, gold, &out)?;
    let text = if args.json {
        evaluation_json(&evaluation, &run)?
    } else {
        evaluation_text(&evaluation, &run, &out)
    };
    print(&text)
}

fn names(run: &Path, out: &Path) -> Result<()> {
    let themes = read_past_themes(run)?;
    write_names(&themes, out)?;
    print(format!("{} written: edit it, then run with --names\n", out.display()))
}

fn init(path: &Path) -> Result<()> {
    let written =
        std::fs::File::create_new(path).and_then(|mut f| f.write_all(template().as_bytes()));
    match written {
        Ok(()) => print(format!("{} written: every parameter at its default\n", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::config(
            format!("{} exists already", path.display()),
            "name another file, or remove it",
        )),
        Err(e) => Err(Error::io("write", path, e)),
    }
}

/// The manual: the page of the program, then that of `themeline run` with all parameters.
fn manual() -> Result<()> {
    let mut text = Vec::new();
    let command = Cli::command();
    let failed = |e| Error::report("the manual", e);
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(failed)?;
    if let Some(run) = command.find_subcommand("run") {
        let run = run.clone().name("themeline-run");
        clap_mangen::Man::new(run).render(&mut text).map_err(failed)?;
    }
    print(&text)
}

/// Colours where a person is looking and has not said otherwise (no-color.org).
fn colour() -> Colour {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_wanted = std::io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb;
    if is_wanted { Colour::Ansi } else { Colour::Never }
}

/// Standard output; a reader that has gone away (`themeline … | head`) is no error.
fn print(text: impl AsRef<[u8]>) -> Result<()> {
    match std::io::stdout().write_all(text.as_ref()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to", Path::new("standard output"), e))
        }
        _ => Ok(()),
    }
}
